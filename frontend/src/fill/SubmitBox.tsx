// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { Icon } from "../shared/icons";
import { MESSAGE_LIMIT } from "../shared/api/schema";
import { rich } from "../shared/rich";
import { useGuard } from "../shared/session";
import { t, tn } from "../shared/texts";
import { amount } from "../shared/words";

/** Said from here on, so that nobody writes past the limit unawares. */
const NEAR_LIMIT = MESSAGE_LIMIT - 200;

function Room({ message }: { message: string }): ReactElement | null {
  // As the server counts: a character outside the basic plane is one.
  const length = [...message].length;
  if (length <= NEAR_LIMIT) return null;
  if (length <= MESSAGE_LIMIT) {
    return (
      <p className="of-small of-muted" id="of-message-room">
        {t("{length} of {most} characters", { length: amount(length), most: amount(MESSAGE_LIMIT) })}
      </p>
    );
  }
  return (
    <p className="of-error" id="of-message-room">
      <Icon name="alert" />
      {tn("The message can have {most} characters. This is {n} character too long.", "The message can have {most} characters. This is {n} characters too long.", length - MESSAGE_LIMIT, {
        most: amount(MESSAGE_LIMIT),
      })}
    </p>
  );
}

interface Props {
  /** Number of the newest submission that is known here. */
  base: number;
  message: string;
  onMessage: (message: string) => void;
  isSending: boolean;
  isBlocked: boolean;
  hasDraft: boolean;
  onClose: () => void;
  onDiscard: () => void;
  children: ReactNode;
}

function consequence(base: number): string {
  if (base === 0) return t("Adds submission 1, the first of this form here.");
  const number = base + 1;
  if (base === 1) return t("Adds submission {number}. Submission 1 stays in the history.", { number });
  if (base === 2) return t("Adds submission {number}. Submissions 1 and {last} stay in the history.", { number, last: base });
  return t("Adds submission {number}. Submissions 1 to {last} stay in the history.", { number, last: base });
}

/** The message before the button, and what pressing it does. */
export function SubmitBox(props: Props): ReactElement {
  const { loginHref } = useGuard();
  const { base, message, onMessage, isSending, isBlocked, hasDraft, onClose, onDiscard, children } = props;
  return (
    <section className="of-submit" aria-labelledby="of-sub">
      <h2 className="of-h2" id="of-sub">
        {t("Submit")}
      </h2>
      <div className="of-field">
        <label className="of-label" htmlFor="of-message">
          {t("What changed, and why")}
        </label>
        <p className="of-help" id="of-message-help">
          {t("Kept in the history beside your name.")} {base === 0 && t("Optional for a first submission.")}
        </p>
        <input
          className="of-input"
          id="of-message"
          aria-describedby="of-message-help of-message-room"
          aria-invalid={[...message].length > MESSAGE_LIMIT || undefined}
          autoComplete="off"
          value={message}
          onChange={(event) => onMessage(event.target.value)}
        />
        <Room message={message} />
      </div>
      {children}
      <div className="of-row">
        <button className="of-btn of-btn--primary" type="submit" aria-disabled={isBlocked || isSending || undefined} aria-busy={isSending}>
          {isSending ? t("Submitting…") : t("Submit answers")}
        </button>
        <button className="of-btn" type="button" onClick={onClose}>
          {hasDraft ? t("Close and keep draft") : t("Close")}
        </button>
        {hasDraft && (
          <button className="of-btn of-btn--quiet of-push" type="button" onClick={onDiscard}>
            {t("Discard draft…")}
          </button>
        )}
      </div>
      <p className="of-small of-muted">{consequence(base)}</p>
      {/* The banner that says the same is far above, where nobody looks who has just pressed the button. */}
      {isBlocked && (
        <p>
          {rich(t("Submitting waits until you are logged in again. Your answers are kept. <a>Log in to OMERO</a>"), {
            a: (inside) => (
              <a href={loginHref} target="_blank" rel="noopener">
                {inside}
              </a>
            ),
          })}
        </p>
      )}
    </section>
  );
}
