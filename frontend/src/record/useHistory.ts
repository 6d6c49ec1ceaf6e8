// SPDX-License-Identifier: AGPL-3.0-or-later
/** The submissions of a form for an object as far as they were read: the newest come with the form, older ones a page at a time. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError } from "../shared/api/client";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { FormView, Submission } from "../shared/types";
import { lowerType } from "../shared/words";

export interface ReadHistory {
  /** Newest first. */
  history: Submission[];
  /** How many there are, shown or not. */
  total: number;
  /** Missing where all are shown. */
  showOlder: (() => void) | undefined;
  isReading: boolean;
  error: string | null;
  /** The newest of those that were shown last: where reading goes on. */
  reached: number | null;
}

interface Older {
  /** What they were read for; pages of another state of the history do not go with it. */
  of: string;
  history: Submission[];
  next: number | null;
  reached: number | null;
}

/** `newest` is what was just submitted; what came in while the form was being filled in is read then. */
export function useHistory(view: FormView, newest: Submission | null): ReadHistory {
  const { api, guard } = useGuard();
  const [again, setAgain] = useState<FormView | null>(null);
  const [older, setOlder] = useState<Older | null>(null);
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { object, form } = view;
  const type = lowerType(object.type);
  const isGap = newest !== null && newest.number > view.base + 1;
  useEffect(() => {
    if (!isGap) return;
    let isOver = false;
    guard(api.form(type, object.id, form.id)).then(
      (found) => {
        if (!isOver) setAgain(found);
      },
      // What is known stays on the page; opening the form again brings the rest.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [api, guard, isGap, type, object.id, form.id]);

  const opened = again ?? view;
  const of = `${opened.check}:${opened.base}`;
  const read = older?.of === of ? older : null;
  const next = read ? read.next : opened.next;
  const history = useMemo(() => {
    const others = [...opened.history, ...(read?.history ?? [])].filter((submission) => submission.id !== newest?.id);
    return newest ? [newest, ...others] : others;
  }, [opened.history, read, newest]);

  const showOlder = useCallback(async (): Promise<void> => {
    if (next === null || isReading) return;
    setReading(true);
    setError(null);
    try {
      const page = await guard(api.history(type, object.id, form.id, next));
      const before = read?.history ?? [];
      setOlder({ of, history: [...before, ...page.history], next: page.next, reached: page.history[0]?.number ?? null });
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : t("Older submissions could not be read."));
    } finally {
      setReading(false);
    }
  }, [api, guard, type, object.id, form.id, next, isReading, read, of]);

  return {
    history,
    total: Math.max(opened.base, history[0]?.number ?? 0),
    showOlder: next === null ? undefined : () => void showOlder(),
    isReading,
    error,
    reached: read?.reached ?? null,
  };
}
