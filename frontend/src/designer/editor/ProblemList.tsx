// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormProblem } from "./problems";
import type { Check } from "./useCheck";

interface Props {
  problems: readonly FormProblem[];
  check: Check;
  onGo: (problem: FormProblem) => void;
}

function summary(problems: readonly FormProblem[], { isPresent, failed, checked }: Check): string {
  if (failed) return t("What the server says of the form is not known at present. {message}", { message: failed.message });
  if (checked === null) return t("The form is being checked.");
  const blocking = problems.filter(({ isBlocking }) => isBlocking).length;
  const advice = problems.length - blocking;
  const parts = [
    blocking > 0 ? tn("{n} must be solved before publishing", "{n} must be solved before publishing", blocking) : "",
    advice > 0 ? tn("{n} is advice", "{n} are advice", advice) : "",
    isPresent ? "" : t("checking again"),
  ];
  return parts.filter(Boolean).join(", ") || t("Nothing keeps this form from being published.");
}

/** All that is wrong with the form. None of it keeps the draft from being saved. */
export function ProblemList({ problems, check, onGo }: Props): ReactElement {
  const none = check.failed || check.checked === null ? t("Problems") : t("No problems");
  const title = problems.length === 0 ? none : tn("{n} problem", "{n} problems", problems.length);
  return (
    <section className="of-card" aria-labelledby="of-problems" data-part="problems">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-problems" tabIndex={-1}>
          {title}
        </h2>
        <span className="of-small of-muted" role="status">
          {summary(problems, check)}
        </span>
      </div>
      {problems.length > 0 && (
        <ul className="of-problems">
          {problems.map((problem, index) => {
            const { pane, pointer, message, isBlocking, place } = problem;
            const at = { place: pointer === "" ? t("the whole form") : pointer, line: place.line };
            return (
              <li key={`${pane} ${pointer} ${index}`}>
                <span className={isBlocking ? "of-sev-bad" : "of-sev-warn"}>
                  <Icon name="alert" />
                </span>
                <p>
                  <b className={isBlocking ? "of-sev-bad" : "of-sev-warn"}>{isBlocking ? t("Must be solved.") : t("Advice.")}</b> {message}
                </p>
                <button type="button" className="of-btn of-btn--sm" onClick={() => onGo(problem)}>
                  {rich(t("Go to field <hidden>of problem {n}</hidden>", { n: index + 1 }), { hidden: (inside) => <span className="of-hidden">{inside}</span> })}
                </button>
                <p className="of-problems__path">
                  {pane === "uiSchema" ? t("Layout: {place}, line {line}", at) : t("{place}, line {line}", at)}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
