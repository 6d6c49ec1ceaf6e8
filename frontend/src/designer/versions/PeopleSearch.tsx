// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { useDesigner } from "../api";
import type { Person } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Refused } from "../parts";
import { useAsk } from "../../shared/useAsk";

interface Acts {
  busy: boolean;
  /** Only an owner can. */
  mayHandOver: boolean;
  onAdd: (person: Person) => void;
  onHandOver: (person: Person) => void;
}

function Found({ people, busy, mayHandOver, onAdd, onHandOver }: Acts & { people: readonly Person[] }): ReactElement {
  return (
    <ul className="of-people" aria-label="People found">
      {people.map((person) => (
        <li key={person.id} className="of-row of-row--between">
          <span>
            {nameOf(person)} <span className="of-over">{shown(person.name)}</span>
          </span>
          <span className="of-row of-row--tight">
            <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => onAdd(person)}>
              Add <span className="of-hidden">{nameOf(person)}</span>
            </button>
            {mayHandOver && (
              <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => onHandOver(person)}>
                Hand over… <span className="of-hidden">to {nameOf(person)}</span>
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
  const { api } = useDesigner();
  const asking = useAsk();
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; people: Person[] } | null>(null);
  const search = async (): Promise<void> => {
    const wanted = text.trim();
    if (wanted === "") return;
    const people = await asking.ask(() => api.people(wanted));
    if (people) setFound({ text: wanted, people });
  };
  const others = found?.people.filter(({ id }) => !owners.some((owner) => owner.id === id)) ?? [];
  return (
    <div className="of-stack of-stack--2">
      <form
        className="of-filters"
        role="search"
        aria-label="People"
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <div className="of-field">
          <label className="of-label" htmlFor="of-w-search">
            Find a new owner by name
          </label>
          <input className="of-input" id="of-w-search" type="search" maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
        </div>
        <button type="submit" className="of-btn" disabled={asking.busy}>
          {asking.busy ? "Searching…" : "Search"}
        </button>
      </form>
      {asking.failed && <Refused what="Nobody was searched for" error={asking.failed} />}
      {found && (
        <p className="of-small of-muted" role="status">
          {others.length === 0
            ? `Nobody else in OMERO that you can see is called “${shown(found.text)}”.`
            : `${others.length} found${found.people.length >= 20 ? ", at most 20 are shown: give more of the name" : ""}.`}
        </p>
      )}
      {others.length > 0 && <Found people={others} {...acts} />}
    </div>
  );
}
