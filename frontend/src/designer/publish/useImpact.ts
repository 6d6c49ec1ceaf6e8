// SPDX-License-Identifier: AGPL-3.0-or-later
/** The answers judged by the draft, a page after another, until all are, somebody stops it, or the draft is another one. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../shared/api/client";
import { useDesigner } from "../api";
import type { Breaking, Impact } from "../../shared/types";

export interface Found {
  /** How many were judged so far. */
  answers: number;
  /** null while it is not known. */
  total: number | null;
  breaking: Breaking[];
  elsewhere: number;
  unread: number;
}

export type Judging =
  | { state: "running" | "stopped" | "done" | "stale" }
  /** More was asked for within a minute than one person may; it goes on by itself. */
  | { state: "waiting"; seconds: number }
  | { state: "failed"; error: ApiError };

export interface ImpactRun {
  found: Found;
  judging: Judging;
  stop: () => void;
  /** From where it was stopped or failed. */
  goOn: () => void;
}

const NOTHING: Found = { answers: 0, total: null, breaking: [], elsewhere: 0, unread: 0 };
const WAIT_S = 30;

const added = (found: Found, page: Impact): Found => ({
  answers: found.answers + page.answers,
  total: page.total,
  breaking: [...found.breaking, ...page.breaking],
  elsewhere: found.elsewhere + page.elsewhere,
  unread: found.unread + page.unread,
});

/** Resolves after so many seconds, or when it is called off. */
const pause = (seconds: number, off: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = window.setTimeout(resolve, seconds * 1000);
    off.addEventListener("abort", () => {
      window.clearTimeout(timer);
      resolve();
    });
  });

/** `number` is the draft's that the page shows: what another one would do is not mixed in. */
export function useImpact(form: string, number: number): ImpactRun {
  const { api, guard, returned } = useDesigner();
  const [found, setFound] = useState(NOTHING);
  const [judging, setJudging] = useState<Judging>({ state: "running" });
  const [turn, setTurn] = useState(0);
  const after = useRef<number | null>(0);
  const isStopped = useRef(false);
  useEffect(() => {
    if (isStopped.current || after.current === null) return;
    const off = new AbortController();
    const run = async (): Promise<void> => {
      setJudging({ state: "running" });
      while (after.current !== null) {
        try {
          const page = await guard(api.draftImpact(form, after.current));
          if (off.signal.aborted) return;
          if (page.number !== number) {
            setJudging({ state: "stale" });
            return;
          }
          after.current = page.next;
          setFound((before) => added(before, page));
        } catch (error) {
          if (off.signal.aborted) return;
          if (!(error instanceof ApiError)) throw error;
          if (!error.limited) {
            setJudging({ state: "failed", error });
            return;
          }
          const seconds = error.waitS ?? WAIT_S;
          setJudging({ state: "waiting", seconds });
          await pause(seconds, off.signal);
          if (off.signal.aborted) return;
          setJudging({ state: "running" });
        }
      }
      setJudging({ state: "done" });
    };
    void run();
    return () => off.abort();
  }, [api, guard, form, number, turn, returned]);
  const stop = useCallback(() => {
    isStopped.current = true;
    setTurn((count) => count + 1);
    setJudging({ state: "stopped" });
  }, []);
  const goOn = useCallback(() => {
    isStopped.current = false;
    setTurn((count) => count + 1);
  }, []);
  return { found, judging, stop, goOn };
}
