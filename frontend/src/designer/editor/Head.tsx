// SPDX-License-Identifier: AGPL-3.0-or-later
/** On top of the editor: where one is, which form in which state, whose it is, and what can be done with the whole of it. */
import type { ReactElement, ReactNode } from "react";
import { t, tn } from "../../shared/texts";
import type { FormRow, Person } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Crumbs, formAddress } from "../parts";

interface Props {
  base: string;
  row: FormRow;
  name: string;
  /** "draft of version 4", "version 3" */
  state: string;
  /** Whether it is saved, or why not. */
  note: ReactNode;
  actions: ReactNode;
}

const namesOf = (people: readonly Person[]): string => people.map(nameOf).join(", ");

export function Head({ base, row, name, state, note, actions }: Props): ReactElement {
  const title = shown(name) || t("Form without a name");
  return (
    <div className="of-head">
      <div className="of-head__text">
        <Crumbs base={base} here={title} />
        <h1 className="of-h1" tabIndex={-1}>
          {title} <span className="of-over">{state}</span>
        </h1>
        <p className="of-small of-muted">
          {note} {row.version > 0 && row.draft && `${t("Version {version} stays in use until you publish.", { version: row.version })} `}
          {tn("Owner: {names}.", "Owners: {names}.", row.owners.length, { names: namesOf(row.owners) })}
        </p>
      </div>
      <div className="of-row">
        {actions}
        {row.version > 0 && (
          <a className="of-btn" href={formAddress(base, row.form, "versions/")}>
            {t("Versions")}
          </a>
        )}
      </div>
    </div>
  );
}
