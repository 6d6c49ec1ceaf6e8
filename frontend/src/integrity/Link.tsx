// SPDX-License-Identifier: AGPL-3.0-or-later
import { createContext, useContext, type MouseEvent, type ReactElement, type ReactNode } from "react";

/** Goes to another part of the page without loading it anew. */
export const GoContext = createContext<(address: string) => void>(() => undefined);

interface Props {
  /** As `addressOf` gives it. */
  to: string;
  className?: string;
  current?: boolean;
  children: ReactNode;
}

/** A way within the page; a new tab or window is the browser's. */
export function Link({ to, className, current = false, children }: Props): ReactElement {
  const go = useContext(GoContext);
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a className={className} href={to} aria-current={current ? "page" : undefined} onClick={onClick}>
      {children}
    </a>
  );
}
