// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who types in the JSON waits for the preview alone: what else shows the document follows once the browser has drawn that. */
import { useCallback, useEffect, useRef, useState, type RefCallback } from "react";
import { flushSync } from "react-dom";
import { afterFrame } from "../../shared/afterFrame";
import type { FormDocument } from "../document/document";

/** By which somebody comes to a part of the page, or does something there. */
const ACTING = ["pointerdown", "pointerup", "click", "focusin", "keydown", "beforeinput", "copy", "paste", "drop"] as const;

export interface Following {
  /** The document as it was before what was typed last, until the browser has drawn. */
  followed: FormDocument;
  /** Says of a document that is about to be shown that it was typed. */
  typed: (next: FormDocument) => void;
  /** For an element in which the document is changed: whatever is done there is done to the newest. */
  ref: RefCallback<HTMLElement>;
}

export function useFollowing(document: FormDocument): Following {
  const [followed, follow] = useState(document);
  const newest = useRef<FormDocument | null>(null);
  const isLate = followed !== document && newest.current === document;
  if (followed !== document && !isLate) follow(document);
  const late = useRef<FormDocument | null>(null);
  late.current = isLate ? document : null;
  useEffect(() => (isLate ? afterFrame(() => follow(document)) : undefined), [isLate, document]);
  const typed = useCallback((next: FormDocument) => {
    newest.current = next;
  }, []);
  const ref = useCallback((element: HTMLElement) => {
    const catchUp = (): void => {
      const { current: waiting } = late;
      // At once: what is called next has to see it.
      if (waiting !== null) flushSync(() => follow(waiting));
    };
    for (const event of ACTING) element.addEventListener(event, catchUp, { capture: true });
    return () => {
      for (const event of ACTING) element.removeEventListener(event, catchUp, { capture: true });
    };
  }, []);
  return { followed, typed, ref };
}
