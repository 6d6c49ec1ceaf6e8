// SPDX-License-Identifier: AGPL-3.0-or-later
import { useId, type ReactElement, type ReactNode } from "react";

interface Props {
  title: string;
  /** What stands beside the title. */
  beside?: ReactNode;
  /** Address of this part of the page. */
  anchor?: string;
  children: ReactNode;
}

/** A part of a page, with its title. */
export function Card({ title, beside, anchor, children }: Props): ReactElement {
  const id = useId();
  return (
    <section className="of-card" aria-labelledby={id} id={anchor}>
      <div className="of-card__head of-row--between">
        <h2 className="of-h2" id={id}>
          {title}
        </h2>
        {beside}
      </div>
      <div className="of-card__body of-stack of-stack--3">{children}</div>
    </section>
  );
}
