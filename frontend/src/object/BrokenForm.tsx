// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { loadDraft } from "../fill/drafts";
import { Banner } from "../shared/parts";
import { DiscardDialog } from "../fill/DiscardDialog";
import { t } from "../shared/texts";

interface Props {
  draftKey: string;
  /** "dataset", as `typeWord` says it. */
  objectType: string;
  onAgain: () => void;
  onDiscard: () => void;
  onBack: () => void;
}

/** A form that the page failed to show. Its draft may be the cause, and would be opened with it each time. */
export function BrokenForm({ draftKey, objectType, onAgain, onDiscard, onBack }: Props): ReactElement {
  const [isAsking, setAsking] = useState(false);
  const hasDraft = loadDraft(draftKey) !== null;
  return (
    <div className="of-panel-body">
      <Banner
        kind="fault"
        role="alert"
        title={t("This form could not be shown")}
        actions={
          <>
            <button type="button" className="of-btn" onClick={onAgain}>
              {t("Show it again")}
            </button>
            {hasDraft && (
              <button type="button" className="of-btn" onClick={() => setAsking(true)}>
                {t("Discard the draft")}
              </button>
            )}
            <button type="button" className="of-btn" onClick={onBack}>
              {t("All forms of this {type}", { type: objectType })}
            </button>
          </>
        }
      >
        {hasDraft ? (
          <p>
            {t("What you typed is kept as a draft in this browser, and opened with the form. If it fails again, discard the draft or tell an admin what you opened.")}
          </p>
        ) : (
          <p>{t("If this happens again, tell an admin what you opened.")}</p>
        )}
      </Banner>
      {isAsking && <DiscardDialog onDiscard={onDiscard} onClose={() => setAsking(false)} />}
    </div>
  );
}
