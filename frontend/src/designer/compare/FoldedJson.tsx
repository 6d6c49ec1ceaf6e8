// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ComponentProps, type ReactElement } from "react";
import { t } from "../../shared/texts";
import { SideBySide } from "./SideBySide";

/** What sentences do not tell: both JSON texts, compared once somebody opens it. */
export function FoldedJson(props: ComponentProps<typeof SideBySide>): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="of-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("Compare the JSON side by side")}</summary>
      {isOpen && <SideBySide {...props} />}
    </details>
  );
}
