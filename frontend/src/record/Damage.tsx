// SPDX-License-Identifier: AGPL-3.0-or-later
/** What became of a history's records in OMERO, beside the history: what is being checked, what was noticed, what happens next. */
import { useEffect, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Banner, Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { Damage, FormView, Submission } from "../shared/types";
import { lowerType } from "../shared/words";

const PAUSE_MS = 5_000;

/** The view, read again while a worker checks its history, so that what it found is shown without a reload. */
export function useChecked(view: FormView): FormView {
  const { api, guard } = useGuard();
  const [latest, setLatest] = useState(view);
  useEffect(() => setLatest(view), [view]);
  const isChecking = latest.check === "checking";
  const { object, form, version } = view;
  useEffect(() => {
    if (!isChecking) return;
    let isOver = false;
    let timer = 0;
    const look = (): void => {
      guard(api.form(lowerType(object.type), object.id, form.id, version.number))
        .then((found) => {
          if (!isOver) setLatest(found);
        })
        // What is known stays on the page; the next look may succeed.
        .catch(() => undefined)
        .finally(wait);
    };
    const wait = (): void => {
      if (!isOver) timer = window.setTimeout(look, PAUSE_MS);
    };
    wait();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [api, guard, isChecking, object.type, object.id, form.id, version.number]);
  return latest;
}

function Mark({ damage, now, isNumbered }: { damage: Damage; now: Date; isNumbered: boolean }): ReactElement {
  return (
    <li className="of-small">
      <Icon name={damage.is_mended ? "recorded" : "alert"} />{" "}
      {rich(isNumbered ? t("Submission {number}: {what} Noticed {when}. {next}") : t("{what} Noticed {when}. {next}"), {
        number: damage.number,
        what: damage.message,
        when: <Moment iso={damage.first_seen} now={now} />,
        next: <span className="of-muted">{damage.next}</span>,
      })}
    </li>
  );
}

interface MarksProps {
  damages: readonly Damage[];
  now: Date;
  label: string;
  /** Not beside the entry that they are about. */
  isApart?: boolean;
}

/** What was noticed, one line each; nothing where there is nothing. */
export function Marks({ damages, now, label, isApart = false }: MarksProps): ReactElement | null {
  if (damages.length === 0) return null;
  return (
    <ul className="of-marks" aria-label={label}>
      {damages.map((damage, index) => (
        // A forged record is no submission, whatever number it claims.
        <Mark key={index} damage={damage} now={now} isNumbered={isApart && damage.number !== null && damage.kind !== "forged"} />
      ))}
    </ul>
  );
}

/** Above a history: whether OMERO still holds it as it was verified, and what was noticed that belongs to none of its entries. */
export function Checked({ view, shown, now }: { view: FormView; shown: Submission[]; now: Date }): ReactElement {
  const numbers = new Set(shown.map((submission) => submission.number));
  const others = view.damages.filter((damage) => damage.number === null || !numbers.has(damage.number));
  return (
    <>
      {view.check === "checking" && (
        <Banner kind="info" role="status" title={t("This history is being checked")}>
          <p>
            {t("OMERO does not hold exactly what was last verified. What you see here is proven by its seals; what the check finds will appear here by itself.")}
          </p>
        </Banner>
      )}
      {view.check === "unknown" && (
        <p className="of-small of-muted">{t("It could not be checked just now whether OMERO still holds this history unchanged.")}</p>
      )}
      <Marks damages={others} now={now} label={t("What was noticed in this history")} isApart />
    </>
  );
}
