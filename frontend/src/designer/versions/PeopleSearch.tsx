// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { FindPeople } from "../../shared/FindPeople";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { Person } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";

interface Acts {
  busy: boolean;
  /** Only an owner can. */
  mayHandOver: boolean;
  onAdd: (person: Person) => void;
  onHandOver: (person: Person) => void;
}

const hiddenOf = (person: Person) => ({ hidden: (inside: string) => <span className="of-hidden">{rich(inside, { name: nameOf(person) })}</span> });

function Found({ people, busy, mayHandOver, onAdd, onHandOver }: Acts & { people: readonly Person[] }): ReactElement {
  return (
    <ul className="of-people" aria-label={t("People found")}>
      {people.map((person) => (
        <li key={person.id} className="of-row of-row--between">
          <span>
            {nameOf(person)} <span className="of-over">{shown(person.name)}</span>
          </span>
          <span className="of-row of-row--tight">
            <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => onAdd(person)}>
              {rich(t("Add <hidden>{name}</hidden>"), hiddenOf(person))}
            </button>
            {mayHandOver && (
              <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => onHandOver(person)}>
                {rich(t("Hand over… <hidden>to {name}</hidden>"), hiddenOf(person))}
              </button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** People by their names, who are no owners yet. */
export function PeopleSearch({ owners, ...acts }: Acts & { owners: readonly Person[] }): ReactElement {
  return (
    <FindPeople id="of-w-search" label={t("Find a new owner by name")} without={owners}>
      {(people) => <Found people={people} {...acts} />}
    </FindPeople>
  );
}
