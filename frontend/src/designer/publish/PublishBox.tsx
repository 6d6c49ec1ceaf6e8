// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner, Moment } from "../../shared/parts";
import { ReasonField } from "../../shared/ReasonField";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormDraft, Published } from "../../shared/types";
import { nameOf } from "../../shared/words";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { Places } from "./Checked";

interface FailureProps {
  base: string;
  draft: FormDraft;
  error: ApiError;
  onAgain: () => void;
}

/** Why nothing was published, and what to do. */
function Failure({ base, draft, error, onAgain }: FailureProps): ReactElement {
  const [now] = useState(() => new Date());
  const look = (
    <button type="button" className="of-btn" onClick={onAgain}>
      {t("Look at it again")}
    </button>
  );
  const newer = error.detailsOf("stale_draft");
  if (newer) {
    const title = newer.number === draft.number ? t("Another version was published meanwhile") : t("{name} saved this draft meanwhile", { name: nameOf(newer.saved_by) });
    return (
      <Banner kind="warn" role="alert" title={title} actions={look}>
        <p>
          {newer.number === draft.number
            ? t("Nothing was published. The draft is kept as it is: look at what it changes now, then decide.")
            : rich(t("Nothing was published. The draft is kept as it was saved {time}: look at what it changes now, then decide."), {
                time: <Moment iso={newer.saved_at} now={now} />,
              })}
        </p>
      </Banner>
    );
  }
  // It may have been done, or be under way, behind whoever gave up waiting for it.
  if ([0, 502, 504].includes(error.status)) {
    return (
      <Banner kind="fault" role="alert" title={t("It is not known whether the version was published")} actions={look}>
        <p>
          {rich(t("The forms service did not answer. Look at <a>its versions</a> before you try again; nothing is published twice."), {
            a: (inside) => <a href={formAddress(base, draft.form, "versions/")}>{inside}</a>,
          })}
        </p>
      </Banner>
    );
  }
  const places = error.detailsOf("schema_invalid") ?? error.detailsOf("ui_schema_invalid");
  return (
    <Refused what={t("Nothing was published; the draft is kept")} error={error} actions={error.code === "not_found" && look}>
      {places && <Places base={base} form={draft.form} pane={error.code === "schema_invalid" ? "schema" : "uiSchema"} places={places.problems} />}
    </Refused>
  );
}

/** A version that says what the one before said is seldom meant, and cannot be taken back. */
function Unchanged({ base, draft, version, onMeant }: { base: string; draft: FormDraft; version: number; onMeant: () => void }): ReactElement {
  return (
    <Banner
      kind="info"
      title={t("Version {version} would be the same as version {before}", { version, before: version - 1 })}
      actions={
        <>
          <a className="of-btn of-btn--primary" href={formAddress(base, draft.form)}>
            {t("Back to the editor")}
          </a>
          <button type="button" className="of-btn" onClick={onMeant}>
            {t("Publish it all the same…")}
          </button>
        </>
      }
    >
      <p>
        {t("Nothing in this draft has changed. Publishing it gives the form another number in its history, which stays for good, and policies that ask for the newest version then ask for answers to that one.")}
      </p>
    </Banner>
  );
}

interface Props {
  base: string;
  draft: FormDraft;
  /** The number that it will have. */
  version: number;
  /** The draft is known to say what the version before says. */
  isUnchanged: boolean;
  /** Why it cannot be published yet, in a sentence; null where it can. */
  waitsFor: string | null;
  /** What changed, in the words of who publishes it; it outlasts another look at the draft. */
  message: string;
  onMessage: (message: string) => void;
  onAgain: () => void;
  onDone: (done: Published) => void;
}

/** What changed, in the words of who publishes it; then the button. */
export function PublishBox({ base, draft, version, isUnchanged, waitsFor, message, onMessage, onAgain, onDone }: Props): ReactElement {
  const { api, login } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [isLacking, setLacking] = useState(false);
  const [isMeant, setMeant] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isNeeded = draft.base_version > 0;
  const publish = async (): Promise<void> => {
    if (busy || waitsFor !== null) return;
    const isMissing = isNeeded && message.trim() === "";
    setLacking(isMissing);
    if (isMissing) {
      field.current?.focus();
      return;
    }
    // The number that this page was shown: what somebody saved meanwhile is not published unseen.
    const done = await ask(() => api.publishDraft(draft.form, { base: draft.number, message: message.trim() }));
    if (done) onDone(done);
  };
  useEffect(() => {
    if (isMeant) field.current?.focus();
  }, [isMeant]);
  if (isUnchanged && !isMeant) return <Unchanged base={base} draft={draft} version={version} onMeant={() => setMeant(true)} />;
  return (
    <form
      className="of-submit"
      aria-label={t("Publish")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <ReasonField
        id="of-p-message"
        field={field}
        label={isNeeded ? t("What changed, and why") : t("What it is for")}
        note={isNeeded ? t("required") : t("optional")}
        help={t("It stays in the history of the form for good.")}
        lacking={isLacking && t("Say what this version changes: people who answered an older one read it.")}
        reason={message}
        onReason={(next) => {
          onMessage(next);
          if (next.trim() !== "") setLacking(false);
        }}
      />
      {failed && <Failure base={base} draft={draft} error={failed} onAgain={onAgain} />}
      {waitsFor !== null && (
        <p className="of-small of-muted" id="of-p-waits" role="status">
          {waitsFor}
        </p>
      )}
      <div className="of-row">
        <button
          type="submit"
          className="of-btn of-btn--primary"
          aria-busy={busy}
          aria-describedby={waitsFor === null ? undefined : "of-p-waits"}
          disabled={busy || waitsFor !== null || login.kind !== "in"}
        >
          {busy ? t("Publishing…") : t("Publish version {version}", { version })}
        </button>
        <a className="of-btn" href={formAddress(base, draft.form)}>
          {t("Keep as draft")}
        </a>
      </div>
    </form>
  );
}
