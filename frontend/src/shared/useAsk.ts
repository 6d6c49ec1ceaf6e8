// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState } from "react";
import { ApiError } from "./api/client";
import { useGuard } from "./session";
import { t } from "./texts";

export interface Asking {
  busy: boolean;
  /** Why the last call failed; null while none did. */
  failed: ApiError | null;
  /** Makes a call that changes something. What it brings, or null where it failed. */
  ask: <T>(call: () => Promise<T>) => Promise<T | null>;
  forget: () => void;
}

/** Calls that change something, one at a time, never in another person's name than the page's: whether one is under way, and why it failed. */
export function useAsk(): Asking {
  const { guard, login, confirm } = useGuard();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const ask = useCallback(
    async <T,>(call: () => Promise<T>): Promise<T | null> => {
      if (login.kind === "other") {
        setFailed(new ApiError(0, "page_fault", t("{name} is logged in now, and this was not asked for in that name. Log in again, or reload the page to go on as {name}.", { name: login.name })));
        return null;
      }
      setBusy(true);
      setFailed(null);
      let isSent = false;
      try {
        // Nor where they logged in, in another tab, and no call has failed since.
        if (!(await confirm())) throw new ApiError(401, "login_required", t("Nothing was changed. Whoever opened this page has to be logged in."));
        isSent = true;
        return await guard(call());
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setFailed(isSent && error.unanswered ? new ApiError(error.status, "answer_lost", t("It may have been done, or not. Look in another tab before you try again; what you typed stays here.")) : error);
        return null;
      } finally {
        setBusy(false);
      }
    },
    [guard, login, confirm],
  );
  const forget = useCallback(() => setFailed(null), []);
  return { busy, failed, ask, forget };
}
