// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./icons";
import { t } from "./texts";
import type { Session } from "./types";
import { nameOf } from "./words";

interface Props {
  base: string;
  webclient: string;
  session: Session | null;
  current: "object" | "mine" | "forms" | "policies" | "report" | "exemptions" | "audit" | "integrity" | "preferences";
  children: ReactNode;
}

/** The bar of our own pages, and the page below it. */
export function Shell({ base, webclient, session, current, children }: Props): ReactElement {
  const seesReport = session !== null && (session.is_admin || session.owned_groups.length > 0);
  return (
    <div className="of of--page">
      <header className="of-appbar">
        <a className="of-appbar__brand" href={base}>
          <Icon name="form" />
          {t("OMERO forms")}
        </a>
        {session && (
          <nav className="of-appbar__nav" aria-label={t("Main")}>
            <a className="of-appbar__link" href={`${base}mine/`} aria-current={current === "mine" ? "page" : undefined}>
              {t("My data")}
            </a>
            <a className="of-appbar__link" href={`${base}designer/`} aria-current={current === "forms" ? "page" : undefined}>
              {t("Forms")}
            </a>
            {seesReport && (
              <a className="of-appbar__link" href={`${base}policies/`} aria-current={current === "policies" ? "page" : undefined}>
                {t("Policies")}
              </a>
            )}
            {seesReport && (
              <a className="of-appbar__link" href={`${base}dashboard/`} aria-current={current === "report" ? "page" : undefined}>
                {t("Report")}
              </a>
            )}
            <a className="of-appbar__link" href={`${base}exemptions/`} aria-current={current === "exemptions" ? "page" : undefined}>
              {t("Exemptions")}
            </a>
            {session.is_admin && (
              <a className="of-appbar__link" href={`${base}audit/`} aria-current={current === "audit" ? "page" : undefined}>
                {t("Audit")}
              </a>
            )}
            {session.is_admin && (
              <a className="of-appbar__link" href={`${base}integrity/`} aria-current={current === "integrity" ? "page" : undefined}>
                {t("Integrity")}
              </a>
            )}
          </nav>
        )}
        <div className="of-appbar__end">
          {session && (
            <a href={`${base}preferences/`} aria-current={current === "preferences" ? "page" : undefined}>
              {t("Mails")}
            </a>
          )}
          <a href={webclient}>{t("Back to OMERO.web")}</a>
          {session && (
            <span>
              {session.is_admin ? t("{name}, admin", { name: nameOf(session.user) }) : nameOf(session.user)}
            </span>
          )}
        </div>
      </header>
      {children}
    </div>
  );
}
