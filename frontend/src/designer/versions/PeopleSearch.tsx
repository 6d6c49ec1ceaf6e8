// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { Person } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

/** As many as the server tells. */
const MOST = 20;

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
        aria-label={t("People")}
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <div className="of-field">
          <label className="of-label" htmlFor="of-w-search">
            {t("Find a new owner by name")}
          </label>
          <input className="of-input" id="of-w-search" type="search" maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
        </div>
        <button type="submit" className="of-btn" disabled={asking.busy}>
          {asking.busy ? t("Searching…") : t("Search")}
        </button>
      </form>
      {asking.failed && <Refused what={t("Nobody was searched for")} error={asking.failed} />}
      {found && (
        <p className="of-small of-muted" role="status">
          {others.length === 0
            ? t("Nobody else in OMERO that you can see is called “{text}”.", { text: shown(found.text) })
            : found.people.length >= MOST
              ? tn("{n} found, at most {most} are shown: give more of the name.", "{n} found, at most {most} are shown: give more of the name.", others.length, { most: MOST })
              : tn("{n} found.", "{n} found.", others.length)}
        </p>
      )}
      {others.length > 0 && <Found people={others} {...acts} />}
    </div>
  );
}
