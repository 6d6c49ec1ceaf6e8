// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect } from "react";

/** Longer than between two keys of somebody who types, and shorter than anybody waits for a word. */
const PAUSE_MS = 300;

/** Calls `act` whenever `value` has rested for a moment. Memoise `act`. */
export function usePause(value: unknown, act: () => void): void {
  useEffect(() => {
    const timer = window.setTimeout(act, PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value, act]);
}
