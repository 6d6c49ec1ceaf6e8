// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useRef, useState, type ReactElement, type ReactNode } from "react";
import { Dialog } from "../shared/Dialog";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Banner, Empty } from "../shared/parts";
import { ReasonField } from "../shared/ReasonField";
import { rich } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { ForkChoice, Repairs, RepairSteps } from "../shared/types";
import { isOpen, useJob, type Watched } from "../shared/useJob";
import { useIntegrity } from "./api";
import { ForkDecision } from "./ForkDecision";
import { Known } from "./Known";
import { MadeBy } from "./MadeBy";
import { STEPS, StepList } from "./Steps";
import { useKeptFocus } from "./useKeptFocus";

type Plan = NonNullable<Repairs["plan"]>;
type Outcome = NonNullable<Repairs["outcome"]>;

function Section({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className="of-card" aria-label={title}>
      <div className="of-card__head">
        <h2 className="of-h2">{title}</h2>
      </div>
      <div className="of-card__body of-stack">{children}</div>
    </section>
  );
}

/** What nothing here can bring back, and what may. */
function Lost(): ReactElement {
  return (
    <>
      <p>{t("If somebody has a bundle of the object, it holds them. Run this on the web host, as the user of OMERO.web:")}</p>
      {/* no text: a command */}
      <p className="of-command">omero-forms repair -u ADMIN --from BUNDLE.zip</p>
      <p>{t("Otherwise look for a backup of OMERO or of the forms database from before.")}</p>
    </>
  );
}

interface SureProps {
  steps: number;
  decided: number;
  onRepair: () => void;
  onClose: () => void;
}

function Sure({ steps, decided, onRepair, onClose }: SureProps): ReactElement {
  return (
    <Dialog
      title={tn("Carry out {n} step?", "Carry out {n} steps?", steps)}
      action={t("Repair now")}
      keep={t("Not now")}
      harmless={decided === 0}
      onAction={onRepair}
      onClose={onClose}
    >
      <p>{t("Only bytes whose seal verifies are written. What was damaged stays in OMERO beside them, as evidence, and a history that changed since the plan was made is left as it is.")}</p>
      {decided > 0 && (
        <p>
          {t("Which record counts is decided for good, in a sealed record with your name and reason. The others, and all that follows on them, stay in OMERO and count for nothing.")}
        </p>
      )}
    </Dialog>
  );
}

/** Forks that are decided, by stream and number. */
type Chosen = ReadonlyMap<string, ForkChoice>;

interface ForksProps {
  group: RepairSteps;
  chosen: Chosen;
  /** Missing for who may not decide. `choice` is null for later. */
  onChoose: ((place: string, choice: ForkChoice | null) => void) | undefined;
  /** Asks for the reason. */
  children: ReactNode;
}

/** Numbers of which somebody has to say which record counts. */
function Forks({ group, chosen, onChoose, children }: ForksProps): ReactElement {
  return (
    <Section title={t("What you have to decide")}>
      <p>
        {t("{planned}: two installations wrote at the same time, such as one that was restored from a backup. Stop the second one first. Then say which record counts; until then, nobody can add to such a history.", {
          planned: STEPS.fork.planned(group.count),
        })}
      </p>
      {group.steps.map((step) => {
        const { stream, number } = step;
        const place = `${stream} ${number}`;
        return (
          <ForkDecision
            key={place}
            step={step}
            chosen={chosen.get(place)?.digest ?? ""}
            onChoose={onChoose && ((digest) => onChoose(place, digest === "" ? null : { stream, number, digest }))}
          />
        );
      })}
      {group.count > group.steps.length && <p className="of-muted">{t("The others come with the next plan.")}</p>}
      {onChoose && children}
    </Section>
  );
}

interface PlanProps {
  plan: Plan;
  mayChange: boolean;
  watched: Watched;
  again: ReactNode;
}

function PlanView({ plan, mayChange, watched, again }: PlanProps): ReactElement {
  const { api } = useIntegrity();
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const [isLacking, setLacking] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const forks = plan.groups.filter(({ what }) => what === "fork");
  const lost = plan.groups.filter(({ what }) => what === "lost");
  const doable = plan.groups.filter(({ what }) => what !== "fork" && what !== "lost");
  const steps = doable.reduce((sum, group) => sum + group.count, 0) + chosen.size;

  const choose = (place: string, choice: ForkChoice | null): void => {
    const next = new Map(chosen);
    if (choice === null) next.delete(place);
    else next.set(place, choice);
    setChosen(next);
  };
  const ask = (): void => {
    const lacks = chosen.size > 0 && reason.trim() === "";
    setLacking(lacks);
    if (lacks) field.current?.focus();
    else setAsked(true);
  };
  const repair = (): void => {
    setAsked(false);
    watched.begin(() => api.repair(plan.plan, [...chosen.values()], reason.trim()));
  };
  return (
    <>
      <p className="of-muted">
        {rich(t("The plan was made {when}. Nothing is done before you say so."), { when: <MadeBy by={plan.by} at={plan.at} /> })}
      </p>
      {doable.length > 0 && (
        <Section title={t("What will be done")}>
          <StepList groups={doable} words="planned" />
        </Section>
      )}
      {forks.map((group) => (
        <Forks key={group.detail} group={group} chosen={chosen} onChoose={mayChange ? choose : undefined}>
          <ReasonField
            id="of-i-reason"
            field={field}
            label={t("Why the chosen records count")}
            note={chosen.size > 0 ? t("required") : t("once you have chosen")}
            help={t("It stays in a sealed record, with your name, for good.")}
            lacking={isLacking && t("Say why.")}
            reason={reason}
            onReason={setReason}
          />
        </Forks>
      ))}
      {lost.map((group) => (
        <Section key={group.detail} title={t("What cannot be brought back from here")}>
          <StepList groups={[group]} words="planned" />
          <Lost />
        </Section>
      ))}
      {mayChange && (
        <p className="of-row">
          {(doable.length > 0 || forks.length > 0) && (
            <button type="button" className="of-btn of-btn--primary" aria-disabled={steps === 0} onClick={() => steps > 0 && ask()}>
              {t("Repair…")}
            </button>
          )}
          {again}
          {steps === 0 && forks.length > 0 && <span className="of-small of-muted">{t("Choose a record first.")}</span>}
        </p>
      )}
      {isAsked && <Sure steps={steps} decided={chosen.size} onRepair={repair} onClose={() => setAsked(false)} />}
    </>
  );
}

function OutcomeView({ outcome, again }: { outcome: Outcome; again: ReactNode }): ReactElement {
  const { done, left, by, at } = outcome;
  const isWhole = left.length === 0;
  return (
    <>
      <Banner kind={isWhole ? "ok" : "warn"} role="status" title={isWhole ? t("All of the plan was done.") : t("Something is left to be done.")}>
        <p>{rich(t("Carried out {when}."), { when: <MadeBy by={by} at={at} /> })}</p>
      </Banner>
      {left.length > 0 && (
        <Section title={t("What is left")}>
          <StepList groups={left} words="left" />
        </Section>
      )}
      {done.length > 0 && (
        <Section title={t("What was done")}>
          <StepList groups={done} words="done" />
        </Section>
      )}
      <p className="of-row">{again}</p>
    </>
  );
}

function Busy({ watched }: { watched: Watched }): ReactElement | null {
  const { job, cancel } = watched;
  if (job === null || !isOpen(job)) return null;
  const isRepair = job.kind === "repair";
  return (
    <Banner
      kind="info"
      title={isRepair ? t("The plan is being carried out.") : t("All histories are being looked through.")}
      actions={
        <button type="button" className="of-btn" onClick={cancel}>
          {t("Cancel")}
        </button>
      }
    >
      <JobProgress
        job={job}
        label={isRepair ? t("Carrying out the plan") : t("Looking through all histories")}
        far={(n, number) => (isRepair ? tn("{n} step was done.", "{n} steps were done.", number, { n }) : tn("{n} history was looked through.", "{n} histories were looked through.", number, { n }))}
      />
    </Banner>
  );
}

interface StateProps {
  repairs: Repairs;
  mayChange: boolean;
  onEnd: () => void;
}

function RepairState({ repairs, mayChange, onEnd }: StateProps): ReactElement {
  const session = useIntegrity();
  const { api } = session;
  const { plan, outcome } = repairs;
  const watched = useJob(session, mayChange ? repairs.job : null, onEnd);
  const { job } = watched;
  const isBusy = job !== null && isOpen(job);
  const top = useKeptFocus(isBusy);
  const look = (words: string, isFirst = false): ReactNode =>
    mayChange && (
      <button type="button" className={isFirst ? "of-btn of-btn--primary" : "of-btn"} aria-busy={watched.isAsked} aria-disabled={watched.isAsked} onClick={() => watched.begin(() => api.planRepair())}>
        {words}
      </button>
    );
  return (
    <div className="of-stack" tabIndex={-1} ref={top}>
      <JobFaults watched={watched} what={job?.kind === "repair" ? t("The repair") : t("Looking through all histories")} />
      {job?.state === "cancelled" && (
        <Banner kind="info" role="status" title={job.kind === "repair" ? t("The repair was cancelled.") : t("The search was cancelled.")}>
          <p>{job.kind === "repair" ? t("What was done until then is done, and whole. A new plan says what is left.") : t("Nothing was changed.")}</p>
        </Banner>
      )}
      <Busy watched={watched} />
      {!isBusy && plan === null && outcome === null && (
        <section className="of-card" aria-label={t("Repair")}>
          <Empty icon="form" level={2} title={t("Nothing is changed until you say so")}>
            <p>{t("OMERO and the forms database are compared. You read what would be done, step by step, and what cannot be brought back; then you decide.")}</p>
            {look(t("See what can be repaired"), true)}
          </Empty>
        </section>
      )}
      {!isBusy && plan !== null && plan.groups.length === 0 && (
        <section className="of-card" aria-label={t("Repair")}>
          <Empty icon="compliant" level={2} title={t("Nothing has to be repaired")}>
            <p>{rich(t("Looked through {when}."), { when: <MadeBy by={plan.by} at={plan.at} /> })}</p>
            {look(t("Look again"))}
          </Empty>
        </section>
      )}
      {!isBusy && plan !== null && plan.groups.length > 0 && (
        <PlanView key={plan.plan} plan={plan} mayChange={mayChange} watched={watched} again={look(t("Make a new plan"))} />
      )}
      {!isBusy && outcome !== null && <OutcomeView outcome={outcome} again={look(t("Look again"))} />}
    </div>
  );
}

/** What can be brought back, said before it is done. */
export function Repair({ mayChange, onChanged }: { mayChange: boolean; onChanged: () => void }): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.repairs(), [api]);
  return (
    <Known what={t("repairs")} load={load}>
      {(repairs, again) => (
        <RepairState
          repairs={repairs}
          mayChange={mayChange}
          onEnd={() => {
            again();
            onChanged();
          }}
        />
      )}
    </Known>
  );
}
