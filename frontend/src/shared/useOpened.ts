// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect } from "react";
import { useGuard } from "./session";
import { useLoaded, type Loaded } from "./useLoaded";

/**
 * What `load` brings (so memoise it), for a page that somebody goes on with: it is not loaded anew below their hands. Where nothing is on
 * the page since nobody was logged in, it is once somebody is.
 */
export function useOpened<T>(load: () => Promise<T>): [Loaded<T>, () => void] {
  const { login } = useGuard();
  const [loaded, reload] = useLoaded(load);
  const isLocked = loaded.state === "failed" && loaded.error.loginNeeded;
  useEffect(() => {
    if (isLocked && login.kind === "in") reload();
  }, [isLocked, login.kind, reload]);
  return [loaded, reload];
}
