// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Among } from "../shared/types";
import { queryOf } from "../shared/among";

/** What is asked for of one's own findings, in the page's address. */
export function toAddress(asked: Among): void {
  const address = new URL(window.location.href);
  address.search = queryOf(asked);
  window.history.replaceState(null, "", address);
}
