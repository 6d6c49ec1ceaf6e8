// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from "react";
import { useGuard } from "./session";
import type { Session } from "./types";

/**
 * The session, for the bar, the state of the set-up and what somebody is offered: null while it is not known. What a page cannot
 * load, it says itself. Asked for anew when somebody is back. Whose it is, is whose page this is from then on.
 */
export function useShellSession(): Session | null {
  const { api, returned, expect } = useGuard();
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    api.session().then(
      (found) => {
        expect(found.user, found.server);
        setSession(found);
      },
      () => undefined,
    );
  }, [api, returned, expect]);
  return session;
}
