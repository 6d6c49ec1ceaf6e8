// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from "react";

/** Whether an element is narrower than `width`, in px, also after it was resized. */
export function useNarrow(element: HTMLElement | null, width: number): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => {
    if (!element || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => setNarrow(element.clientWidth < width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, width]);
  return isNarrow;
}
