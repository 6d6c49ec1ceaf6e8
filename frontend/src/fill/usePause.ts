// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState } from "react";

/** Longer than between two keys of somebody who types, and shorter than anybody waits for a word. */
const PAUSE_MS = 300;

/** `value` as it was when it last rested for a moment, and a way not to wait for that. */
export function usePause<T>(value: T): [T, () => void] {
  const [rested, setRested] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  const now = useCallback(() => setRested(latest.current), []);
  return [rested, now];
}
