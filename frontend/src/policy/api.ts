// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only this page makes. */
import { JobsApi } from "../shared/api/jobs";
import { useApi, type GuardOf } from "../shared/session";
import type { Campaign, FormRow, GroupForms, Policies, PolicyHistory, PolicyView, Preview, SitePolicies, SitePolicy, SitePolicyHistory } from "../shared/types";
import { policyOf } from "./many";
import type { Terms } from "./terms";

const sent = ({ groups: _groups, ...terms }: Terms): Record<string, unknown> => terms;
const groupIds = ({ groups }: Terms): number[] | null => (Array.isArray(groups) ? groups : null);

/** What terms would change: a policy of the group, and the one for several that it is a share of; null for what is new. */
export interface Previewed {
  policy: number | null;
  site: number | null;
}

export class PolicyApi extends JobsApi {
  policies(group?: number): Promise<Policies> {
    return this.get("/policies", {}, { group });
  }

  policy(id: number): Promise<PolicyHistory> {
    return this.get("/policies/{id}", { id });
  }

  /** How far a policy with one last day for all has got; null where it is none. */
  async campaign(group_id: number, policy: number): Promise<Campaign | null> {
    return (await this.get("/reports/{group_id}/campaigns", { group_id }, { policy })).campaigns[0] ?? null;
  }

  sitePolicies(): Promise<SitePolicies> {
    return this.get("/site-policies", {});
  }

  sitePolicy(id: number): Promise<SitePolicyHistory> {
    return this.get("/site-policies/{id}", { id });
  }

  /** All forms there are, with the groups that they are offered to. */
  async forms(): Promise<FormRow[]> {
    return (await this.get("/forms", {})).forms;
  }

  async makeForMany(terms: Terms): Promise<PolicyView> {
    return policyOf(await this.post("/site-policies", {}, { groups: groupIds(terms), terms: sent(terms) }));
  }

  changeForMany(id: number, base: number, terms: Terms, message: string): Promise<SitePolicy> {
    return this.put("/site-policies/{id}", { id }, { base, groups: groupIds(terms), terms: sent(terms), message });
  }

  async leaveForMany(how: "end" | "archive", id: number, base: number, message: string): Promise<PolicyView> {
    return policyOf(await this.post(`/site-policies/{id}/${how}`, { id }, { base, message }));
  }

  groupForms(group: number): Promise<GroupForms> {
    return this.get("/groups/{group}/forms", { group });
  }

  make(group: number, terms: Terms): Promise<PolicyView> {
    return this.post("/policies", {}, { group, terms: sent(terms) });
  }

  change(id: number, base: number, terms: Terms, message: string): Promise<PolicyView> {
    return this.put("/policies/{id}", { id }, { base, terms: sent(terms), message });
  }

  end(id: number, base: number, message: string): Promise<PolicyView> {
    return this.post("/policies/{id}/end", { id }, { base, message });
  }

  archive(id: number, base: number, message: string): Promise<PolicyView> {
    return this.post("/policies/{id}/archive", { id }, { base, message });
  }

  /** What the terms would do: at once, or by a worker, of whose job this is the id. */
  preview(group: number, terms: Terms, of: Previewed, offset: number): Promise<Preview | { job: number }> {
    const many = terms.groups === undefined ? null : { groups: groupIds(terms), policy: of.site };
    return this.post("/policies/preview", {}, { group, terms: sent(terms), policy: of.policy, many, offset });
  }

  previewOf(id: number, offset: number): Promise<Preview> {
    return this.get("/policies/preview/{id}", { id }, { offset });
  }
}

/** Who is logged in, with all calls that this page makes. */
export const usePolicies = (): GuardOf<PolicyApi> => useApi(PolicyApi);
