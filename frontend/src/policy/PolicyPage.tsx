// SPDX-License-Identifier: AGPL-3.0-or-later
/** Policies: their list, a new one (`?new=group`), one that there is (`?policy=id`). */
import { useCallback, useState, type ReactElement } from "react";
import { Empty, NotLoaded } from "../shared/parts";
import { rich } from "../shared/rich";
import { Shell, Standing, type PageProps } from "../shared/Shell";
import { t } from "../shared/texts";
import type { Policies, PolicyHistory, SitePolicy } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { useShellSession } from "../shared/useShellSession";
import { usePolicies } from "./api";
import { Editor } from "./Editor";
import { historyOf, listFor } from "./many";
import { PolicyList } from "./PolicyList";

/** What the address names. */
export interface Shown {
  policy: number | null;
  newIn: number | null;
  /** One for several groups: its id, or a new one. */
  many: number | "new" | null;
  group: number | null;
}

function fromAddress(search: string): Shown {
  const query = new URLSearchParams(search);
  const number = (name: string): number | null => (/^\d+$/.test(query.get(name) ?? "") ? Number(query.get(name)) : null);
  return { policy: number("policy"), newIn: number("new"), many: query.get("new") === "all" ? "new" : number("many"), group: number("group") };
}

/**
 * What the address names, and another part in its place. Where something may be typed one comes by a link: going back from there leaves
 * a page, of which the browser warns.
 */
function useShown(): [Shown, (search: string) => void] {
  const [shown, setShown] = useState(() => fromAddress(window.location.search));
  const go = useCallback((search: string) => {
    window.history.replaceState(null, "", search || window.location.pathname);
    setShown(fromAddress(window.location.search));
    window.scrollTo(0, 0);
  }, []);
  return [shown, go];
}

/** All policies that one may read, or one of them with its group; reloaded where the address changes. */
function Loaded({ base, isAdmin, shown, go }: { base: string; isAdmin: boolean; shown: Shown; go: (search: string) => void }): ReactElement {
  const { api, guard } = usePolicies();
  const { policy, newIn, many, group } = shown;
  const load = useCallback(async (): Promise<{ list: Policies; one: PolicyHistory | null; site: SitePolicy | null }> => {
    if (many !== null) {
      const site = many === "new" ? null : await guard(api.sitePolicy(many));
      return { list: listFor(await guard(api.policies()), site && site.policy), one: site && historyOf(site), site: site && site.policy };
    }
    const one = policy === null ? null : await guard(api.policy(policy));
    const asked = one?.policy.group.id ?? newIn ?? undefined;
    return { list: await guard(api.policies(asked)), one, site: null };
  }, [api, guard, policy, newIn, many]);
  const [loaded, reload] = useOpened(load);
  if (loaded.state === "loading") {
    return (
      <p className="of-muted" role="status">
        {t("Loading the policies…")}
      </p>
    );
  }
  if (loaded.state === "failed") {
    if (loaded.error.code !== "not_found") return <NotLoaded what={t("The policies")} error={loaded.error} onRetry={reload} />;
    return (
      <div className="of-card">
        <Empty icon="form" level={2} title={t("There is no such policy among yours")}>
          <p>{rich(t("Owners of a group set its policies. Go to <a>all policies</a>."), { a: (inside) => <a href={`${base}policies/`}>{inside}</a> })}</p>
        </Empty>
      </div>
    );
  }
  const { list, one, site } = loaded.value;
  if (many !== null) return <Editor key={`many-${many}`} base={base} group={null} site={site} list={list} history={one} go={go} reload={reload} />;
  const ofNew = list.groups.find(({ id }) => id === newIn);
  if (one !== null) return <Editor key={one.policy.id} base={base} group={one.policy.group} list={list} history={one} go={go} reload={reload} />;
  if (ofNew) return <Editor key={`new-${ofNew.id}`} base={base} group={ofNew} list={list} history={null} go={go} reload={reload} />;
  return <PolicyList isAdmin={isAdmin} list={list} group={group} go={go} />;
}

export function PolicyPage({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  const [shown, go] = useShown();
  return (
    <Shell base={base} webclient={webclient} session={session} current="policies">
      <Standing session={session} holds={t("What you changed here is kept until you leave this page.")} />
      <Loaded base={base} isAdmin={session?.is_admin ?? false} shown={shown} go={go} />
    </Shell>
  );
}
