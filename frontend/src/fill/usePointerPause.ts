// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef } from "react";

/**
 * Holds `act` back while a pointer is pressed. Leaving a field by pressing a button would otherwise put a message under the
 * field, move the button away below the pointer, and the press would do nothing.
 */
export function usePointerPause(act: (value: string) => void): (value: string) => void {
  const isDown = useRef(false);
  const held = useRef<string[]>([]);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const down = (): void => {
      isDown.current = true;
    };
    const up = (): void => {
      isDown.current = false;
      // After the click that this release makes.
      window.setTimeout(() => held.current.splice(0).forEach((value) => latest.current(value)));
    };
    window.addEventListener("pointerdown", down, true);
    window.addEventListener("pointerup", up, true);
    window.addEventListener("pointercancel", up, true);
    return () => {
      window.removeEventListener("pointerdown", down, true);
      window.removeEventListener("pointerup", up, true);
      window.removeEventListener("pointercancel", up, true);
    };
  }, []);
  return useCallback((value: string) => {
    if (isDown.current) held.current.push(value);
    else latest.current(value);
  }, []);
}
