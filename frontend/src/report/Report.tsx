// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { Choice } from "../shared/Choice";
import { Fresh } from "../shared/Fresh";
import { later } from "../shared/later";
import { Banner, Empty, NotLoaded } from "../shared/parts";
import { useGuard } from "../shared/session";
import { t, tn } from "../shared/texts";
import type { GroupEvaluation, Totals } from "../shared/types";
import type { Page } from "../shared/Pages";
import { useLoaded } from "../shared/useLoaded";
import { useNow } from "../shared/useNow";
import { amount, dayOf, nameOf, plainDate, shown, siteDay } from "../shared/words";
import { GroupTable } from "./GroupTable";
import { addressOf, scopeIn, selectionIn, type Scope, type Selection } from "./selection";
import { useReportApi } from "./api";
import { Shares } from "./Shares";
import { failing, objects, of, oldest, percent, sum } from "./totals";
import { useShellSession } from "../shared/useShellSession";

/** What stands below the first screen comes once that is there. */
const OverTime = later(async () => (await import("./OverTime")).OverTime);
const Campaigns = later(async () => (await import("./Campaigns")).Campaigns);
const Lenses = later(async () => (await import("./Lenses")).Lenses);
const Findings = later(async () => (await import("./Findings")).Findings);
const Kept = later(async () => (await import("./Kept")).Kept);

function lede(groups: GroupEvaluation[]): string {
  const all = sum(groups.map((group) => group.totals));
  const whole = objects(all);
  if (groups.every((group) => group.policies.length === 0)) return t("No group has a policy, so nothing is required.");
  if (whole === 0) return t("No object is covered by a policy, or nothing has been evaluated yet.");
  const good = of(all, "compliant");
  const values = { objects: tn("{n} object covered by a policy", "{n} objects covered by a policy", whole), percent: percent(good, whole) };
  const complying = tn("{n} of {objects} complies ({percent}).", "{n} of {objects} comply ({percent}).", good, values);
  return `${complying} ${tn("{n} does not.", "{n} do not.", failing(all))}`;
}

function Failures({ groups }: { groups: GroupEvaluation[] }): ReactElement {
  return (
    <>
      {groups
        .filter((group) => group.failed !== null)
        .map((group) => (
          <Banner kind="fault" key={group.group.id} title={t("{group}: the last evaluation failed", { group: group.group.name })}>
            <p className="of-small">
              {group.failed} {group.evaluated_at ? t("The numbers are from the evaluation before it.") : t("There are no numbers yet.")}
            </p>
          </Banner>
        ))}
    </>
  );
}

function Scopes({ groups, scope, today, onScope }: { groups: GroupEvaluation[]; scope: Scope; today: string; onScope: (scope: Scope) => void }): ReactElement {
  return (
    <div className="of-card of-card__body of-filters">
      <Choice
        id="of-s-only"
        label={t("Numbers of")}
        value={scope.only ?? ""}
        options={[["", groups.length === 1 ? t("My group") : t("All my groups ({n})", { n: amount(groups.length) })], ...groups.map(({ group }) => [group.id, shown(group.name)] as const)]}
        onChange={(value) => onScope({ ...scope, only: value ? Number(value) : undefined })}
      />
      <div className="of-field">
        <label className="of-label" htmlFor="of-s-day">
          {t("At the end of (empty: now)")}
        </label>
        <input className="of-input" id="of-s-day" type="date" max={today} value={scope.day ?? ""} onChange={(event) => onScope({ ...scope, day: event.target.value || undefined })} />
      </div>
    </div>
  );
}

function Statuses({ totals, day }: { totals: Totals; day: string | undefined }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-tot">
      <div className="of-card__body of-stack of-stack--3">
        <div className="of-row of-row--between of-row--base">
          <h2 className="of-h2" id="of-tot">
            {day
              ? tn("{n} object by status, {day}", "{n} objects by status, {day}", objects(totals), { day: dayOf(plainDate(day)) })
              : tn("{n} object by status", "{n} objects by status", objects(totals))}
          </h2>
          <p className="of-small of-muted">{t("each object counts once, by its worst finding; exempt and error never count as compliant")}</p>
        </div>
        <Shares totals={totals} />
      </div>
    </section>
  );
}

function Evaluated({ groups, now }: { groups: GroupEvaluation[]; now: Date }): ReactElement {
  const { api, guard, returned } = useReportApi();
  const today = siteDay(now);
  const [pick, setPick] = useState(() => selectionIn(window.location.search, groups));
  const [scope, setScope] = useState(() => scopeIn(window.location.search, groups, today));
  const [page, setPage] = useState<Page>({});
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const address = new URL(window.location.href);
    address.search = addressOf(pick, scope);
    window.history.replaceState(null, "", address);
  }, [pick, scope]);
  useEffect(() => {
    const back = (): void => {
      setPick(selectionIn(window.location.search, groups));
      setScope(scopeIn(window.location.search, groups, today));
      setPage({});
    };
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, [groups, today]);
  const load = useCallback(() => guard(api.totals({ group: scope.only, day: scope.day, limit: 20 })), [api, guard, scope.only, scope.day]);
  const [counted, reload] = useLoaded(load, returned);
  const choose = (next: Selection): void => {
    setPick(next);
    setPage({});
  };
  const chooseInTable = (next: Selection): void => {
    // Who followed a number goes back by the browser's button; a filter is only set.
    window.history.pushState(null, "", `?${addressOf(next, scope)}`);
    choose(next);
    heading.current?.focus();
  };
  const choosePlace = (next: Scope): void => {
    setScope(next);
    if (next.only !== undefined && next.only !== pick?.group) choose({ group: next.only });
  };
  const seen = scope.only === undefined ? groups : groups.filter(({ group }) => group.id === scope.only);
  const single = scope.day === undefined && seen.length === 1 ? seen[0]?.group.id : undefined;
  const picked = groups.find(({ group }) => group.id === pick?.group);
  const policy = picked?.policies.find(({ id }) => id === pick?.policy);
  const numbers = counted.state === "ready" ? counted.value : null;
  const people = new Map(numbers?.people.map(({ person }) => [person.id, nameOf(person)]));
  const forms = new Map(numbers?.forms.map(({ form }) => [form.id, form.name]));
  return (
    <>
      <Failures groups={groups} />
      <Scopes groups={groups} scope={scope} today={today} onScope={choosePlace} />
      {scope.day === undefined && <Statuses totals={sum(seen.map((group) => group.totals))} day={undefined} />}
      {scope.day !== undefined && numbers && <Statuses totals={numbers.totals} day={numbers.day ?? undefined} />}
      {scope.day === undefined && <GroupTable groups={seen} scope={scope} onPick={chooseInTable} />}
      {picked && scope.day === undefined && <Campaigns group={picked.group} policy={policy?.id} now={now} />}
      <OverTime scope={scope} policy={policy && picked && seen.includes(picked) ? { id: policy.id, name: policy.name, group: picked.group.id } : null} now={now} onScope={setScope} />
      {counted.state === "failed" && <NotLoaded what={t("The numbers by form and person")} error={counted.error} onRetry={reload} />}
      {numbers && (
        <Lenses totals={numbers} scope={scope} group={single} now={now} onPick={chooseInTable} />
      )}
      {pick && <Findings groups={groups} pick={pick} page={page} now={now} people={people} forms={forms} heading={heading} onPick={choose} onPage={setPage} />}
      {picked && <Kept group={picked} key={picked.group.id} />}
    </>
  );
}

export function Report({ base, webclient }: PageProps): ReactElement {
  const { api, guard, returned } = useGuard();
  const load = useCallback(() => guard(api.evaluations()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  const now = useNow();
  const session = useShellSession();
  const groups = loaded.state === "ready" ? loaded.value.groups : [];
  const nextRun = loaded.state === "ready" ? loaded.value.next_run : "";
  // Who owns no group is not told that there are reports.
  const isNobodys = loaded.state === "failed" ? loaded.error.code === "not_found" : loaded.state === "ready" && groups.length === 0;
  return (
    <Shell base={base} webclient={webclient} session={session} current="dashboard">
      <Head title={t("Report")} lede={groups.length > 0 ? lede(groups) : undefined} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      {loaded.state === "loading" && (
        <p className="of-muted" role="status">
          {t("Loading the last evaluation…")}
        </p>
      )}
      {loaded.state === "failed" && !isNobodys && (
        <NotLoaded what={t("The last evaluation")} error={loaded.error} onRetry={reload} />
      )}
      {isNobodys && (
        <div className="of-card">
          <Empty icon="form" level={2} title={t("You own no group")}>
            <p>{t("Reports are for admins and group owners. To see what is open for you, open one of your datasets.")}</p>
          </Empty>
        </div>
      )}
      {groups.length > 0 && (
        <>
          <Fresh
            evaluatedAt={oldest(groups)}
            nextRun={nextRun}
            unjudged={new Set(groups.flatMap((group) => group.problems.map((problem) => problem.policy_id))).size}
            failed={groups.filter((group) => group.failed !== null).length}
            now={now}
          />
          <Evaluated groups={groups} now={now} />
        </>
      )}
    </Shell>
  );
}
