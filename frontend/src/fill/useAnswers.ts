// SPDX-License-Identifier: AGPL-3.0-or-later
/** The answers being typed, kept as a draft with every pause. */
import { useCallback, useEffect, useRef, useState } from "react";
import { fieldId, isWithin, leafPaths, own, valueAt } from "../form/pointers";
import type { ShownForm } from "../form/normalise";
import { openedWith } from "../form/opening";
import { prepare } from "../form/prepare";
import { type Draft, isUnstored, removeDraft, saveDraftSoon, storeDraftsNow } from "./drafts";
import type { Answers, FormView } from "../shared/types";

export interface AnswersState {
  answers: Answers;
  message: string;
  base: number;
  sent: Draft["sent"];
  /** When the draft was last stored; null while there is none. */
  savedAt: Date | null;
  /** False when the browser could not store it. */
  isStored: boolean;
  /** How many other answers the last change took away, and how they were before it. */
  removed: { count: number; before: Answers } | null;
  change: (answers: Answers, field: string | undefined) => void;
  replace: (answers: Answers, base: number) => void;
  setMessage: (message: string) => void;
  setBase: (base: number) => void;
  setSent: (sent: NonNullable<Draft["sent"]>) => void;
  discard: () => void;
  undo: () => void;
}

const OPTION = /__(?:one|any)of_select$/;

/** The parts of `before` and `after` that differ; one that is the same object is no other. */
function differing(before: Answers, after: Answers): [Answers, Answers] {
  const names = Object.keys(before).filter((name) => before[name] !== own(after, name));
  const of = (answers: Answers): Answers => Object.fromEntries(names.filter((name) => Object.hasOwn(answers, name)).map((name) => [name, answers[name]]));
  return [of(before), of(after)];
}

/** Answers that were there before and are gone, other than those of the changed field itself. */
function takenAway(before: Answers, after: Answers, field: string): number {
  const kept = OPTION.test(field) ? null : field;
  const [was, is] = differing(before, after).map(prepare) as [Answers, Answers];
  return leafPaths(was).filter((path) => {
    if (valueAt(was, path) === null || valueAt(is, path) !== undefined) return false;
    const id = fieldId(path);
    return kept === null || !isWithin(id, kept);
  }).length;
}

interface Content {
  answers: Answers;
  message: string;
  base: number;
  sent: Draft["sent"];
}

export function useAnswers(view: FormView, shown: ShownForm, key: string, draft: Draft | null): AnswersState {
  const [content, setContent] = useState<Content>(() => ({
    answers: openedWith(shown, draft?.answers ?? view.answers),
    message: draft?.message ?? "",
    base: draft?.base ?? view.base,
    sent: draft?.sent,
  }));
  const [savedAt, setSavedAt] = useState(() => (draft ? new Date(draft.saved_at) : null));
  const [isStored, setIsStored] = useState(true);
  const [removed, setRemoved] = useState<AnswersState["removed"]>(null);
  const latest = useRef(content);

  const keep = useCallback(
    (next: Content, store: "now" | "soon" | "never") => {
      latest.current = next;
      setContent(next);
      if (store === "never") return;
      const now = new Date();
      const kept: Draft = {
        answers: next.answers,
        version: view.version.number,
        base: next.base,
        message: next.message,
        saved_at: now.toISOString(),
        ...(next.sent ? { sent: next.sent } : {}),
      };
      saveDraftSoon(key, kept, (stored) => {
        setIsStored(stored);
        setSavedAt(now);
      });
      if (store === "now") storeDraftsNow();
    },
    [key, view.version.number],
  );

  const change = useCallback(
    (answers: Answers, field: string | undefined) => {
      const before = latest.current.answers;
      const isOurs = field === undefined;
      keep({ ...latest.current, answers }, isOurs ? "never" : "soon");
      if (isOurs) return;
      const gone = takenAway(before, answers, field);
      setRemoved((was) => (gone > 0 ? { count: gone, before } : was));
    },
    [keep],
  );
  const replace = useCallback(
    (answers: Answers, base: number) => {
      setRemoved(null);
      keep({ ...latest.current, answers: openedWith(shown, answers), base }, "now");
    },
    [keep, shown],
  );
  const setMessage = useCallback((message: string) => keep({ ...latest.current, message }, "soon"), [keep]);
  const setBase = useCallback((base: number) => keep({ ...latest.current, base }, "now"), [keep]);
  const setSent = useCallback((sent: NonNullable<Draft["sent"]>) => keep({ ...latest.current, sent }, "now"), [keep]);
  const discard = useCallback(() => removeDraft(key), [key]);
  const undo = useCallback(() => {
    setRemoved((was) => {
      if (was) keep({ ...latest.current, answers: was.before }, "now");
      return null;
    });
  }, [keep]);

  // What comes after this form may ask for the draft, or be another page.
  useEffect(() => storeDraftsNow, []);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      storeDraftsNow();
      if (isUnstored(key)) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [key]);

  return { ...content, savedAt, isStored, removed, change, replace, setMessage, setBase, setSent, discard, undo };
}
