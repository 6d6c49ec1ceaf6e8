// SPDX-License-Identifier: AGPL-3.0-or-later
/** A policy for several groups, as this page reads one of a group: its groups are a part of what it says. */
import type { Group, Policies, PolicyHistory, PolicyView, SitePolicy, SitePolicyHistory } from "../shared/types";
import { NO_GROUP, type Terms } from "./terms";

export const policyOf = ({ groups, shares: _shares, left_out: _leftOut, excluded: _excluded, terms, ...site }: SitePolicy): PolicyView => ({
  ...site,
  terms: { ...terms, groups: groups === null ? "all" : groups.map(({ id }) => id) },
  group: NO_GROUP,
  origin: site.source === null ? "browser" : "file",
  site_policy: null,
});

export const historyOf = ({ policy, ...said }: SitePolicyHistory): PolicyHistory => ({ ...said, policy: policyOf(policy) });

/** Those of the groups that the terms are for. */
export const groupsOf = ({ groups = "all" }: Terms, known: readonly Group[]): Group[] => known.filter(({ id }) => groups === "all" || groups.includes(id));

/** What is known of groups and people, with those that the policy itself names. */
export function listFor(list: Policies, site: SitePolicy | null): Policies {
  const groups = new Map([...(site?.groups ?? []), ...list.groups].map((one) => [one.id, one]));
  return { ...list, groups: [...groups.values()], members: site?.excluded ?? [] };
}
