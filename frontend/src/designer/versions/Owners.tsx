// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Dialog } from "../../shared/Dialog";
import { Banner } from "../../shared/parts";
import { useGuard } from "../../shared/session";
import type { FormRow, Person, Session } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Card } from "../Card";
import { Refused } from "../parts";
import { useAsk } from "../useAsk";

interface Props {
  row: FormRow;
  /** Who is looking; null while it is not known. */
  session: Session | null;
  onChanged: (row: FormRow, isDone: boolean) => void;
  onAgain: () => void;
}

function Failure({ error, onAgain }: { error: ApiError; onAgain: () => void }): ReactElement {
  const stale = error.detailsOf("stale_owners");
  if (!stale) return <Refused what="The owners are as they were" error={error} />;
  return (
    <Banner
      kind="warn"
      role="alert"
      title="Somebody changed the owners meanwhile"
      actions={
        <button type="button" className="of-btn" onClick={onAgain}>
          See who owns it now
        </button>
      }
    >
      <p>Now it is owned by {stale.owners.map(({ name }) => shown(name)).join(", ")}. Nothing else was changed.</p>
    </Banner>
  );
}

/** What is asked before somebody owns the form no longer. */
type Asked = { kind: "remove"; who: Person } | { kind: "handover"; to: Person };

function Confirm(props: { asked: Asked; isMe: boolean; isAdmin: boolean; busy: boolean; failed: ReactElement | null; onAction: () => void; onClose: () => void }): ReactElement {
  const { asked, isMe, isAdmin, busy, failed, onAction, onClose } = props;
  const unless = isAdmin ? " As an admin you may be able to all the same." : "";
  if (asked.kind === "handover") {
    return (
      <Dialog title={`Hand this form over to ${nameOf(asked.to)}?`} action={busy ? "Handing over…" : "Hand it over"} keep="Keep it" busy={busy} onAction={onAction} onClose={onClose}>
        <p>
          {nameOf(asked.to)} will own it in your place. You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only an owner can make you one
          again.{unless}
        </p>
        {failed}
      </Dialog>
    );
  }
  const name = nameOf(asked.who);
  return (
    <Dialog
      title={isMe ? "Stop owning this form?" : `Remove ${name} from the owners?`}
      action={busy ? "Removing…" : isMe ? "Stop owning it" : "Remove from the owners"}
      keep={isMe ? "Stay an owner" : "Keep as an owner"}
      busy={busy}
      onAction={onAction}
      onClose={onClose}
    >
      <p>
        {isMe
          ? `You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only one of the other owners can make you one again.${unless}`
          : `${name} can no longer edit, publish or retire it, nor see its drafts; what they published and answered stays.`}
      </p>
      {failed}
    </Dialog>
  );
}

function Search({ row, busy, mayHandOver, onAdd, onHandOver }: { row: FormRow; busy: boolean; mayHandOver: boolean; onAdd: (person: Person) => void; onHandOver: (person: Person) => void }): ReactElement {
  const { api } = useGuard();
  const asking = useAsk();
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; people: Person[] } | null>(null);
  const search = async (): Promise<void> => {
    const wanted = text.trim();
    if (wanted === "") return;
    const people = await asking.ask(() => api.people(wanted));
    if (people) setFound({ text: wanted, people });
  };
  const others = found?.people.filter(({ id }) => !row.owners.some((owner) => owner.id === id)) ?? [];
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
            Name of somebody who is to own it too
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
      {others.length > 0 && (
        <ul className="of-people" aria-label="People found">
          {others.map((person) => (
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
      )}
    </div>
  );
}

/** Whose the form is: they edit, publish and retire it. There is always one. */
export function Owners({ row, session, onChanged, onAgain }: Props): ReactElement {
  const { api } = useGuard();
  const { busy, failed, ask, forget } = useAsk();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { owners, may_edit } = row;
  const me = session?.user.id ?? null;
  const isMine = owners.some(({ id }) => id === me);
  const change = async (ids: number[]): Promise<void> => {
    const next = await ask(() => api.setOwners(row.form, { owners: ids, base: owners.map(({ id }) => id) }));
    if (!next) return;
    const are = next.owners.map(({ id }) => id);
    onChanged(next, ids.length === are.length && ids.every((id) => are.includes(id)));
    setAsked(null);
  };
  const without = (id: number): number[] => owners.map((owner) => owner.id).filter((each) => each !== id);
  const failure = failed && <Failure error={failed} onAgain={onAgain} />;
  return (
    <Card title="Owners">
      <p>Owners edit, publish and retire the form, and decide who owns it.</p>
      <ul className="of-people" aria-label="Owners">
        {owners.map((owner) => (
          <li key={owner.id} className="of-row of-row--between">
            <span>
              {nameOf(owner)} <span className="of-over">{shown(owner.name)}{owner.id === me && ", you"}</span>
            </span>
            {may_edit && owners.length > 1 && (
              <button
                type="button"
                className="of-btn of-btn--sm"
                disabled={busy}
                onClick={() => {
                  forget();
                  setAsked({ kind: "remove", who: owner });
                }}
              >
                {owner.id === me ? "Stop owning it…" : "Remove…"} <span className="of-hidden">{nameOf(owner)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {owners.length === 0 && <p className="of-muted">Nobody any more.</p>}
      {may_edit && owners.length === 1 && <p className="of-small of-muted">The last owner cannot leave: add somebody first, or hand the form over.</p>}
      {may_edit && (
        <Search
          row={row}
          busy={busy}
          mayHandOver={isMine}
          onAdd={(person) => void change([...owners.map(({ id }) => id), person.id])}
          onHandOver={(to) => {
            forget();
            setAsked({ kind: "handover", to });
          }}
        />
      )}
      {!asked && failure}
      {asked && (
        <Confirm
          asked={asked}
          isMe={asked.kind === "remove" && asked.who.id === me}
          isAdmin={session?.is_admin ?? false}
          busy={busy}
          failed={failure}
          onAction={() => void change(asked.kind === "remove" ? without(asked.who.id) : [...(me === null ? [] : without(me)), asked.to.id])}
          onClose={() => setAsked(null)}
        />
      )}
    </Card>
  );
}
