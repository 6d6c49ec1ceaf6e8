// SPDX-License-Identifier: AGPL-3.0-or-later
/** What publishing does to the answers that there are: proved from the schemas, or judged one by one. */
import { useMemo, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Banner } from "../../shared/parts";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { DraftChanges, FormDraft } from "../../shared/types";
import { amount, shown } from "../../shared/words";
import { Card } from "../Card";
import { Breakages } from "./Breakages";
import { onlyLacks } from "./breaking";
import { at, lostWords, titlesAt } from "./lost";
import { Moved } from "./Moved";
import { useImpact, type Found, type ImpactRun } from "./useImpact";

const TITLE = t("What it does to the answers that there are");

function Proved({ version, answered }: { version: number; answered: boolean }): ReactElement {
  return (
    <Card title={TITLE}>
      <Banner kind="ok" icon="seal" title={t("Proved, without reading an answer: none can break")}>
        <p>
          {answered
            ? t("Whatever the versions that were answered take, version {version} takes too.", { version: version + 1 })
            : t("Nobody has answered this form yet, so there is nothing that could break.")}
        </p>
      </Banner>
    </Card>
  );
}

/** What the schemas tell of answers that are not taken any more. */
function Lost({ draft, lost }: { draft: FormDraft; lost: DraftChanges["lost"] }): ReactElement | null {
  const schema = useMemo((): unknown => {
    try {
      return JSON.parse(draft.schema);
    } catch {
      return null;
    }
  }, [draft.schema]);
  if (lost.length === 0) return null;
  const told = lost.map(({ pointer, schema: left }) => ({ title: shown(titlesAt(schema, pointer)) || t("The form as a whole"), words: lostWords(left, at(schema, pointer)) }));
  const plain = told.filter(({ words }) => words !== null);
  const others = [...new Set(told.filter(({ words }) => words === null).map(({ title }) => title))];
  return (
    <details className="of-more" open={lost.length <= 5}>
      <summary>{t("What is no longer taken, by the schemas alone")}</summary>
      <ul className="of-points">
        {plain.map(({ title, words }, index) => (
          <li key={index}>
            <b>{title}</b>: {shown(words ?? "")}
          </li>
        ))}
        {others.map((title) => (
          <li key={title}>
            {rich(t("{question}: some answers that were taken before may now be refused. Which ones cannot be said in one sentence."), { question: <b>{title}</b> })}
          </li>
        ))}
      </ul>
    </details>
  );
}

const judgedOf = ({ answers, total }: Found): string =>
  total === null ? tn("{n} answer", "{n} answers", answers) : tn("{done} of {n} answer", "{done} of {n} answers", total, { done: amount(answers) });

/** More may have come, or been redacted, while they were judged. */
function doneWords({ answers, total }: Found): string {
  if (answers === 0) return t("There is no answer to judge.");
  if (answers === 1) return t("Judged the one answer that there is.");
  return answers === total
    ? tn("Judged all {n} answer: the newest for each object.", "Judged all {n} answers: the newest for each object.", answers)
    : tn("Judged {n} answer: the newest for each object.", "Judged {n} answers: the newest for each object.", answers);
}

/** Progress, what stopped it, and how it goes on. */
function Progress({ run, onAgain }: { run: ImpactRun; onAgain: () => void }): ReactElement {
  const { found, judging, stop, goOn } = run;
  const again = (words: string): ReactElement => (
    <button type="button" className="of-btn" onClick={goOn}>
      {words}
    </button>
  );
  switch (judging.state) {
    case "failed":
      return (
        <Banner kind="fault" role="alert" title={t("Judged {answers}, then it failed", { answers: judgedOf(found) })} actions={again(t("Go on judging"))}>
          <p>{judging.error.message} {t("What was found so far is below; what is not judged is not known.")}</p>
        </Banner>
      );
    case "stale":
      return (
        <Moved title={t("The draft was saved again while its answers were judged")} onAgain={onAgain}>
          {t("What is below was found with the draft as you opened it.")}
        </Moved>
      );
    case "stopped":
      return (
        <Banner kind="info" role="status" title={t("Stopped: judged {answers}", { answers: judgedOf(found) })} actions={again(t("Go on judging"))}>
          <p>{t("What is not judged is not known.")}</p>
        </Banner>
      );
    case "done":
      return (
        <p role="status">
          <Icon name="check" /> {doneWords(found)}
        </p>
      );
    default:
      return (
        <div className="of-row" role="group" aria-label={t("Progress")}>
          <div className="of-grow of-stack of-stack--1">
            <p role="status">
              {t("Judged {answers}…", { answers: judgedOf(found) })}
              {judging.state === "waiting" &&
                ` ${tn("Many requests were sent: it goes on by itself within {n} second.", "Many requests were sent: it goes on by itself within {n} seconds.", judging.seconds)}`}
            </p>
            <progress className="of-progress" aria-label={t("Answers judged")} max={found.total ?? 1} {...(found.total === null ? {} : { value: found.answers })} />
          </div>
          <button type="button" className="of-btn" onClick={stop}>
            {t("Stop")}
          </button>
        </div>
      );
  }
}

function Stat({ number, what }: { number: number; what: string }): ReactElement {
  return (
    <div className="of-stat">
      <span className="of-stat__n">{amount(number)}</span> <span className="of-stat__what">{what}</span>
    </div>
  );
}

function Numbers({ found, version }: { found: Found; version: number }): ReactElement {
  const broken = found.breaking.length + found.elsewhere;
  const lacking = found.breaking.filter(onlyLacks).length;
  return (
    <div className="of-stats">
      <Stat number={found.answers - broken - found.unread} what={t("fit version {version} as they are", { version })} />
      <Stat number={lacking} what={t("lack an answer that it requires")} />
      <Stat number={found.breaking.length - lacking} what={t("have an answer that it does not take")} />
      {found.elsewhere > 0 && <Stat number={found.elsewhere} what={t("more would break, in groups that you cannot see")} />}
      {found.unread > 0 && <Stat number={found.unread} what={t("cannot be judged: nothing proves them, or they were redacted")} />}
    </div>
  );
}

function Judged({ base, draft, changes, onAgain }: { base: string; draft: FormDraft; changes: DraftChanges; onAgain: () => void }): ReactElement {
  const run = useImpact(draft.form, draft.number);
  const { found, judging } = run;
  const version = changes.version + 1;
  const broken = found.breaking.length + found.elsewhere;
  return (
    <Card title={TITLE}>
      <p>{t("Not proved from the schemas alone, so the answers themselves are judged. You are told where they break which rule, never what somebody answered.")}</p>
      <Progress run={run} onAgain={onAgain} />
      {found.answers > 0 && <Numbers found={found} version={version} />}
      {judging.state === "done" && found.answers === 0 && <p>{t("Nobody has answered this form yet, so there is nothing that could break.")}</p>}
      {judging.state === "done" && found.answers > 0 && broken === 0 && found.unread === 0 && <p>{t("Every answer fits the new version. This was found by looking, not proved.")}</p>}
      {broken > 0 && (
        <p>
          {t("Answers that break stay as they are, valid under the version that they were given to. Who opens the form on such an object next is asked for what is missing.")}
        </p>
      )}
      {found.breaking.length > 0 && <Breakages base={base} form={draft.form} name={draft.name} breaking={found.breaking} />}
      <Lost draft={draft} lost={changes.lost} />
    </Card>
  );
}

interface Props {
  base: string;
  draft: FormDraft;
  changes: DraftChanges;
  answered: boolean;
  onAgain: () => void;
}

export function Effect({ base, draft, changes, answered, onAgain }: Props): ReactElement {
  if (changes.proved) return <Proved version={changes.version} answered={answered} />;
  return <Judged base={base} draft={draft} changes={changes} onAgain={onAgain} />;
}
