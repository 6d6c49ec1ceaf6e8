// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api/client";
import type { JobsGuard } from "./api/jobs";
import type { Job } from "./types";

/** Between two looks at how far a job is; and at most, while nobody is logged in. */
const LOOK_MS = 1000;
const LONGEST_MS = 30_000;

/** How long to wait after a look that failed, and that waited as long before; null where no look will succeed. */
export function waitAfter(error: unknown, waited: number): number | null {
  if (!(error instanceof ApiError)) return LOOK_MS;
  if (error.passing || error.status >= 500) return Math.max(LOOK_MS, 1000 * (error.waitS ?? 0));
  return error.loginNeeded ? Math.min(2 * waited, LONGEST_MS) : null;
}

export const isOpen = (job: Job): boolean => job.state === "waiting" || job.state === "running";

/** An answer from before its end does not open a job again. */
const newerOf =
  (seen: Job) =>
  (known: Job | null): Job =>
    known?.id === seen.id && !isOpen(known) ? known : seen;

export interface Watched {
  /** The job as it was seen last; null where there is none. */
  job: Job | null;
  /** Why it could not be begun or cancelled. */
  fault: ApiError | null;
  /** Why nobody is told of it any more. */
  lost: ApiError | null;
  /** It was asked to begin, or to be cancelled, and there is no answer yet. */
  isAsked: boolean;
  /** Begins one by `start`, which brings its id; pressed again meanwhile, or while one is under way, it does nothing. */
  begin: (start: () => Promise<number>) => void;
  /** Looks at one that was begun elsewhere, in place of any other. */
  watch: (id: number) => void;
  cancel: () => void;
}

/** One job at a time: begun here, or under way when the page was opened. `onEnd` is called when it has ended. */
export function useJob({ api, guard, returned }: JobsGuard, underWay: Job | null, onEnd: () => void): Watched {
  const [job, setJob] = useState(underWay);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [lost, setLost] = useState<ApiError | null>(null);
  const [isAsked, setAsked] = useState(false);
  const asked = useRef<Promise<Job> | null>(null);
  const wait = useRef(LOOK_MS);
  const ended = useRef(onEnd);
  ended.current = onEnd;
  // It may arrive already ended: cancelled, or done before anybody looked.
  const take = useCallback((seen: Job) => {
    setJob(newerOf(seen));
    if (!isOpen(seen)) ended.current();
  }, []);
  const look = job !== null && isOpen(job) ? job : null;

  useEffect(() => {
    wait.current = LOOK_MS;
  }, [returned]);
  useEffect(() => {
    if (look === null) return;
    let isOver = false;
    const timer = window.setTimeout(() => {
      guard(api.job(look.id)).then(
        (seen) => {
          if (isOver) return;
          wait.current = LOOK_MS;
          take(seen);
        },
        (error: unknown) => {
          if (isOver) return;
          const next = waitAfter(error, wait.current);
          if (next === null && error instanceof ApiError) setLost(error);
          // It goes on without anybody looking; the next look may succeed.
          wait.current = next ?? LOOK_MS;
          setJob(next === null ? null : newerOf({ ...look }));
        },
      );
    }, wait.current);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [api, guard, look, returned, take]);

  const ask = useCallback(
    (call: Promise<Job>) => {
      asked.current = call;
      setAsked(true);
      setFault(null);
      setLost(null);
      // The answer to an older question never replaces a newer one.
      const isOld = (): boolean => asked.current !== call;
      const answered = (): void => {
        asked.current = null;
        setAsked(false);
      };
      call.then(
        (seen) => {
          if (isOld()) return;
          answered();
          take(seen);
        },
        (error: unknown) => {
          if (isOld()) return;
          answered();
          if (error instanceof ApiError) setFault(error);
          else throw error;
        },
      );
    },
    [take],
  );
  const isOpened = look !== null;
  const begin = useCallback(
    (start: () => Promise<number>) => {
      if (asked.current === null && !isOpened) ask(guard(start().then((id) => api.job(id))));
    },
    [api, ask, guard, isOpened],
  );
  const watch = useCallback((id: number) => ask(guard(api.job(id))), [api, ask, guard]);
  const cancel = useCallback(() => {
    if (look !== null) ask(guard(api.cancelJob(look.id)));
  }, [api, ask, guard, look]);
  return { job, fault, lost, isAsked, begin, watch, cancel };
}
