// SPDX-License-Identifier: AGPL-3.0-or-later
/** The way to have those copies of a form in a group remade that are not in the layout of the setting, and how far that is. */
import { useCallback, useState, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { JobFaults, JobProgress } from "../../shared/JobProgress";
import { t, tn } from "../../shared/texts";
import type { FormRow, Group, GroupCopies, Job, Remade } from "../../shared/types";
import { isOpen, useJob } from "../../shared/useJob";
import { amount, shown } from "../../shared/words";
import { useDesigner } from "../api";

const LAYOUTS: Record<GroupCopies["layout"], (group: string) => string> = {
  paths: (group) => t("Those on objects of {group} are written anew, by the titles of the questions.", { group }),
  legacy: (group) => t("Those on objects of {group} are written anew, by their names joined by underscores, as OMERO.forms did.", { group }),
};

interface Props {
  form: FormRow;
  group: Group;
  layout: GroupCopies["layout"];
  underWay: Job | null;
}

interface AskProps extends Omit<Props, "underWay"> {
  onYes: () => void;
  onClose: () => void;
}

/** Says what is remade, and what stays, before it begins. */
function Ask({ form, group, layout, onYes, onClose }: AskProps): ReactElement {
  return (
    <Dialog title={t("Remake the copies of “{name}”?", { name: shown(form.name) })} action={t("Remake them")} keep={t("Leave them as they are")} harmless onAction={onYes} onClose={onClose}>
      <p>
        {t("The newest answers stand on each object as key-value pairs. Some were written in another layout than the one that is set now.")} {LAYOUTS[layout](shown(group.name))}{" "}
        {t("Scripts that look for the former keys do not find them any more.")}
      </p>
      <p>{t("Answers and their history stay as they are, and so does who owns each copy. It can be cancelled, and begun again later.")}</p>
    </Dialog>
  );
}

function Outcome({ job }: { job: Job }): ReactElement | null {
  if (job.state === "cancelled") return <p role="status">{t("It was cancelled. Copies that were remade by then stay so.")}</p>;
  if (job.state !== "done") return null;
  const { of, done, could_not: left } = job.result as Remade;
  return (
    <div role="status">
      <p>{of === 0 ? t("All copies in this group are in the layout already.") : tn("Remade: {done} of {n} copy.", "Remade: {done} of {n} copies.", of, { done: amount(done) })}</p>
      {left.length > 0 && (
        <ul>
          {left.map(({ reason, message, count: number }) => (
            <li key={reason}>{tn("{n} was not remade: {message}", "{n} were not remade: {message}", number, { message })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Nothing is left to be done, as far as anybody can do it. */
const isAllDone = (job: Job | null): boolean => job?.state === "done" && (job.result as Remade).could_not.length === 0;

export function Remake({ form, group, layout, underWay }: Props): ReactElement {
  const designer = useDesigner();
  const [asks, setAsks] = useState(false);
  const watched = useJob(designer, underWay, useCallback(() => undefined, []));
  const { job, begin, cancel } = watched;
  const isBusy = job !== null && isOpen(job);
  const remake = (): void => {
    setAsks(false);
    begin(() => designer.api.remakeCopies(form.form, group.id));
  };
  return (
    <div className="of-stack">
      {job !== null && (isBusy ? <JobProgress job={job} label={t("Remaking the copies of {name}", { name: shown(form.name) })} far={(n, number) => tn("{n} copy is done.", "{n} copies are done.", number, { n })} /> : <Outcome job={job} />)}
      <JobFaults watched={watched} what={t("Remaking copies")} />
      {!isAllDone(job) && (
        <div className="of-row">
          {isBusy ? (
            <button type="button" className="of-btn" aria-label={t("Cancel remaking the copies of {name}", { name: shown(form.name) })} onClick={cancel}>
              {t("Cancel")}
            </button>
          ) : (
            <button type="button" className="of-btn" aria-label={t("Remake copies of {name}…", { name: shown(form.name) })} onClick={() => setAsks(true)}>
              {t("Remake copies")}
            </button>
          )}
        </div>
      )}
      {asks && <Ask form={form} group={group} layout={layout} onYes={remake} onClose={() => setAsks(false)} />}
    </div>
  );
}
