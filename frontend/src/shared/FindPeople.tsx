// SPDX-License-Identifier: AGPL-3.0-or-later
/** People by their names, of those whom OMERO lets the reader know. It can stand in a form, which it does not send. */
import { useState, type ReactElement, type ReactNode } from "react";
import { Api } from "./api/client";
import { Refused } from "./Refused";
import { useApi } from "./session";
import { t, tn } from "./texts";
import type { Person } from "./types";
import { useAsk } from "./useAsk";
import { shown } from "./words";

/** As many as the server tells. */
const MOST = 20;

class PeopleApi extends Api {
  async people(search: string): Promise<Person[]> {
    return (await this.get("/people", {}, { search })).people;
  }
}

interface Props {
  id: string;
  label: string;
  /** Who is left out of what was found. */
  without?: readonly Person[];
  onFound?: (people: Person[]) => void;
  children?: (people: readonly Person[]) => ReactNode;
}

export function FindPeople({ id, label, without = [], onFound, children }: Props): ReactElement {
  const { api } = useApi(PeopleApi);
  const asking = useAsk();
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; people: Person[] } | null>(null);
  const search = async (): Promise<void> => {
    const wanted = text.trim();
    if (wanted === "" || asking.busy) return;
    const people = await asking.ask(() => api.people(wanted));
    if (people === null) return;
    setFound({ text: wanted, people });
    onFound?.(people);
  };
  const others = found?.people.filter((one) => !without.some((each) => each.id === one.id)) ?? [];
  return (
    <div className="of-stack of-stack--2">
      <div className="of-filters" role="search" aria-label={t("People")}>
        <div className="of-field">
          <label className="of-label" htmlFor={id}>
            {label}
          </label>
          <input
            className="of-input"
            id={id}
            type="search"
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              event.stopPropagation();
              void search();
            }}
          />
        </div>
        <button type="button" className="of-btn" disabled={asking.busy} onClick={() => void search()}>
          {asking.busy ? t("Searching…") : t("Search")}
        </button>
      </div>
      {asking.failed && <Refused what={t("The search could not be done")} error={asking.failed} />}
      {found && (
        <p className="of-small of-muted" role="status">
          {others.length === 0
            ? t("Nobody else in OMERO that you can see is called “{text}”.", { text: shown(found.text) })
            : found.people.length >= MOST
              ? tn("{n} found, at most {most} are shown: give more of the name.", "{n} found, at most {most} are shown: give more of the name.", others.length, { most: MOST })
              : tn("{n} found.", "{n} found.", others.length)}
        </p>
      )}
      {others.length > 0 && children?.(others)}
    </div>
  );
}
