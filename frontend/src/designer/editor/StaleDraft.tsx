// SPDX-License-Identifier: AGPL-3.0-or-later
/** The draft was saved meanwhile, by somebody else or by oneself in another window: who, when, what differs, and what to do. Nothing is overwritten silently. */
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import type { Details } from "../../shared/api/routes";
import { Banner, Moment } from "../../shared/parts";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { FormDraft } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { nameOf } from "../../shared/words";
import type { FormDocument } from "../document/document";
import { Compared } from "./Compared";

interface Props {
  form: string;
  mine: FormDocument;
  newest: Details["stale_draft"];
  now: Date;
  /** Saved by who is asked here, in another window. */
  isOwn: boolean;
  onTakeTheirs: (theirs: FormDraft) => void;
  /** Goes on over the number that was shown. */
  onKeepMine: (number: number) => void;
}

/** So many sentences are read; the others are in the comparison. */
const MOST_SENTENCES = 5;

export function StaleDraft({ form, mine, newest, now, isOwn, onTakeTheirs, onKeepMine }: Props): ReactElement {
  const { api, guard } = useDesigner();
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { number } = newest;
  const [theirs] = useLoaded(useCallback(() => guard(api.draftState(form, number)), [api, guard, form, number]));
  useEffect(() => box.current?.focus(), []);
  const draft = theirs.state === "ready" ? theirs.value : null;
  return (
    <div ref={box} tabIndex={-1}>
      <Banner
        kind="warn"
        title={isOwn ? t("You saved this draft in another window while you were changing it here") : t("{name} saved this draft while you were changing it", { name: nameOf(newest.saved_by) })}
        actions={
          <>
            <button type="button" className="of-btn" aria-expanded={isOpen} disabled={draft === null} onClick={() => setOpen(!isOpen)}>
              {t("Compare")}
            </button>
            <button type="button" className="of-btn" onClick={() => onKeepMine(number)}>
              {t("Keep mine")}
            </button>
            <button type="button" className="of-btn" disabled={draft === null} onClick={() => draft && onTakeTheirs(draft)}>
              {isOwn ? t("Take the other") : t("Take theirs")}
            </button>
          </>
        }
      >
        <p>
          <Moment iso={newest.saved_at} now={now} />. {newest.changes.length === 0 ? t("It says the same as yours.") : t("Yours would change in it:")}
        </p>
        {newest.changes.length > 0 && (
          <ul>
            {newest.changes.slice(0, MOST_SENTENCES).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
            {newest.changes.length > MOST_SENTENCES && <li>{tn("{n} more change in the comparison", "{n} more changes in the comparison", newest.changes.length - MOST_SENTENCES)}</li>}
          </ul>
        )}
        {theirs.state === "failed" && <p>{t("What was saved could not be loaded. {message}", { message: theirs.error.message })}</p>}
        <p className="of-small of-muted">
          {isOwn
            ? t("Nothing was overwritten. “Keep mine” saves yours after the other, which stays in the earlier states; “Take the other” shows that here, and undo brings yours back.")
            : t("Nothing was overwritten. “Keep mine” saves yours after theirs, which stays in the earlier states; “Take theirs” shows theirs here, and undo brings yours back.")}
        </p>
      </Banner>
      {isOpen && draft && (
        <Compared
          title={isOwn ? t("The other and yours") : t("Theirs and yours")}
          before={{ name: isOwn ? t("The other") : t("Theirs"), schema: draft.schema, uiSchema: draft.ui_schema }}
          after={{ name: t("Yours"), schema: mine.schema, uiSchema: mine.uiSchema }}
        />
      )}
    </div>
  );
}
