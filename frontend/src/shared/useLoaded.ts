// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useState } from "react";
import { ApiError } from "./api/client";
import { t } from "./texts";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "failed"; error: ApiError }
  | { state: "ready"; value: T };

/**
 * What `load` brings; loaded anew when `load` changes (so memoise it), when `reason` does, or `reload` is called. The answer to an
 * older question is dropped, so a slow one never replaces a newer one.
 */
export function useLoaded<T>(load: () => Promise<T>, reason?: string | number): [Loaded<T>, () => void] {
  const [result, setResult] = useState<Loaded<T>>({ state: "loading" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isOld = false;
    setResult({ state: "loading" });
    load().then(
      (value) => {
        if (!isOld) setResult({ state: "ready", value });
      },
      (error: unknown) => {
        if (isOld) return;
        const known =
          error instanceof ApiError
            ? error
            : new ApiError(0, "page_fault", t("Something went wrong on this page. Reload it; your answers are kept in this browser."));
        setResult({ state: "failed", error: known });
      },
    );
    return () => {
      isOld = true;
    };
  }, [load, turn, reason]);
  const reload = useCallback(() => {
    // Together with whatever else the caller changes, so that no old value is shown in its place for a moment.
    setResult({ state: "loading" });
    setTurn((count) => count + 1);
  }, []);
  return [result, reload];
}
