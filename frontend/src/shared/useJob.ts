// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "./api/client";
import type { JobsGuard } from "./api/jobs";
import type { Job } from "./types";

/** Between two looks at how far a job is. */
const LOOK_MS = 1000;

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
  begin: (start: () => Promise<number>) => void;
  cancel: () => void;
}

/** One job at a time: begun here, or under way when the page was opened. `onEnd` is called when it has ended. */
export function useJob({ api, guard }: JobsGuard, underWay: Job | null, onEnd: () => void): Watched {
  const [job, setJob] = useState(underWay);
  const [fault, setFault] = useState<ApiError | null>(null);
  const ended = useRef(onEnd);
  ended.current = onEnd;
  // It may arrive already ended: cancelled, or done before anybody looked.
  const take = useCallback((seen: Job) => {
    setJob(newerOf(seen));
    if (!isOpen(seen)) ended.current();
  }, []);
  const look = job !== null && isOpen(job) ? job : null;

  useEffect(() => {
    if (look === null) return;
    let isOver = false;
    const timer = window.setTimeout(() => {
      guard(api.job(look.id)).then(
        (seen) => isOver || take(seen),
        // It goes on without anybody looking; the next look may succeed.
        () => isOver || setJob(newerOf({ ...look })),
      );
    }, LOOK_MS);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [api, guard, look, take]);

  const ask = useCallback(
    (call: Promise<Job>) => {
      setFault(null);
      call.then(take, (error: unknown) => {
        if (error instanceof ApiError) setFault(error);
        else throw error;
      });
    },
    [take],
  );
  const begin = useCallback((start: () => Promise<number>) => ask(guard(start().then((id) => api.job(id)))), [api, ask, guard]);
  const cancel = useCallback(() => {
    if (look !== null) ask(guard(api.cancelJob(look.id)));
  }, [api, ask, guard, look]);
  return { job, fault, begin, cancel };
}
