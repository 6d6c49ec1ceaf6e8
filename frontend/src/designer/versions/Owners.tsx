// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner } from "../../shared/parts";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { FormRow, Session } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Card } from "../Card";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { OwnersDialog, type Asked } from "./OwnersDialog";
import { PeopleSearch } from "./PeopleSearch";

interface Props {
  row: FormRow;
  /** Who is looking; null while it is not known. */
  session: Session | null;
  onChanged: (row: FormRow, isDone: boolean) => void;
  onAgain: () => void;
}

function Failure({ error, onAgain }: { error: ApiError; onAgain: () => void }): ReactElement {
  const stale = error.detailsOf("stale_owners");
  if (!stale) return <Refused what={t("The owners are as they were")} error={error} />;
  return (
    <Banner
      kind="warn"
      role="alert"
      title={t("Somebody changed the owners meanwhile")}
      actions={
        <button type="button" className="of-btn" onClick={onAgain}>
          {t("See who owns it now")}
        </button>
      }
    >
      <p>{t("Now it is owned by {names}. Nothing else was changed.", { names: stale.owners.map(({ name }) => shown(name)).join(", ") })}</p>
    </Banner>
  );
}

/** Whose the form is: they edit, publish and retire it. There is always one. */
export function Owners({ row, session, onChanged, onAgain }: Props): ReactElement {
  const { api } = useDesigner();
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
    <Card title={t("Owners")}>
      <p>{t("Owners edit, publish and retire the form, and decide who owns it.")}</p>
      <ul className="of-people" aria-label={t("Owners")}>
        {owners.map((owner) => (
          <li key={owner.id} className="of-row of-row--between">
            <span>
              {nameOf(owner)} <span className="of-over">{owner.id === me ? t("{name}, you", { name: shown(owner.name) }) : shown(owner.name)}</span>
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
                {owner.id === me ? t("Stop owning it…") : t("Remove…")} <span className="of-hidden">{nameOf(owner)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {owners.length === 0 && <p className="of-muted">{t("Nobody any more.")}</p>}
      {may_edit && owners.length === 1 && <p className="of-small of-muted">{t("The last owner cannot leave: add somebody first, or hand the form over.")}</p>}
      {may_edit && (
        <PeopleSearch
          owners={owners}
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
        <OwnersDialog
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
