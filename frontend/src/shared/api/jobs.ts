// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls about long work, for pages that have some done. */
import type { SessionGuard } from "../session";
import type { Job } from "../types";
import { Api } from "./client";

export class JobsApi extends Api {
  job(id: number): Promise<Job> {
    return this.get("/jobs/{id}", { id });
  }

  cancelJob(id: number): Promise<Job> {
    return this.delete("/jobs/{id}", { id });
  }
}

/** Who is logged in, with calls that know of jobs. */
export interface JobsGuard extends SessionGuard {
  api: JobsApi;
}
