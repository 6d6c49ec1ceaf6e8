// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the choices of when to be mailed are called. */
import type { MailPreferences } from "../shared/types";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export function siteWords({ site_cadence, site_at }: Pick<MailPreferences, "site_cadence" | "site_at">): string {
  return `${site_cadence === "daily" ? "every day" : "on Mondays"} at ${site_at}`;
}
