// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who is logged in, and what happens when nobody is any more. Answers typed by one person are never sent in the session of
 * another one who logged in in the meantime.
 */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";
import { Api, ApiError } from "./api/client";
import { onComingBack } from "./comingBack";
import { Banner } from "./parts";
import { t } from "./texts";
import type { Person } from "./types";
import { nameOf } from "./words";

export type LoginState =
  | { kind: "in" }
  | { kind: "lost" }
  /** Somebody else than the person whose answers are on the page. */
  | { kind: "other"; name: string };

export interface SessionGuard {
  api: Api;
  login: LoginState;
  /** Rises by one whenever the right person is back. */
  returned: number;
  /** Says whose page this is; calls of another person's session are refused from then on. */
  expect: (user: Person, server: string) => void;
  /** Passes a call's result on, and notices when it failed because the session has ended. */
  guard: <T>(call: Promise<T>) => Promise<T>;
  /** Whether the expected person is logged in now. Throws ApiError when that cannot be asked. */
  confirm: () => Promise<boolean>;
  loginHref: string;
}

const GuardContext = createContext<SessionGuard | null>(null);

export function useGuard(): SessionGuard {
  const guard = useContext(GuardContext);
  if (!guard) throw new Error("useGuard outside of SessionProvider");
  return guard;
}

export type GuardOf<A extends Api> = Omit<SessionGuard, "api"> & { api: A };

/** Who is logged in, with the calls that `Client` knows, a class: the same ones while the address of the API is. */
export function useApi<A extends Api>(Client: new (base: string) => A): GuardOf<A> {
  const guard = useGuard();
  const { base } = guard.api;
  const api = useMemo(() => new Client(base), [Client, base]);
  return useMemo(() => ({ ...guard, api }), [guard, api]);
}

const LOOK_AGAIN_MS = 3000;
const PING_MS = 60_000;

interface ProviderProps {
  base: string;
  loginUrl: string;
  /** Full pages keep the session alive; in OMERO.web its own page does. */
  ping: boolean;
  children?: ReactNode;
}

export function SessionProvider({ base, loginUrl, ping, children }: ProviderProps): ReactElement {
  const api = useMemo(() => new Api(base), [base]);
  const [login, setLogin] = useState<LoginState>({ kind: "in" });
  const [returned, setReturned] = useState(0);
  const expected = useRef<{ user: Person; server: string } | null>(null);

  const expect = useCallback((user: Person, server: string) => {
    expected.current = { user, server };
  }, []);

  const guard = useCallback(async <T,>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (error instanceof ApiError && error.loginNeeded) setLogin((was) => (was.kind === "in" ? { kind: "lost" } : was));
      throw error;
    }
  }, []);

  const confirm = useCallback(async (): Promise<boolean> => {
    let session;
    try {
      session = await api.session();
    } catch (error) {
      if (!(error instanceof ApiError && error.loginNeeded)) throw error;
      setLogin({ kind: "lost" });
      return false;
    }
    const owner = expected.current;
    if (owner && (owner.user.id !== session.user.id || owner.server !== session.server)) {
      setLogin({ kind: "other", name: nameOf(session.user) });
      return false;
    }
    setLogin({ kind: "in" });
    return true;
  }, [api]);

  // While nobody, or the wrong person, is logged in: look whether that has changed.
  useEffect(() => {
    if (login.kind === "in") return;
    let isOver = false;
    const look = async (): Promise<void> => {
      try {
        if ((await confirm()) && !isOver) setReturned((count) => count + 1);
      } catch {
        // Not to be asked now; the next look may succeed.
      }
    };
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible") void look();
    }, LOOK_AGAIN_MS);
    const end = onComingBack(() => void look());
    return () => {
      isOver = true;
      window.clearInterval(timer);
      end();
    };
  }, [login.kind, confirm]);

  useEffect(() => {
    if (!ping) return;
    const timer = window.setInterval(() => {
      // Only an ended session matters here, and guard() has noticed that.
      guard(api.ping()).catch(() => undefined);
    }, PING_MS);
    return () => window.clearInterval(timer);
  }, [ping, api, guard]);

  const value = useMemo<SessionGuard>(
    () => ({
      api,
      login,
      returned,
      expect,
      guard,
      confirm,
      loginHref: `${loginUrl}?url=${encodeURIComponent(`${base}?back=1`)}`,
    }),
    [api, login, returned, expect, guard, confirm, loginUrl, base],
  );
  return <GuardContext value={value}>{children}</GuardContext>;
}

/** What to do about an ended session. `holds` says what stays on the page meanwhile, `typed` that answers may have been typed there. */
export function LoginBanner({ holds, typed = false }: { holds: string; typed?: boolean }): ReactElement | null {
  const { login, loginHref, returned } = useGuard();
  const logIn = (
    <a className="of-btn of-btn--primary" href={loginHref} target="_blank" rel="noopener">
      {t("Log in in a new tab")}
    </a>
  );
  if (login.kind === "lost") {
    return (
      <Banner kind="warn" role="alert" title={t("Your session has ended")} actions={logIn}>
        <p>{t("{holds} Log in again in a new tab, then come back to this one.", { holds })}</p>
      </Banner>
    );
  }
  if (login.kind === "other") {
    return (
      <Banner kind="bad" role="alert" title={t("{name} is logged in now", { name: login.name })} actions={logIn}>
        <p>
          {holds} {typed && t("They were typed by someone else, who has to log in to send them. Nothing was submitted.")}
        </p>
      </Banner>
    );
  }
  if (returned > 0) {
    return (
      <Banner kind="ok" role="status" title={t("You are logged in again")}>
        <p>{t("{holds} You can carry on.", { holds })}</p>
      </Banner>
    );
  }
  return null;
}
