// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useRef, useState, type ReactElement, type RefObject } from "react";
import { Dialog } from "../shared/Dialog";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Icon } from "../shared/icons";
import { Banner } from "../shared/parts";
import { t, tn } from "../shared/texts";
import type { LegacyState } from "../shared/types";
import { isOpen, useJob } from "../shared/useJob";
import { useIntegrity } from "./api";
import { Known } from "./Known";
import { LegacyReport } from "./LegacyReport";
import { useKeptFocus } from "./useKeptFocus";

interface StateProps {
  state: LegacyState;
  mayChange: boolean;
  again: () => void;
}

interface SourceProps {
  zone: string;
  master: string;
  onZone: (zone: string) => void;
  onMaster: (master: string) => void;
  field: RefObject<HTMLInputElement | null>;
  /** The user name is missing. */
  isLacking: boolean;
}

function Source({ zone, master, onZone, onMaster, field, isLacking }: SourceProps): ReactElement {
  return (
    <div className="of-fields of-fields--two">
      <div className="of-field">
        <label className="of-label" htmlFor="of-i-zone">
          {t("Time zone that OMERO.forms ran with")}
        </label>
        <input className="of-input" id="of-i-zone" value={zone} aria-describedby="of-i-zone-help" onChange={(event) => onZone(event.target.value)} />
        <p className="of-help" id="of-i-zone-help">
          {t("Its omero.web.time_zone, such as Europe/London: it wrote times without a zone.")}
        </p>
      </div>
      <div className="of-field" data-invalid={isLacking || undefined}>
        <label className="of-label" htmlFor="of-i-master">
          {t("User name of its form master")}
        </label>
        <input
          ref={field}
          className="of-input"
          id="of-i-master"
          value={master}
          aria-invalid={isLacking || undefined}
          aria-describedby={`${isLacking ? "of-i-master-error " : ""}of-i-master-help`}
          onChange={(event) => onMaster(event.target.value)}
        />
        {isLacking && (
          <p className="of-error" id="of-i-master-error" role="alert">
            <Icon name="alert" />
            {t("Give the user name: without it, nobody’s annotations are believed.")}
          </p>
        )}
        <p className="of-help" id="of-i-master-help">
          {t("Its omero.web.forms.priv.user. Only what that account made is believed.")}
        </p>
      </div>
    </div>
  );
}

function ImportState({ state, mayChange, again }: StateProps): ReactElement {
  const session = useIntegrity();
  const { api } = session;
  const { report } = state;
  const [zone, setZone] = useState(report?.time_zone || state.time_zone);
  const [master, setMaster] = useState(report?.legacy_master || state.legacy_master);
  const [isAsked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const [isLacking, setLacking] = useState(false);
  const watched = useJob(session, mayChange ? state.job : null, again);
  const { job, cancel } = watched;
  const isBusy = job !== null && isOpen(job);
  const top = useKeptFocus(isBusy);
  const begin = (check: boolean): void => {
    const lacks = master.trim() === "";
    setLacking(lacks);
    if (lacks) field.current?.focus();
    else watched.begin(() => api.importLegacy(check, zone.trim(), master.trim()));
  };
  // What was looked at is what is imported: after another zone or master it is looked at again.
  const isLookedAt = report !== null && report.check && report.time_zone === zone.trim() && report.legacy_master === master.trim();
  const isWorthIt = isLookedAt && (report.forms.imported > 0 || report.versions.imported > 0 || report.assignments.imported > 0 || report.submissions.imported > 0);
  return (
    <div className="of-stack" tabIndex={-1} ref={top}>
      <section className="of-card" aria-labelledby="of-i-legacy">
        <div className="of-card__head">
          <h2 className="of-h2" id="of-i-legacy">
            {t("Import from OMERO.forms")}
          </h2>
        </div>
        <div className="of-card__body of-stack">
          <p>
            {t("If this OMERO had the plug-in OMERO.forms before, its forms, versions and histories can come along. Nothing that it wrote is changed or deleted, and running it twice changes nothing. If it never had, there is nothing to do here. The guide “Switching from OMERO.forms” has all steps.")}
          </p>
          {mayChange && !isBusy && (
            <>
              <Source zone={zone} master={master} onZone={setZone} onMaster={setMaster} field={field} isLacking={isLacking} />
              <p className="of-row">
                <button type="button" className={isWorthIt ? "of-btn" : "of-btn of-btn--primary"} aria-busy={watched.isAsked} aria-disabled={watched.isAsked} onClick={() => begin(true)}>
                  {report === null ? t("See what there is") : t("Look again")}
                </button>
                {isWorthIt && (
                  <button type="button" className="of-btn of-btn--primary" onClick={() => setAsked(true)}>
                    {t("Import…")}
                  </button>
                )}
                {!isWorthIt && <span className="of-small of-muted">{t("Nothing is written by looking.")}</span>}
              </p>
            </>
          )}
          <JobFaults watched={watched} what={t("The import")} />
          {job?.state === "cancelled" && <p role="status">{t("It was cancelled. What was imported until then stays, and is not imported twice.")}</p>}
          {isBusy && (
            <Banner
              kind="info"
              title={t("What OMERO.forms left is being read.")}
              actions={
                <button type="button" className="of-btn" onClick={cancel}>
                  {t("Cancel")}
                </button>
              }
            >
              <JobProgress job={job} label={t("Reading what OMERO.forms left")} far={(n, number) => tn("{n} form or history was read.", "{n} forms and histories were read.", number, { n })} />
            </Banner>
          )}
        </div>
      </section>
      {report !== null && <LegacyReport report={report} />}
      {isAsked && report !== null && (
        <Dialog
          title={t("Import {forms} and {submissions}?", {
            forms: tn("{n} form", "{n} forms", report.forms.imported),
            submissions: tn("{n} submission", "{n} submissions", report.submissions.imported),
          })}
          action={t("Import")}
          keep={t("Not now")}
          harmless
          onAction={() => {
            setAsked(false);
            begin(false);
          }}
          onClose={() => setAsked(false)}
        >
          <p>{t("Import before people submit here: nothing older can be put before what they have submitted. What is imported is sealed like everything else, and cannot be taken back.")}</p>
        </Dialog>
      )}
    </div>
  );
}

/** What OMERO.forms left: looked at first, then imported. */
export function Legacy({ mayChange }: { mayChange: boolean }): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.legacy(), [api]);
  return (
    <Known what={t("what OMERO.forms left")} load={load}>
      {(state, again) => <ImportState state={state} mayChange={mayChange} again={again} />}
    </Known>
  );
}
