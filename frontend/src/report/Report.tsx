// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { Shell } from "../shared/Shell";
import { Icon } from "../shared/icons";
import { Banner, Empty, Moment, NotLoaded, SetupProblems } from "../shared/parts";
import { LoginBanner, useGuard } from "../shared/session";
import type { GroupEvaluation } from "../shared/types";
import type { Page } from "../shared/Pages";
import { useLoaded } from "../shared/useLoaded";
import { count } from "../shared/words";
import { Findings } from "./Findings";
import { GroupTable, type Selection } from "./GroupTable";
import { Shares } from "./Shares";
import { failing, objects, of, oldest, percent, sum } from "./totals";
import { useShellSession } from "../shared/useShellSession";

function fromAddress(groups: GroupEvaluation[]): Selection | null {
  const query = new URLSearchParams(window.location.search);
  const asked = groups.find((group) => String(group.group.id) === query.get("group"));
  const worst = [...groups].sort((a, b) => failing(b.totals) - failing(a.totals))[0];
  const group = asked ?? worst;
  if (!group) return null;
  const policy = group.policies.find((each) => String(each.id) === query.get("policy"));
  return { group: group.group.id, policy: policy?.id, status: query.get("status") ?? undefined };
}

function toAddress(pick: Selection): void {
  const address = new URL(window.location.href);
  address.search = "";
  address.searchParams.set("group", String(pick.group));
  if (pick.policy !== undefined) address.searchParams.set("policy", String(pick.policy));
  if (pick.status) address.searchParams.set("status", pick.status);
  window.history.replaceState(null, "", address);
}

function lede(groups: GroupEvaluation[]): string {
  const all = sum(groups.map((group) => group.totals));
  const whole = objects(all);
  if (groups.every((group) => group.policies.length === 0)) return "No group has a policy, so nothing is required.";
  if (whole === 0) return "No object is covered by a policy, or nothing has been evaluated yet.";
  const good = of(all, "compliant");
  return `${good.toLocaleString("en-GB")} of ${count(whole, "object")} covered by a policy ${good === 1 ? "complies" : "comply"} (${percent(good, whole)}). ${failing(all).toLocaleString("en-GB")} ${failing(all) === 1 ? "does" : "do"} not.`;
}

function Fresh({ groups, now }: { groups: GroupEvaluation[]; now: Date }): ReactElement {
  const time = oldest(groups);
  const failed = groups.filter((group) => group.failed !== null).length;
  return (
    <div className="of-fresh">
      <span>
        <Icon name={time ? "check" : "grace"} />
        <span>{time ? <>Last evaluated <b><Moment iso={time} now={now} /></b></> : "Nothing has been evaluated yet"}</span>
      </span>
      {failed > 0 && (
        <span>
          <Icon name="error" /> {count(failed, "group")} could not be evaluated last time
        </span>
      )}
    </div>
  );
}

function Failures({ groups }: { groups: GroupEvaluation[] }): ReactElement {
  return (
    <>
      {groups
        .filter((group) => group.failed !== null)
        .map((group) => (
          <Banner kind="fault" key={group.group.id} title={`${group.group.name}: the last evaluation failed`}>
            <p className="of-small">
              {group.failed} {group.evaluated_at ? "The numbers are from the evaluation before it." : "There are no numbers yet."}
            </p>
          </Banner>
        ))}
    </>
  );
}

function Evaluated({ groups, now }: { groups: GroupEvaluation[]; now: Date }): ReactElement {
  const [pick, setPick] = useState(() => fromAddress(groups));
  const [page, setPage] = useState<Page>({});
  const heading = useRef<HTMLHeadingElement>(null);
  const choose = (next: Selection): void => {
    setPick(next);
    setPage({});
    toAddress(next);
  };
  const chooseInTable = (next: Selection): void => {
    choose(next);
    heading.current?.focus();
  };
  const totals = sum(groups.map((group) => group.totals));
  return (
    <>
      <Failures groups={groups} />
      <section className="of-card" aria-labelledby="of-tot">
        <div className="of-card__body of-stack of-stack--3">
          <div className="of-row of-row--between of-row--base">
            <h2 className="of-h2" id="of-tot">
              {count(objects(totals), "object")} by status
            </h2>
            <p className="of-small of-muted">each object counts once, by its worst finding; exempt and error never count as compliant</p>
          </div>
          <Shares totals={totals} />
        </div>
      </section>
      <GroupTable groups={groups} onPick={chooseInTable} />
      {pick && <Findings groups={groups} pick={pick} page={page} now={now} heading={heading} onPick={choose} onPage={setPage} />}
    </>
  );
}

interface Props {
  base: string;
  webclient: string;
}

export function Report({ base, webclient }: Props): ReactElement {
  const { api, guard, returned } = useGuard();
  const load = useCallback(() => guard(api.evaluations()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  const [now, setNow] = useState(() => new Date());
  const session = useShellSession(api, returned);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 30_000);
    return () => window.clearInterval(timer);
  }, []);
  const groups = loaded.state === "ready" ? loaded.value.groups : [];
  // Who owns no group is not told that there are reports.
  const isNobodys = loaded.state === "failed" ? loaded.error.code === "not_found" : loaded.state === "ready" && groups.length === 0;
  return (
    <Shell base={base} webclient={webclient} session={session} current="report">
      <main className="of-main of-stack">
        <div className="of-head">
          <div className="of-head__text">
            <h1 className="of-h1">Report</h1>
            {groups.length > 0 && <p className="of-lede">{lede(groups)}</p>}
          </div>
        </div>
        <LoginBanner holds="This page may be out of date." />
        {session && <SetupProblems problems={session.problems} />}
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            Loading the last evaluation…
          </p>
        )}
        {loaded.state === "failed" && !isNobodys && (
          <NotLoaded what="The last evaluation" error={loaded.error} onRetry={reload} />
        )}
        {isNobodys && (
          <div className="of-card">
            <Empty icon="form" level={2} title="You own no group">
              <p>Reports are for admins and group owners. To see what is open for you, open one of your datasets.</p>
            </Empty>
          </div>
        )}
        {groups.length > 0 && (
          <>
            <Fresh groups={groups} now={now} />
            <Evaluated groups={groups} now={now} />
          </>
        )}
      </main>
    </Shell>
  );
}
