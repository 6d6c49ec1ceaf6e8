// SPDX-License-Identifier: AGPL-3.0-or-later
/** Sending answers: once for each client key, again by itself while OMERO does not answer. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../shared/api/client";
import { type Draft, newClientKey } from "./drafts";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { Answers, Change, FormView, Problem, SubmissionAnswer, SubmissionView } from "../shared/types";
import { lowerType } from "../shared/words";

export type Phase =
  | { kind: "idle" }
  | { kind: "sending" }
  /** Not accepted yet; `at` is when it is tried again. `limited`: nothing is wrong, it is only its turn that is awaited. */
  | { kind: "waiting"; reason: string; attempt: number; at: Date; limited: boolean }
  | { kind: "conflict"; head: SubmissionView; changes: Change[] }
  | { kind: "refused"; error: ApiError };

export interface Outgoing {
  answers: Answers;
  message: string;
  base: number | "any";
}

interface Options {
  view: FormView;
  /** The key and body of the last attempt, kept with the draft; a body sent again keeps its key. */
  sent: Draft["sent"];
  onSending: (sent: NonNullable<Draft["sent"]>) => void;
  onDone: (answer: SubmissionAnswer) => void;
  onInvalid: (problems: Problem[]) => void;
}

const PAUSES_S = [2, 4, 8, 15];
const LONGEST_PAUSE_S = 30;

export interface Sending {
  phase: Phase;
  send: (outgoing: Outgoing) => void;
  /** Tries at once what is waiting. */
  tryNow: () => void;
  /** Stops trying; the answers stay. */
  stop: () => void;
}

export function useSubmission(options: Options): Sending {
  const { api, guard, confirm } = useGuard();
  const [phase, setPhase] = useState<Phase>({ kind: "idle" });
  const current = useRef(options);
  current.current = options;
  const turn = useRef(0);
  const timer = useRef(0);
  const waiting = useRef<{ outgoing: Outgoing; attempt: number } | null>(null);
  /** What the timer calls: the attempt that sets it up could not name itself. */
  const again = useRef<() => void>(() => undefined);

  const stop = useCallback(() => {
    turn.current += 1;
    window.clearTimeout(timer.current);
    waiting.current = null;
    setPhase({ kind: "idle" });
  }, []);

  useEffect(
    () => () => {
      turn.current += 1;
      window.clearTimeout(timer.current);
    },
    [],
  );

  const post = useCallback(
    async (outgoing: Outgoing): Promise<SubmissionAnswer> => {
      const { view, sent, onSending } = current.current;
      const content = { version: view.version.number, base: outgoing.base, answers: outgoing.answers, message: outgoing.message };
      const body = JSON.stringify(content);
      const clientKey = sent?.body === body ? sent.client_key : newClientKey();
      onSending({ client_key: clientKey, body });
      const path = lowerType(view.object.type);
      return guard(api.submit(path, view.object.id, view.form.id, { ...content, client_key: clientKey }));
    },
    [api, guard],
  );

  const showConflict = useCallback(
    async (error: ApiError, id: number, changes: Change[], isOver: () => boolean): Promise<void> => {
      try {
        const head = await guard(api.submission(id));
        if (!isOver()) setPhase({ kind: "conflict", head, changes });
      } catch {
        if (!isOver()) setPhase({ kind: "refused", error });
      }
    },
    [api, guard],
  );

  const settle = useCallback(
    async (error: ApiError, outgoing: Outgoing, count: number, isOver: () => boolean): Promise<void> => {
      if (error.loginNeeded) {
        setPhase({ kind: "idle" });
        return;
      }
      if (error.passing) {
        const pause = Math.max(PAUSES_S[count] ?? LONGEST_PAUSE_S, error.waitS ?? 0) * 1000;
        waiting.current = { outgoing, attempt: count + 1 };
        timer.current = window.setTimeout(() => again.current(), pause);
        setPhase({ kind: "waiting", reason: error.message, attempt: count + 1, at: new Date(Date.now() + pause), limited: error.limited });
        return;
      }
      const invalid = error.detailsOf("answers_invalid");
      const stale = error.detailsOf("stale_base");
      if (invalid) {
        setPhase({ kind: "idle" });
        current.current.onInvalid(invalid.problems);
      } else if (stale?.head) await showConflict(error, stale.head.id, stale.changes, isOver);
      else setPhase({ kind: "refused", error });
    },
    [showConflict],
  );

  const attempt = useCallback(
    async (outgoing: Outgoing, count: number): Promise<void> => {
      turn.current += 1;
      const mine = turn.current;
      const isOver = (): boolean => turn.current !== mine;
      window.clearTimeout(timer.current);
      waiting.current = null;
      setPhase({ kind: "sending" });
      try {
        // Somebody else may have logged in in this browser since; their session must not carry these answers.
        if (!(await confirm())) {
          if (!isOver()) setPhase({ kind: "idle" });
          return;
        }
        if (isOver()) return;
        const answer = await post(outgoing);
        if (!isOver()) current.current.onDone(answer);
      } catch (failure) {
        if (isOver()) return;
        const error = failure instanceof ApiError ? failure : new ApiError(0, "page_fault", t("Something went wrong on this page. Reload it; your answers are kept."));
        await settle(error, outgoing, count, isOver);
      }
    },
    [confirm, post, settle],
  );

  const send = useCallback((outgoing: Outgoing) => void attempt(outgoing, 0), [attempt]);
  const tryNow = useCallback(() => {
    const held = waiting.current;
    if (held) void attempt(held.outgoing, held.attempt);
  }, [attempt]);
  again.current = tryNow;
  return { phase, send, tryNow, stop };
}
