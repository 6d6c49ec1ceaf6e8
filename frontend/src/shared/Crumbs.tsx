// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { t } from "./texts";

/** Where one is: the pages above this one, as addresses and names, and this one. Needs styles/components/crumbs.css. */
export function Crumbs({ above, here }: { above: readonly (readonly [string, string])[]; here: ReactNode }): ReactElement {
  return (
    <nav aria-label={t("Where you are")}>
      <ol className="of-crumbs">
        {above.map(([address, name]) => (
          <li key={address}>
            <a href={address}>{name}</a>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
