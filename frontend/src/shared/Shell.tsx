// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { Boundary } from "./Boundary";
import { Icon } from "./icons";
import { SetupProblems } from "./parts";
import { LoginBanner } from "./session";
import { t } from "./texts";
import type { Session } from "./types";
import { nameOf } from "./words";

/** What every page of our own is told. */
export interface PageProps {
  /** URL prefix of the plugin, ending in a slash. */
  base: string;
  webclient: string;
}

const everybody = (): boolean => true;
const admins = ({ is_admin }: Session): boolean => is_admin;
const overseers = ({ is_admin, owned_groups }: Session): boolean => is_admin || owned_groups.length > 0;

/** Where the bar leads to, under which name, and whom. */
const PLACES = [
  ["mine", t("My data"), everybody],
  ["designer", t("Forms"), everybody],
  ["policies", t("Policies"), overseers],
  ["dashboard", t("Report"), overseers],
  ["exemptions", t("Exemptions"), everybody],
  ["audit", t("Audit"), admins],
  ["integrity", t("Integrity"), admins],
] as const;

const ofCurrent = (isCurrent: boolean): "page" | undefined => (isCurrent ? "page" : undefined);

interface ShellProps extends PageProps {
  session: Session | null;
  /** Which page this is; that of an object stands in no bar. */
  current: (typeof PLACES)[number][0] | "preferences" | "object";
  children: ReactNode;
}

/** The bar of our own pages, and the page below it. */
export function Shell({ base, webclient, session, current, children }: ShellProps): ReactElement {
  return (
    <div className="of of--page">
      <header className="of-appbar">
        <a className="of-appbar__brand" href={base}>
          <Icon name="form" />
          {t("OMERO forms")}
        </a>
        {session && (
          <nav className="of-appbar__nav" aria-label={t("Main")}>
            {PLACES.filter(([, , isFor]) => isFor(session)).map(([place, words]) => (
              <a key={place} className="of-appbar__link" href={`${base}${place}/`} aria-current={ofCurrent(place === current)}>
                {words}
              </a>
            ))}
          </nav>
        )}
        <div className="of-appbar__end">
          {session && (
            <a href={`${base}preferences/`} aria-current={ofCurrent(current === "preferences")}>
              {t("Mails")}
            </a>
          )}
          <a href={webclient}>{t("Back to OMERO.web")}</a>
          {session && <span>{session.is_admin ? t("{name}, admin", { name: nameOf(session.user) }) : nameOf(session.user)}</span>}
        </div>
      </header>
      <main className="of-main of-stack">
        <Boundary>{children}</Boundary>
      </main>
    </div>
  );
}

/** The head of a page: its name, what it is for, and what else stands there. */
export function Head({ title, lede, children }: { title: string; lede?: string | undefined; children?: ReactNode }): ReactElement {
  return (
    <div className="of-head">
      <div className="of-head__text">
        <h1 className="of-h1">{title}</h1>
        {lede && <p className="of-lede">{lede}</p>}
        {children}
      </div>
    </div>
  );
}

/** What holds for a page as a whole: that nobody is logged in any more, and what `holds` meanwhile; what admins have to mend. */
export function Standing({ session, holds }: { session: Session | null; holds: string }): ReactElement {
  return (
    <>
      <LoginBanner holds={holds} />
      {session && <SetupProblems problems={session.problems} />}
    </>
  );
}
