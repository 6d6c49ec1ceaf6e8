// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, type MouseEvent, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { t, tn } from "../shared/texts";
import type { Problem } from "../shared/types";

interface Props {
  problems: Problem[];
  /** Rises with every press of submit: then the first link takes the focus. */
  turn: number;
  onGo: (problem: Problem) => void;
}

/** On top of the form, one link for each problem. */
export function ErrorSummary({ problems, turn, onGo }: Props): ReactElement | null {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (turn === 0) return;
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("a")?.focus();
  }, [turn]);
  if (problems.length === 0) return null;
  const go = (event: MouseEvent, problem: Problem): void => {
    event.preventDefault();
    onGo(problem);
  };
  return (
    <section className="of-banner of-banner--bad" aria-labelledby="of-errs" tabIndex={-1} ref={box}>
      <Icon name="alert" size="lg" />
      <div className="of-banner__body">
        <h2 className="of-banner__title" id="of-errs">
          {tn("{n} answer needs a look before you can submit", "{n} answers need a look before you can submit", problems.length)}
        </h2>
        <ol>
          {problems.map((problem) => (
            <li key={problem.pointer}>
              <a href={`#${problem.pointer}`} onClick={(event) => go(event, problem)}>
                {problem.path || t("The form")}
              </a>
              : {problem.message}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
