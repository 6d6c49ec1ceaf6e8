// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is asked of the audit, as the page's address and the API have it. */

/** Days are the reader's own, both included; an empty text does not restrict. */
export interface Asked {
  event: string;
  person: string;
  from: string;
  to: string;
}

const KEYS = ["event", "person", "from", "to"] as const;

export function fromAddress(search: string): Asked {
  const query = new URLSearchParams(search);
  const text = (key: string): string => query.get(key) ?? "";
  return { event: text("event"), person: text("person"), from: text("from"), to: text("to") };
}

export function toAddress(asked: Asked): void {
  const address = new URL(window.location.href);
  address.search = "";
  for (const key of KEYS) if (asked[key]) address.searchParams.set(key, asked[key]);
  window.history.replaceState(null, "", address);
}

/** The moment at which a day (YYYY-MM-DD) begins where the reader is, `days` later; undefined for anything else. */
function begin(day: string, days = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  const moment = new Date(year, month - 1, date + days);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** As the API takes it. */
export function queryOf(asked: Asked, before: number | undefined) {
  return { event: asked.event || undefined, person: asked.person || undefined, since: begin(asked.from), until: begin(asked.to, 1), before };
}
