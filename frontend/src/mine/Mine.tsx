// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { amongOf, wayTo } from "../shared/among";
import { MineApi, numbered } from "../shared/api/mine";
import { Choice } from "../shared/Choice";
import { OWED, STATUS_WORDS, STATUSES } from "../shared/findingStatus";
import { onComingBack } from "../shared/comingBack";
import { Fresh } from "../shared/Fresh";
import { later } from "../shared/later";
import { Pages, type Page } from "../shared/Pages";
import { Banner, Empty, NotLoaded } from "../shared/parts";
import { rich } from "../shared/rich";
import { useApi } from "../shared/session";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { t, tn } from "../shared/texts";
import type { Among, Mine as MineData, Status } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { useNow } from "../shared/useNow";
import { useShellSession } from "../shared/useShellSession";
import { amount, shown } from "../shared/words";
import { toAddress } from "./asked";
import { Items, nothingWords } from "./Items";
import { Submitted } from "./Submitted";

/** Few have anything excused: nobody else loads it. */
const Excused = later(async () => (await import("./Excused")).Excused);

/** What was found, of what. */
interface Found extends MineData {
  asked: Among;
}

function headline({ totals, policies }: MineData): [title: string, lede: string] {
  const { open, late, soon, objects } = totals;
  if (policies.length === 0) return [t("My data"), t("No policy holds for anything that you own.")];
  if (open === 0) return [t("Nothing of yours is open"), t("All that policies ask of your objects is done.")];
  const numbers = [late > 0 && tn("{n} is past due", "{n} are past due", late), soon > 0 && tn("{n} is due within a week", "{n} are due within a week", soon)];
  const when = numbers.filter(Boolean).join(", ") || t("nothing is due within a week");
  return [
    tn("{n} object of yours has open forms", "{n} objects of yours have open forms", objects),
    tn("{n} finding is open: {when}.", "{n} findings are open: {when}.", open, { when }),
  ];
}

const having = ({ policies }: MineData, status: Status): number => policies.reduce((all, { totals }) => all + (totals[status] ?? 0), 0);

/** What is recommended is counted apart: it is never open. */
function Recommended({ mine, onShow }: { mine: MineData; onShow: () => void }): ReactElement | null {
  const number = having(mine, "recommended");
  if (number === 0) return null;
  return (
    <p className="of-small">
      {rich(
        tn("Beside that, {n} finding is of what is only recommended. <show>Show what is recommended</show>", "Beside that, {n} findings are of what is only recommended. <show>Show what is recommended</show>", number),
        {
          show: (inside) => (
            <button type="button" className="of-btn-link of-small" onClick={onShow}>
              {inside}
            </button>
          ),
        },
      )}
    </p>
  );
}

function Filters({ mine, asked, onAsk }: { mine: MineData; asked: Among; onAsk: (asked: Among) => void }): ReactElement {
  const groups = new Map(mine.policies.map(({ group }) => [group.id, group.name]));
  const policies = mine.policies.filter(({ group }) => asked.group === "" || String(group.id) === asked.group);
  return (
    <div className="of-filters of-grow">
      <Choice
        id="of-m-group"
        label={t("Group")}
        value={asked.group}
        options={[["", t("All your groups")], ...[...groups].map(([id, name]) => [id, shown(name)] as const)]}
        onChange={(group) => onAsk({ ...asked, group, policy: "" })}
      />
      <Choice
        id="of-m-policy"
        label={t("Policy")}
        value={asked.policy}
        options={[["", t("All policies")], ...policies.map(({ id, name }) => [id, shown(name)] as const)]}
        onChange={(policy) => onAsk({ ...asked, policy })}
      />
      <Choice
        id="of-m-status"
        label={t("Status")}
        value={asked.status}
        options={[["", t("Still to be done")], ...STATUSES.map((status) => [status, STATUS_WORDS[status]] as const), ["all", t("All")]]}
        onChange={(status) => onAsk({ ...asked, status })}
      />
    </div>
  );
}

function leftOut({ left_out }: MineData): string {
  return tn(
    "{n} finding is not shown: the objects were moved, deleted or given to somebody else since the evaluation.",
    "{n} findings are not shown: the objects were moved, deleted or given to somebody else since the evaluation.",
    left_out,
  );
}

interface ListProps {
  mine: Found;
  asked: Among;
  now: Date;
  onAsk: (asked: Among) => void;
  onPage: (page: Page) => void;
}

function List({ mine, asked, now, onAsk, onPage }: ListProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  const [title, text] = nothingWords(mine, mine.asked.status);
  const hasPages = mine.before !== null || mine.after !== null;
  const turn = (page: Page): void => {
    onPage(page);
    heading.current?.focus();
  };
  return (
    <section className="of-card" aria-labelledby="of-mine">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-mine" tabIndex={-1} ref={heading}>
          {t("What is due first")}
        </h2>
        <span className="of-count">
          {t("{here} of {all}", { here: amount(mine.findings.length), all: amount(mine.of) })}
        </span>
      </div>
      {mine.policies.length > 0 && (
        <div className="of-card__body">
          <Filters mine={mine} asked={asked} onAsk={onAsk} />
        </div>
      )}
      {mine.findings.length > 0 ? (
        <Items mine={mine} asked={mine.asked} now={now} />
      ) : (
        mine.left_out === 0 && (
          <Empty icon="compliant" level={2} title={title}>
            <p>{text}</p>
          </Empty>
        )
      )}
      {mine.left_out > 0 && <p className="of-card__body of-small of-muted">{leftOut(mine)}</p>}
      {hasPages && <Pages before={mine.before} after={mine.after} here={mine.findings.length} onPage={turn} />}
    </section>
  );
}

export function Mine({ base, webclient }: PageProps): ReactElement {
  const { api, guard, confirm, returned } = useApi(MineApi);
  const [asked, setAsked] = useState(() => amongOf(window.location.search));
  const [page, setPage] = useState<Page>({});
  const load = useCallback(async (): Promise<Found> => ({ ...(await guard(api.mine({ ...page, ...numbered(asked) }))), asked }), [guard, api, asked, page]);
  const loadSubmitted = useCallback(() => guard(api.submissions()), [guard, api]);
  // Who comes back has done something here or in another tab, unless somebody else has logged in there.
  const [backs, setBacks] = useState(0);
  useEffect(() => onComingBack(() => void confirm().then((isSame) => isSame && setBacks((count) => count + 1), () => undefined)), [confirm]);
  const [loaded, reload] = useLoaded(load, returned + backs);
  const [submitted, reloadSubmitted] = useLoaded(loadSubmitted, returned);
  const session = useShellSession();
  const now = useNow();
  const [last, setLast] = useState<Found | null>(null);
  useEffect(() => {
    if (loaded.state === "ready") setLast(loaded.value);
  }, [loaded]);
  // While another choice is on its way, or where it does not come, what was there stays.
  const mine = loaded.state === "ready" ? loaded.value : last;
  const [title, lede] = mine ? headline(mine) : [t("My data")];
  const first = mine?.findings.find(({ answered, status }) => !answered && OWED.includes(status));
  const ask = (next: Among): void => {
    setAsked(next);
    setPage({});
    toAddress(next);
  };
  return (
    <Shell base={base} webclient={webclient} session={session} current="mine">
      <Head title={title} lede={lede} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      {loaded.state === "failed" && <NotLoaded what={t("What is open for you")} error={loaded.error} onRetry={reload} />}
      {mine && <Fresh evaluatedAt={mine.evaluated_at} nextRun={mine.next_run} unjudged={mine.policies.filter((policy) => policy.has_problems).length} failed={mine.failed.length} now={now} />}
      {mine?.failed.map((group) => (
        <Banner kind="fault" key={group.id} title={t("{group}: the last evaluation failed", { group: shown(group.name) })}>
          <p className="of-small">{t("What is said of your objects there is from the evaluation before it, if there was one. An admin can see why.")}</p>
        </Banner>
      ))}
      {mine && <Recommended mine={mine} onShow={() => ask({ ...asked, status: "recommended" })} />}
      {mine === null && loaded.state === "loading" && (
        <p className="of-muted" role="status">
          {t("Loading what is open for you…")}
        </p>
      )}
      {mine && first && (
        <div className="of-row">
          <a className="of-btn of-btn--primary" href={wayTo(first, mine.asked)}>
            {t("Go through them one after the other")}
          </a>
        </div>
      )}
      <div className="of-two" aria-busy={loaded.state === "loading"}>
        {mine ? <List mine={mine} asked={asked} now={now} onAsk={ask} onPage={setPage} /> : <div />}
        <aside className="of-stack" aria-label={t("More about my data")}>
          {mine && having(mine, "exempt") > 0 && <Excused base={base} api={api} guard={guard} policies={mine.policies} />}
          <Submitted loaded={submitted} now={now} onRetry={reloadSubmitted} />
        </aside>
      </div>
    </Shell>
  );
}
