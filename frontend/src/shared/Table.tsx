// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";

interface Props {
  /** Accessible name of the table. */
  label: string;
  /** Class names of the table, such as how it folds where it is narrow. */
  look: string;
  columns: readonly string[];
  /** Without an edge of its own, where it lies in a card. */
  bare?: boolean;
  /** One `tbody` or several, with roles: what is shown as cards is no table to a browser any more. */
  children: ReactNode;
}

/** A table with one row of headings, in a frame that keys can scroll. */
export function Table({ label, look, columns, bare, children }: Props): ReactElement {
  return (
    <div className={bare ? "of-tablewrap of-tablewrap--bare" : "of-tablewrap"} tabIndex={0} role="group" aria-label={label}>
      <table className={look} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((title) => (
              <th scope="col" role="columnheader" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}
