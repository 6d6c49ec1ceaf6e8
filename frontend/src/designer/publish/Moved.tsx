// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Banner } from "../../shared/parts";
import { t } from "../../shared/texts";

interface Props {
  title: string;
  children: string;
  onAgain: () => void;
}

/** Somebody saved the draft meanwhile: what the page says would be of two. */
export function Moved({ title, children, onAgain }: Props): ReactElement {
  return (
    <Banner
      kind="warn"
      role="alert"
      title={title}
      actions={
        <button type="button" className="of-btn of-btn--primary" onClick={onAgain}>
          {t("Look at it again")}
        </button>
      }
    >
      <p>{children}</p>
    </Banner>
  );
}
