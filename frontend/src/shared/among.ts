// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody chose of their own findings, in addresses, so that the way through them keeps to it. */
import { OWED } from "./findingStatus";
import { WAY } from "./onWay";
import type { Among, MyFinding } from "./types";

export function amongOf(search: string): Among {
  const query = new URLSearchParams(search);
  // What else stands there does not restrict.
  const text = (key: keyof Among, looks: RegExp): string => looks.exec(query.get(key) ?? "")?.[0] ?? "";
  return { group: text("group", /^\d{1,15}$/), policy: text("policy", /^\d{1,15}$/), status: text("status", /^[a-z]{1,16}$/) };
}

/** As the query of an address has it, with the place on the way through them, or without. */
export const queryOf = (among: Among, place = ""): string =>
  new URLSearchParams(Object.entries({ ...among, [WAY]: place }).filter(([, value]) => value)).toString();

/** The link to what is to be done, which leads on from there to the next among what was chosen, as far as that is to be done. */
export function wayTo({ deep_link, place }: Pick<MyFinding, "deep_link" | "place">, among: Among): string {
  const isOwed = OWED.some((status) => status === among.status);
  return `${deep_link}&${queryOf(isOwed ? among : { ...among, status: "" }, place)}`;
}
