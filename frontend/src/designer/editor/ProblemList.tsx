// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { count } from "../../shared/words";
import type { FormProblem } from "./problems";
import type { Check } from "./useCheck";

interface Props {
  problems: readonly FormProblem[];
  check: Check;
  onGo: (problem: FormProblem) => void;
}

function summary(problems: readonly FormProblem[], { isPresent, failed, checked }: Check): string {
  if (failed) return `What the server says of the form is not known at present. ${failed.message}`;
  if (checked === null) return "The form is being checked.";
  const blocking = problems.filter(({ isBlocking }) => isBlocking).length;
  const advice = problems.length - blocking;
  const parts = [
    blocking > 0 ? `${blocking} must be solved before publishing` : "",
    advice > 0 ? `${advice} ${advice === 1 ? "is" : "are"} advice` : "",
    isPresent ? "" : "checking again",
  ];
  return parts.filter(Boolean).join(", ") || "Nothing keeps this form from being published.";
}

/** All that is wrong with the form. None of it keeps the draft from being saved. */
export function ProblemList({ problems, check, onGo }: Props): ReactElement {
  const none = check.failed || check.checked === null ? "Problems" : "No problems";
  const title = problems.length === 0 ? none : count(problems.length, "problem");
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
            return (
              <li key={`${pane} ${pointer} ${index}`}>
                <span className={isBlocking ? "of-sev-bad" : "of-sev-warn"}>
                  <Icon name="alert" />
                </span>
                <p>
                  <b className={isBlocking ? "of-sev-bad" : "of-sev-warn"}>{isBlocking ? "Must be solved." : "Advice."}</b> {message}
                </p>
                <button type="button" className="of-btn of-btn--sm" onClick={() => onGo(problem)}>
                  Go to field <span className="of-hidden">of problem {index + 1}</span>
                </button>
                <p className="of-problems__path">
                  {pane === "uiSchema" && "Layout: "}
                  {pointer === "" ? "the whole form" : pointer}, line {place.line}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
