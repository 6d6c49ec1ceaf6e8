// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which exemptions are listed, as the page's address has it. */
import { t } from "../shared/texts";

export const LISTED = [
  ["open", t("Waiting or in force")],
  ["waiting", t("Waiting for a decision")],
  ["all", t("All, ended ones too")],
] as const;

export type Listed = (typeof LISTED)[number][0];

export function fromAddress(search: string): Listed {
  const asked = new URLSearchParams(search).get("show");
  return LISTED.find(([each]) => each === asked)?.[0] ?? "open";
}

export function toAddress(listed: Listed): void {
  const address = new URL(window.location.href);
  address.search = "";
  if (listed !== "open") address.searchParams.set("show", listed);
  window.history.replaceState(null, "", address);
}
