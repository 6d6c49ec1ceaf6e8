// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { Icon } from "../shared/icons";
import { MESSAGE_LIMIT } from "../shared/api/schema";
import { useGuard } from "../shared/session";
import { count } from "../shared/words";

/** Said from here on, so that nobody writes past the limit unawares. */
const NEAR_LIMIT = MESSAGE_LIMIT - 200;

function Room({ message }: { message: string }): ReactElement | null {
  // As the server counts: a character outside the basic plane is one.
  const length = [...message].length;
  if (length <= NEAR_LIMIT) return null;
  if (length <= MESSAGE_LIMIT) {
    return (
      <p className="of-small of-muted" id="of-message-room">
        {length.toLocaleString("en-GB")} of {MESSAGE_LIMIT.toLocaleString("en-GB")} characters
      </p>
    );
  }
  return (
    <p className="of-error" id="of-message-room">
      <Icon name="alert" />
      The message can have {MESSAGE_LIMIT.toLocaleString("en-GB")} characters. This is {count(length - MESSAGE_LIMIT, "character")} too long.
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
  if (base === 0) return "Adds submission 1, the first of this form here.";
  const stay = base === 1 ? "Submission 1 stays" : `Submissions 1 ${base === 2 ? "and" : "to"} ${base} stay`;
  return `Adds submission ${base + 1}. ${stay} in the history.`;
}

/** The message before the button, and what pressing it does. */
export function SubmitBox(props: Props): ReactElement {
  const { loginHref } = useGuard();
  const { base, message, onMessage, isSending, isBlocked, hasDraft, onClose, onDiscard, children } = props;
  return (
    <section className="of-submit" aria-labelledby="of-sub">
      <h2 className="of-h2" id="of-sub">
        Submit
      </h2>
      <div className="of-field">
        <label className="of-label" htmlFor="of-message">
          What changed, and why
        </label>
        <p className="of-help" id="of-message-help">
          Kept in the history beside your name. {base === 0 && "Optional for a first submission."}
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
          {isSending ? "Submitting…" : "Submit answers"}
        </button>
        <button className="of-btn" type="button" onClick={onClose}>
          {hasDraft ? "Close and keep draft" : "Close"}
        </button>
        {hasDraft && (
          <button className="of-btn of-btn--quiet of-push" type="button" onClick={onDiscard}>
            Discard draft…
          </button>
        )}
      </div>
      <p className="of-small of-muted">{consequence(base)}</p>
      {/* The banner that says the same is far above, where nobody looks who has just pressed the button. */}
      {isBlocked && (
        <p>
          Submitting waits until you are logged in again. Your answers are kept.{" "}
          <a href={loginHref} target="_blank" rel="noopener">
            Log in to OMERO
          </a>
        </p>
      )}
    </section>
  );
}
