// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls about exemptions: of the page that lists them, and wherever one is asked for. */
import { useApi, type GuardOf } from "../session";
import type { Exemption, ExemptionAnswer, ExemptionRequest, Exemptions, Policies } from "../types";
import { Api } from "./client";
import type { Query } from "./routes";
import type { paths } from "./schema";

export class ExemptionsApi extends Api {
  exemptions(query: Partial<Query<paths["/exemptions"]["get"]>>): Promise<Exemptions> {
    return this.get("/exemptions", {}, query);
  }

  /** Of all groups, with those that the reader may set policies for. */
  policies(): Promise<Policies> {
    return this.get("/policies", {}, {});
  }

  askForExemption(request: ExemptionRequest): Promise<Exemption> {
    return this.post("/exemptions", {}, request);
  }

  decideOnExemption(id: string, decision: ExemptionAnswer, message: string): Promise<Exemption> {
    return this.post("/exemptions/{id}/decision", { id }, { decision, message });
  }

  /** Ends it before its last day; withdraws an own request that waits. */
  endExemption(id: string, message: string): Promise<Exemption> {
    return this.post("/exemptions/{id}/end", { id }, { message });
  }
}

/** Who is logged in, with calls that know of exemptions. */
export const useExemptions = (): GuardOf<ExemptionsApi> => useApi(ExemptionsApi);
