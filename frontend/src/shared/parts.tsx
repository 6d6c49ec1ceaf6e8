// SPDX-License-Identifier: AGPL-3.0-or-later
/** Small parts that every view uses. */
import { Fragment, useEffect, useRef, type ReactElement, type ReactNode } from "react";
import type { ApiError } from "./api/client";
import { Icon, type IconName } from "./icons";
import { STATUS_WORDS } from "./findingStatus";
import { rich } from "./rich";
import { t, tn } from "./texts";
import type { SetupProblem, Status, SubmissionState } from "./types";
import { dayOf, daysUntil, inDays, moment, plainDate, shown } from "./words";

export function StatusChip({ status, plain }: { status: Status; plain?: boolean }): ReactElement {
  return (
    <span className={plain ? "of-status of-status--plain" : "of-status"} data-status={status}>
      <Icon name={status} />
      {STATUS_WORDS[status]}
    </span>
  );
}

const STATE_WORDS: Record<SubmissionState, (type: string) => string> = {
  pending: () => t("Pending: accepted and being recorded"),
  recorded: () => t("Recorded"),
  copied: (type) => t("Copied to the {type}", { type }),
  repair: () => t("Needs repair: recorded; the copy will be retried automatically"),
  nocopy: () => t("No copy"),
};

/** `type` is the object's, as `typeWord` says it. */
export function StateMark({ state, type }: { state: SubmissionState; type: string }): ReactElement {
  return (
    <span className="of-state" data-state={state}>
      <Icon name={state} />
      {STATE_WORDS[state](type)}
    </span>
  );
}

/** A name that may break behind each underscore, and nowhere else. */
export function Name({ children }: { children: string }): ReactElement {
  const parts = shown(children).split(/(?<=_)/);
  return (
    <span className="of-brk">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

export function Moment({ iso, now }: { iso: string; now: Date }): ReactElement {
  return <time dateTime={iso}>{moment(iso, now)}</time>;
}

/** "Due Fri 27 Nov 2026, in 4 days", or "Was due …, 7 days past due". */
export function Due({ date, now }: { date: string; now: Date }): ReactElement {
  const days = daysUntil(date, now);
  const day = <time dateTime={date.slice(0, 10)}>{dayOf(plainDate(date))}</time>;
  if (days < 0) {
    return (
      <span>
        {rich(t("Was due {day}, {late}"), { day, late: <span className="of-due of-due--past">{tn("{n} day past due", "{n} days past due", -days)}</span> })}
      </span>
    );
  }
  return (
    <span>
      {rich(t("Due {day}, {when}"), { day, when: inDays(date, now) })}
    </span>
  );
}

const BANNER_ICONS = { ok: "compliant", warn: "error", bad: "alert", fault: "error", info: "alert" } as const;

export function Banner(props: {
  kind: keyof typeof BANNER_ICONS;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  icon?: IconName;
  role?: "status" | "alert";
}): ReactElement {
  const { kind, title, children, actions, icon, role } = props;
  return (
    <div className={kind === "info" ? "of-banner" : `of-banner of-banner--${kind}`} role={role}>
      <Icon name={icon ?? BANNER_ICONS[kind]} size="lg" />
      <div className="of-banner__body">
        <p className="of-banner__title">{title}</p>
        {children}
        {actions && <div className="of-banner__actions">{actions}</div>}
      </div>
    </div>
  );
}

/** Something that could not be loaded, why, and the way to try again. */
export function NotLoaded(props: { what: string; error: ApiError; onRetry: () => void; children?: ReactNode }): ReactElement {
  const { what, error, onRetry, children } = props;
  return (
    <Banner
      kind="fault"
      role="alert"
      title={t("{what} could not be loaded", { what })}
      actions={
        <button type="button" className="of-btn" onClick={onRetry}>
          {t("Try again")}
        </button>
      }
    >
      <p>{error.message}</p>
      {children}
    </Banner>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  /** 1 where nothing else is on the page. */
  level: 1 | 2;
  children?: ReactNode;
}

/** What would be here, and how it comes here. */
export function Empty({ icon, title, level, children }: EmptyProps): ReactElement {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="of-empty">
      <Icon name={icon} size="xl" />
      <Heading className="of-h2">{title}</Heading>
      {children}
    </div>
  );
}

export function Loading({ children }: { children: string }): ReactElement {
  return (
    <p className="of-panel-body of-muted" role="status">
      {children}
    </p>
  );
}

/** No fault: it says where one is. */
const IS_COPY = "site_is_copy";

/** What admins have to mend; everybody else reads one general sentence. */
export function SetupProblems({ problems: all }: { problems: SetupProblem[] }): ReactElement | null {
  const copy = all.find(({ code }) => code === IS_COPY);
  const problems = all.filter((problem) => problem !== copy);
  return (
    <>
      {copy && <Banner kind="info" title={copy.message} />}
      {problems.length > 0 && <Faults problems={problems} />}
    </>
  );
}

function Faults({ problems }: { problems: SetupProblem[] }): ReactElement {
  return (
    <Banner kind="fault" title={tn("{n} part of the forms service needs an admin", "{n} parts of the forms service need an admin", problems.length)}>
      <ul>
        {problems.map((problem) => (
          <li key={problem.code}>
            {problem.message}
            {problem.mend && <span className="of-muted"> {problem.mend}</span>}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** What became of a button that was pressed and is gone: where it `isNew`, who works by keyboard goes on from here. */
export function Became({ isNew, look, children }: { isNew: boolean; look?: string; children: ReactNode }): ReactElement {
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (isNew) here.current?.focus();
  }, [isNew]);
  return (
    <span className={look} role="status" ref={here} tabIndex={-1}>
      {children}
    </span>
  );
}
