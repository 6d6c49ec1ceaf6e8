// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Moment, Name, NotLoaded, StateMark } from "../shared/parts";
import type { MySubmission, MySubmissions } from "../shared/types";
import type { Loaded } from "../shared/useLoaded";

function One({ submitted, now }: { submitted: MySubmission; now: Date }): ReactElement {
  const { object, form, submission, deep_link } = submitted;
  return (
    <li className="of-stack of-stack--1">
      <a href={deep_link}>
        <Name>{object.name}</Name>
        <span className="of-hidden">: {form}</span>
      </a>
      <span className="of-small of-muted">
        {form}, submission {submission.number}
        {submission.time !== null && (
          <>
            , <Moment iso={submission.time} now={now} />
          </>
        )}
      </span>
      <span className="of-small">
        <StateMark state={submission.state} type={object.type.toLowerCase()} />
      </span>
    </li>
  );
}

/** What the reader submitted last, whoever owns the objects. */
export function Submitted({ loaded, now, onRetry }: { loaded: Loaded<MySubmissions>; now: Date; onRetry: () => void }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-submitted">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-submitted">
          Submitted by you
        </h2>
      </div>
      <div className="of-card__body">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            Loading what you submitted…
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what="What you submitted" error={loaded.error} onRetry={onRetry} />}
        {loaded.state === "ready" && loaded.value.submissions.length === 0 && (
          <p className="of-muted">What you submit appears here, the newest first.</p>
        )}
        {loaded.state === "ready" && loaded.value.submissions.length > 0 && (
          <ul className="of-submitted">
            {loaded.value.submissions.map((each) => (
              <One key={each.submission.id} submitted={each} now={now} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
