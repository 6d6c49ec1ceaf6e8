// SPDX-License-Identifier: AGPL-3.0-or-later
/** Moving through a long form: to a problem, to a section, and knowing where one is. */
import { useCallback, useEffect, useRef, useState, type FocusEvent, type RefObject } from "react";
import { domId, fieldId, parsePointer } from "../form/pointers";
import type { Problem } from "../shared/types";

/** The first thing at or above `pointer` that can take the focus. */
function focusField(within: HTMLElement, pointer: string): void {
  const path = parsePointer(pointer);
  for (let length = path.length; length > 0; length -= 1) {
    const id = CSS.escape(domId(fieldId(path.slice(0, length))));
    const control = within.querySelector<HTMLElement>(`#${id}`);
    const box = control ?? within.querySelector<HTMLElement>(`[data-field="${id}"]`);
    const target = box?.matches("input, select, textarea, button")
      ? box
      : box?.querySelector<HTMLElement>("input, select, textarea, button");
    if (target) {
      target.focus();
      target.scrollIntoView({ block: "center" });
      return;
    }
  }
}

export interface Wayfinding {
  /** For the element around the whole form. */
  body: RefObject<HTMLDivElement | null>;
  current: string | null;
  goTo: (problem: Problem) => void;
  goToSection: (key: string) => void;
  follow: (event: FocusEvent) => void;
}

export function useWayfinding(): Wayfinding {
  const [current, setCurrent] = useState<string | null>(null);
  const body = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // A form may ask for another beginning than its heading.
    const first = body.current?.querySelector<HTMLElement>("[data-autofocus] :is(input, select, textarea)");
    if (first) first.focus();
    else body.current?.querySelector("h1")?.focus({ preventScroll: true });
  }, []);

  const goTo = (problem: Problem): void => {
    if (body.current) focusField(body.current, problem.pointer);
  };
  const goToSection = useCallback((key: string): void => {
    setCurrent(key);
    const section = body.current?.querySelector<HTMLElement>(`[data-section="${CSS.escape(key)}"]`);
    section?.scrollIntoView({ block: "start" });
    section?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }, []);
  const follow = (event: FocusEvent): void => {
    const key = event.target.closest("[data-section]")?.getAttribute("data-section");
    if (key) setCurrent(key);
  };

  return { body, current, goTo, goToSection, follow };
}
