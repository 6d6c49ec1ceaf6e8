// SPDX-License-Identifier: AGPL-3.0-or-later
import { useId, type ComponentProps, type ReactElement } from "react";
import { SideBySide } from "../compare/SideBySide";

/** Two states of the form beside each other, above the panes. */
export function Compared({ title, ...sides }: ComponentProps<typeof SideBySide> & { title: string }): ReactElement {
  const heading = useId();
  return (
    <section className="of-card" aria-labelledby={heading}>
      <div className="of-card__head">
        <h2 className="of-h2" id={heading}>
          {title}
        </h2>
      </div>
      <div className="of-card__body">
        <SideBySide {...sides} />
      </div>
    </section>
  );
}
