// SPDX-License-Identifier: AGPL-3.0-or-later
/** The parts of the page, and what its address says of them. */
import { useCallback, useEffect, useState } from "react";
import { t } from "../shared/texts";

export const PARTS = {
  "": t("Verification"),
  repair: t("Repair"),
  orphans: t("Orphans"),
  redactions: t("Redactions"),
  keys: t("Keys"),
  legacy: "OMERO.forms",
} as const;

export type PartName = keyof typeof PARTS;

/** What is shown; `stream` and `number` name the record that it is about, where it is about one. */
export interface Shown {
  part: PartName;
  stream: string;
  number: string;
}

const isPart = (text: string): text is PartName => Object.hasOwn(PARTS, text);

export function fromAddress(search: string): Shown {
  const query = new URLSearchParams(search);
  const part = query.get("show") ?? "";
  return { part: isPart(part) ? part : "", stream: query.get("stream") ?? "", number: query.get("number") ?? "" };
}

/** The address of a part, relative to the page. */
export function addressOf({ part, stream = "", number = "" }: { part: PartName; stream?: string; number?: string }): string {
  const said = Object.entries({ show: part, stream, number }).filter(([, value]) => value !== "");
  return said.length > 0 ? `?${new URLSearchParams(said).toString()}` : window.location.pathname;
}

/** What the address names, and the way to another part, from which one comes back as from any page. */
export function useShown(): [Shown, (address: string) => void] {
  const [shown, setShown] = useState(() => fromAddress(window.location.search));
  useEffect(() => {
    const look = (): void => setShown(fromAddress(window.location.search));
    window.addEventListener("popstate", look);
    return () => window.removeEventListener("popstate", look);
  }, []);
  const go = useCallback((address: string) => {
    window.history.pushState(null, "", address);
    setShown(fromAddress(window.location.search));
  }, []);
  return [shown, go];
}
