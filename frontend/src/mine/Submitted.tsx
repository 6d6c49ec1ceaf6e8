// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Moment, Name, NotLoaded, StateMark } from "../shared/parts";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import type { MySubmission, MySubmissions } from "../shared/types";
import type { Loaded } from "../shared/useLoaded";
import { typeWord } from "../shared/words";

function One({ submitted, now }: { submitted: MySubmission; now: Date }): ReactElement {
  const { object, form, submission, deep_link } = submitted;
  return (
    <li className="of-stack of-stack--1">
      <a href={deep_link}>
        <Name>{object.name}</Name>
        <span className="of-hidden">: {form}</span>
      </a>
      <span className="of-small of-muted">
        {submission.time === null
          ? t("{form}, submission {number}", { form, number: submission.number })
          : rich(t("{form}, submission {number}, {when}"), { form, number: submission.number, when: <Moment iso={submission.time} now={now} /> })}
      </span>
      <span className="of-small">
        <StateMark state={submission.state} type={typeWord(object.type)} />
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
          {t("Submitted by you")}
        </h2>
      </div>
      <div className="of-card__body">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            {t("Loading what you submitted…")}
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what={t("What you submitted")} error={loaded.error} onRetry={onRetry} />}
        {loaded.state === "ready" && loaded.value.submissions.length === 0 && (
          <p className="of-muted">{t("What you submit appears here, the newest first.")}</p>
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
