// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, type RefObject } from "react";

/**
 * An element to go on from when what had the focus has gone with the change of `reason`: who uses keys is not put back to the top of the
 * page. It needs a `tabIndex`.
 */
export function useKeptFocus(reason: string | number | boolean): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const before = useRef(reason);
  useEffect(() => {
    if (before.current === reason) return;
    before.current = reason;
    const root = element.current?.getRootNode();
    const focused = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
    if (focused === null || focused === document.body) element.current?.focus();
  }, [reason]);
  return element;
}
