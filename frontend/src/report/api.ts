// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only the report makes, and the addresses of what it gives as files. */
import { Api } from "../shared/api/client";
import type { Query } from "../shared/api/routes";
import type { paths } from "../shared/api/schema";
import { useApi, type GuardOf } from "../shared/session";
import type { Campaign, DayTotals, KeptReports, Question, ReportTotals } from "../shared/types";

/** As many of each as the numbers of a report have in one answer. */
export const MOST = 1000;

type Asked<P extends keyof paths> = paths[P] extends { get: infer Route } ? Partial<Query<Route>> : never;

export class ReportApi extends Api {
  totals(asked: Asked<"/reports/totals">): Promise<ReportTotals> {
    return this.get("/reports/totals", {}, asked);
  }

  async overTime(asked: Asked<"/reports/history">): Promise<DayTotals[]> {
    return (await this.get("/reports/history", {}, asked)).days;
  }

  async campaigns(group_id: number, policy: number | undefined): Promise<Campaign[]> {
    return (await this.get("/reports/{group_id}/campaigns", { group_id }, { policy })).campaigns;
  }

  async questions(asked: { form: string; group?: number | undefined }): Promise<Question[]> {
    return (await this.get("/reports/questions", {}, asked)).questions;
  }

  kept(group_id: number, before?: number): Promise<KeptReports> {
    return this.get("/reports/{group_id}/kept", { group_id }, { before });
  }

  /** Where a file is, for a link: it is sent while it is made, and not held in the page. */
  file(path: string, asked: Record<string, string | number | undefined> = {}): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(asked)) if (value !== undefined && value !== "") query.set(name, String(value));
    const text = query.toString();
    return `${this.base}api/v1/${path}${text && `?${text}`}`;
  }
}

export const useReportApi = (): GuardOf<ReportApi> => useApi(ReportApi);
