// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from "react";
import type { Api } from "./api/client";
import type { Session } from "./types";

/**
 * The session, for the bar and the state of the set-up alone: null while it is not known. What a page cannot load, it says
 * itself. Asked for anew when `reason` changes.
 */
export function useShellSession(api: Api, reason?: number): Session | null {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    api.session().then(setSession, () => undefined);
  }, [api, reason]);
  return session;
}
