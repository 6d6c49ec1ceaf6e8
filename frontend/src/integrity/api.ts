// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only this page makes: no other one loads them. */
import { JobsApi } from "../shared/api/jobs";
import { useApi, type GuardOf } from "../shared/session";
import type { FormList, Fork, ForkChoice, IntegrityState, Keys, LegacyState, OrphanHistory, Orphans, Redaction, RedactionRequest, Redactions, Repairs } from "../shared/types";

export class IntegrityApi extends JobsApi {
  integrity(): Promise<IntegrityState> {
    return this.get("/integrity", {});
  }

  /** Begins to verify all records; the id of the job that does. */
  async verify(): Promise<number> {
    return (await this.post("/integrity/verify", {}, { form: null, object: null })).job;
  }

  /** Begins to make a checkpoint of the log; the id of the job that does. */
  async makeCheckpoint(): Promise<number> {
    return (await this.post("/integrity/checkpoint", {}, {})).job;
  }

  repairs(): Promise<Repairs> {
    return this.get("/integrity/repair", {});
  }

  fork(stream: string, number: number): Promise<Fork> {
    return this.get("/integrity/repair/fork", {}, { stream, number });
  }

  /** Begins to look what a repair would do; the id of the job that does. */
  async planRepair(): Promise<number> {
    return (await this.post("/integrity/repair/plan", {}, {})).job;
  }

  /** Begins to do what a plan says; the id of the job that does. */
  async repair(plan: string, forks: ForkChoice[], reason: string): Promise<number> {
    return (await this.post("/integrity/repair", {}, { plan, forks, reason })).job;
  }

  orphans(after: string): Promise<Orphans> {
    return this.get("/integrity/orphans", {}, { after });
  }

  orphan(stream: string): Promise<OrphanHistory> {
    return this.get("/integrity/orphans/history", {}, { stream });
  }

  keys(): Promise<Keys> {
    return this.get("/integrity/keys", {});
  }

  redactions(): Promise<Redactions> {
    return this.get("/integrity/redactions", {});
  }

  askForRedaction(asked: RedactionRequest): Promise<Redaction> {
    return this.post("/integrity/redactions", {}, asked);
  }

  async approveRedaction(id: number): Promise<Redaction> {
    return (await this.post("/integrity/redactions/{id}/approve", { id }, { answers: null })).redaction;
  }

  legacy(): Promise<LegacyState> {
    return this.get("/integrity/legacy", {});
  }

  /** Begins to import what OMERO.forms left, or only to look at it; the id of the job that does. */
  async importLegacy(check: boolean, time_zone: string, legacy_master: string): Promise<number> {
    return (await this.post("/integrity/legacy", {}, { check, time_zone, legacy_master })).job;
  }

  /** All forms that there are, whoever made them. */
  forms(): Promise<FormList> {
    return this.get("/forms", {});
  }
}

/** Who is logged in, with all calls that this page makes. */
export const useIntegrity = (): GuardOf<IntegrityApi> => useApi(IntegrityApi);
