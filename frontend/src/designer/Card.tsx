// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from "react";

interface Props {
  title: string;
  /** What stands beside the title. */
  beside?: ReactNode;
  /** By which an address can name this part of the page. */
  anchor?: string;
  children: ReactNode;
}

/** A part of a page, with its title. */
export function Card({ title, beside, anchor, children }: Props): ReactElement {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Browsers look for what an address names before this is there, and not in shadow roots.
    if (anchor === undefined || window.location.hash !== `#${anchor}`) return;
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  }, [anchor]);
  return (
    <section className="of-card" aria-labelledby={id}>
      <div className="of-card__head of-row--between">
        <h2 className="of-h2" id={id} ref={heading} tabIndex={anchor === undefined ? undefined : -1}>
          {title}
        </h2>
        {beside}
      </div>
      <div className="of-card__body of-stack of-stack--3">{children}</div>
    </section>
  );
}
