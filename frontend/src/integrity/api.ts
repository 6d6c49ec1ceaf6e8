// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only this page makes: no other one loads them. */
import { useMemo } from "react";
import { Api } from "../shared/api/client";
import { useGuard, type SessionGuard } from "../shared/session";
import type { IntegrityState, Job } from "../shared/types";

export class IntegrityApi extends Api {
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

  job(id: number): Promise<Job> {
    return this.get("/jobs/{id}", { id });
  }

  cancelJob(id: number): Promise<Job> {
    return this.delete("/jobs/{id}", { id });
  }
}

export interface IntegrityGuard extends SessionGuard {
  api: IntegrityApi;
}

/** Who is logged in, with all calls that this page makes. */
export function useIntegrity(): IntegrityGuard {
  const guard = useGuard();
  const { base } = guard.api;
  const api = useMemo(() => new IntegrityApi(base), [base]);
  return useMemo(() => ({ ...guard, api }), [guard, api]);
}
