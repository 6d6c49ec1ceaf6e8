// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is recorded for a form on an object: confirmation, history, proof. Nothing here can be edited. */
import { useEffect, useRef, type ReactElement } from "react";
import { Banner } from "../shared/parts";
import type { FormView, Submission, SubmissionView } from "../shared/types";
import { Confirmation, useProgress } from "./Confirmation";
import { useChecked } from "./Damage";
import { History } from "./History";
import { FormBar } from "../shared/ObjectBar";
import { t } from "../shared/texts";
import { typeWord } from "../shared/words";
import { Proof } from "./Proof";
import { useHistory } from "./useHistory";

interface Props {
  view: FormView;
  /** Set right after submitting. */
  justSubmitted: { submission: Submission; newerVersion: number | null } | null;
  now: Date;
  onBack: () => void;
  onEdit: () => void;
  onRestore: (submission: SubmissionView) => void;
}

export function RecordView({ view: opened, justSubmitted, now, onBack, onEdit, onRestore }: Props): ReactElement {
  const view = useChecked(opened);
  const type = typeWord(view.object.type);
  const newest = justSubmitted?.submission ?? view.history[0] ?? null;
  const progress = useProgress(newest);
  const read = useHistory(view, progress);
  const { total } = read;
  const top = useRef<HTMLDivElement>(null);
  const isFresh = justSubmitted !== null;
  useEffect(() => {
    // The view replaced the one that had the focus; start at its heading.
    if (isFresh) top.current?.querySelector("h1")?.focus();
  }, [isFresh]);
  const isOpen = view.may_submit && view.form.state === "published";
  return (
    <div ref={top}>
      <FormBar object={view.object} name={view.form.name} version={view.version.number} onBack={onBack} />
      <div className="of-panel-body of-stack of-stack--5">
        {justSubmitted && progress && (
          <Confirmation submission={progress} type={type} newerVersion={justSubmitted.newerVersion} onNext={onBack} />
        )}
        {view.form.state === "retired" && (
          <Banner kind="info" title={t("This form is retired")}>
            <p>{t("It accepts no new answers. What was submitted stays in the history.")}</p>
          </Banner>
        )}
        {view.why_not !== null && <p className="of-muted">{view.why_not}</p>}
        {isOpen && !justSubmitted && (
          <div className="of-row">
            <button type="button" className="of-btn of-btn--primary" onClick={onEdit}>
              {total === 0 ? t("Fill in the form") : t("Change the answers")}
            </button>
            {total > 0 && (
              <span className="of-small of-muted">
                {t("Adds submission {number}. What is recorded stays in the history.", { number: total + 1 })}
              </span>
            )}
          </div>
        )}
        <History view={view} read={read} now={now} onRestore={isOpen ? onRestore : undefined} />
        {progress && <Proof submission={progress} object={view.object} />}
      </div>
    </div>
  );
}
