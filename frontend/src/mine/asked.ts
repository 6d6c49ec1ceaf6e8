// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is asked for of one's own findings, as the page's address and the API have it. */

/** An empty text does not restrict; no status means what is still to be done. */
export interface Asked {
  group: string;
  policy: string;
  status: string;
}

const KEYS = ["group", "policy", "status"] as const;
const NUMBER = /^\d{1,15}$/;
const WORD = /^[a-z]{1,16}$/;

export function fromAddress(search: string): Asked {
  const query = new URLSearchParams(search);
  const text = (key: string, looks: RegExp): string => {
    const value = query.get(key) ?? "";
    return looks.test(value) ? value : "";
  };
  return { group: text("group", NUMBER), policy: text("policy", NUMBER), status: text("status", WORD) };
}

export function toAddress(asked: Asked): void {
  const address = new URL(window.location.href);
  address.search = "";
  for (const key of KEYS) if (asked[key]) address.searchParams.set(key, asked[key]);
  window.history.replaceState(null, "", address);
}
