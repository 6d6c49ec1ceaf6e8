// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms of one object: what is owed, what is offered. */
import { useState, type ReactElement, type ReactNode } from "react";
import { Icon } from "../shared/icons";
import { Became, Due, Empty, Moment, SetupProblems, StateMark, StatusChip } from "../shared/parts";
import type { FormOnObject, ObjectForms, Status, Submission } from "../shared/types";
import { copyReason, dayOf, daysUntil, inDays, nameOf, plainDate, plural, strangePairs, typeWord } from "../shared/words";
import { ObjectBar } from "../shared/ObjectBar";
import { rich, unseen } from "../shared/rich";
import { AskExemption } from "../shared/seldom";
import { t, tn } from "../shared/texts";
import { earliest, isOwed, requiredRows, type Row } from "./rows";

interface ListProps {
  data: ObjectForms;
  drafts: ReadonlySet<string>;
  now: Date;
  onOpen: (form: string, mode: "fill" | "record") => void;
}

function submissionLine(submission: Submission, type: string, check: FormOnObject["check"]): ReactElement {
  const { author, time, number, state, unproven, imported } = submission;
  let what = t("Submission {number}", { number });
  if (author && time) {
    const by = { number, name: nameOf(author), day: dayOf(new Date(time)) };
    what = imported ? t("Submission {number}, imported by {name}, {day}", by) : t("Submission {number} by {name}, {day}", by);
  }
  return (
    <>
      {what} · {unproven === null ? <StateMark state={state} type={type} /> : t("cannot be proven")}
      {check === "checking" && ` · ${t("being checked")}`}
    </>
  );
}

function actionWord(form: FormOnObject, status: Status | null, hasDraft: boolean, maySubmit: boolean): [string, "fill" | "record"] {
  if (!maySubmit) return [t("View answers"), "record"];
  if (hasDraft) return [t("Continue"), "fill"];
  if (form.latest === null) return [t("Start"), "fill"];
  const isOld = form.latest.version !== form.version;
  if (status === "outdated" || (status === "recommended" && isOld)) return [t("Carry answers over"), "fill"];
  if (status === "invalid" || status === "incomplete") return [t("Correct answers"), "fill"];
  return [t("View answers"), "record"];
}

function Act(props: ListProps & { form: FormOnObject; status: Status | null; named?: boolean }): ReactElement | null {
  const { form, status, data, drafts, onOpen, named } = props;
  if (!data.may_submit && form.latest === null) return null;
  const [word, mode] = actionWord(form, status, drafts.has(form.id), data.may_submit);
  return (
    <button type="button" className="of-btn of-btn--sm" onClick={() => onOpen(form.id, mode)}>
      {named ? (
        `${word}: ${form.name}`
      ) : (
        <>
          {word} <span className="of-hidden">{form.name}</span>
        </>
      )}
    </button>
  );
}

function Note({ form, data, drafts }: { form: FormOnObject } & Pick<ListProps, "data" | "drafts">): ReactElement {
  const type = typeWord(data.object.type);
  const draft = drafts.has(form.id) ? `${t("There is a draft in this browser.")} ` : "";
  if (form.latest === null) {
    return (
      <>
        {draft || `${t("Not started.")} `}
        {form.strange_pairs && strangePairs(type)}
      </>
    );
  }
  const reason = copyReason(form.latest.state_reason, type);
  const isOld = form.latest.version !== form.version;
  return (
    <>
      {draft}
      {isOld && `${t("The answers are for version {older}; the current version is {version}.", { older: form.latest.version, version: form.version })} `}
      {submissionLine(form.latest, type, form.check)}
      {reason && (
        <>
          <br />
          {reason}
        </>
      )}
    </>
  );
}

/** The way to ask for an exemption, and that one was asked for. */
function Excuse({ row, data }: { row: Row; data: ObjectForms }): ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<number[]>([]);
  const [first, ...others] = row.asking.filter(({ id }) => !asked.includes(id));
  return (
    <>
      {(row.isAsked || asked.length > 0) && (
        <Became key={asked.length} isNew={asked.length > 0}>
          {t("An exemption is asked for, and waits for a decision.")} <br />
        </Became>
      )}
      {first && data.may_ask_exemption && (
        <button type="button" className="of-btn-link of-small" onClick={() => setOpen(true)}>
          {rich(t("Ask for an exemption <hidden>from {title}</hidden>"), { hidden: unseen({ title: row.title }) })}
        </button>
      )}
      {first && isOpen && (
        <AskExemption
          whom={t("this {type}", { type: typeWord(data.object.type) })}
          objects={[data.object.id]}
          policies={[first, ...others]}
          onClose={() => setOpen(false)}
          onAsked={(policy) => {
            setAsked([...asked, policy]);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function RequiredRow(props: ListProps & { row: Row }): ReactElement {
  const { row, now } = props;
  const only = row.forms.length === 1 ? row.forms[0] : undefined;
  return (
    <li>
      <div className="of-owed__title">
        <h3 className="of-h3">{row.title}</h3>
        {only && <span className="of-muted of-small">{t("version {version}", { version: only.version })}</span>}
        {row.status ? <StatusChip status={row.status} /> : <span className="of-muted of-small">{t("not evaluated yet")}</span>}
      </div>
      <div className="of-owed__act of-row of-row--tight">
        {row.forms.map((form) => (
          <Act key={form.id} {...props} form={form} status={row.status} named={row.oneOf} />
        ))}
      </div>
      <p className="of-owed__note">
        {row.forms.map((form) => (
          <span key={form.id}>
            {row.oneOf && `${form.name}: `}
            <Note {...props} form={form} />
            <br />
          </span>
        ))}
        {row.reason && (
          <>
            {row.reason}
            <br />
          </>
        )}
        {row.due && (
          <>
            <Due date={row.due} now={now} />
            <br />
          </>
        )}
        {row.excused && (
          <>
            {rich(t("Excused until {day}"), { day: <time dateTime={row.excused}>{dayOf(plainDate(row.excused))}</time> })}
            <br />
          </>
        )}
      </p>
      <div className="of-owed__note">
        <Excuse row={row} data={props.data} />
      </div>
    </li>
  );
}

/** Characters of a description that are shown at once. */
const SHORT_DESCRIPTION = 240;

/** What a form says of itself: some say it on a whole page. */
function Description({ text, name }: { text: string; name: string }): ReactElement {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= SHORT_DESCRIPTION) return <>{text}</>;
  return (
    <>
      {text.slice(0, text.lastIndexOf(" ", SHORT_DESCRIPTION - 20) + 1 || SHORT_DESCRIPTION).trimEnd()}…{" "}
      <button type="button" className="of-btn-link of-small" onClick={() => setWhole(true)}>
        {rich(t("Show the whole description <hidden>of {name}</hidden>"), { hidden: unseen({ name }) })}
      </button>
    </>
  );
}

function OfferedRow(props: ListProps & { form: FormOnObject }): ReactElement {
  const { form } = props;
  return (
    <li>
      <div className="of-owed__title">
        <h3 className="of-h3">{form.name}</h3>
        <span className="of-muted of-small">{t("version {version}", { version: form.version })}</span>
      </div>
      <div className="of-owed__act">
        <Act {...props} form={form} status={null} />
      </div>
      <p className="of-owed__note">
        {form.description && (
          <>
            <Description text={form.description} name={form.name} />
            <br />
          </>
        )}
        <Note {...props} form={form} />
      </p>
    </li>
  );
}

function owedSentence(owed: Row[], now: Date): ReactNode {
  const past = owed.filter((row) => row.due !== null && daysUntil(row.due, now) < 0).length;
  const next = earliest(owed.map((row) => (row.due !== null && daysUntil(row.due, now) >= 0 ? row.due : null)));
  const parts: ReactNode[] = [];
  if (past > 0) {
    const some = tn("{n} is past its date.", "{n} are past their date.", past);
    const all = past === 1 ? t("It is past its date.") : t("All are past their date.");
    parts.push(<span key="past">{`${past === owed.length ? all : some} `}</span>);
  }
  if (next) {
    parts.push(
      <span key="next">
        {rich(t("Next due {day}, {when}."), { day: <time dateTime={next.slice(0, 10)}>{dayOf(plainDate(next))}</time>, when: inDays(next, now) })}
      </span>,
    );
  }
  return parts;
}

/** Title and sentence where no form is left to do. */
function nothingOwed(rows: Row[], type: string): [string, string] {
  if (rows.length === 0) return [t("Nothing is required of this {type}", { type }), t("You can still fill in the forms below.")];
  if (rows.some((row) => row.status === "error")) return [t("Not everything could be checked"), t("The reason is given below.")];
  const exempt = rows.some((row) => row.status === "exempt");
  if (rows.every((row) => row.level === "recommended")) return [t("Nothing is required of this {type}", { type }), t("What is recommended is below.")];
  const rest = exempt
    ? t("Everything that is required of this {type} is done or exempt.", { type })
    : t("Everything that is required of this {type} is done.", { type });
  return [t("Nothing to do here"), rest];
}

function Summary(props: ListProps & { rows: Row[] }): ReactElement {
  const { rows, data, now, onOpen, drafts } = props;
  const type = typeWord(data.object.type);
  const owed = rows.filter((row) => isOwed(row.status, row.forms, row.level));
  const next = owed.find((row) => row.forms.some((form) => drafts.has(form.id))) ?? owed[0];
  const first = next?.forms.find((form) => drafts.has(form.id)) ?? next?.forms[0];
  const [title, rest] =
    owed.length > 0 ? [tn("{n} form is still to do", "{n} forms are still to do", owed.length), owedSentence(owed, now)] : nothingOwed(rows, type);
  return (
    <section className="of-row of-row--between" aria-labelledby="of-sum">
      <div className="of-stack of-stack--1">
        <h2 className="of-h1" id="of-sum">
          {title}
        </h2>
        <p className="of-muted">{rest}</p>
      </div>
      {first && data.may_submit && (
        <button type="button" className="of-btn of-btn--primary" onClick={() => onOpen(first.id, "fill")}>
          {drafts.has(first.id) || first.latest ? t("Continue with {form}", { form: first.name }) : t("Start {form}", { form: first.name })}
        </button>
      )}
    </section>
  );
}

function Asked(props: ListProps & { id: string; title: string; rows: Row[] }): ReactElement | null {
  const { id, title, rows, data } = props;
  const policies = new Set(rows.flatMap((row) => row.policies)).size;
  if (rows.length === 0) return null;
  return (
    <section className="of-stack of-stack--3" aria-labelledby={id}>
      <div className="of-groupline">
        <h2 className="of-h2" id={id}>
          {title}
        </h2>
        <p className="of-small of-muted">
          {tn("by {n} policy of {group}", "by {n} policies of {group}", policies, { group: data.object.group.name })}
        </p>
      </div>
      <ul className="of-owed">
        {rows.map((row) => (
          <RequiredRow key={row.key} {...props} row={row} />
        ))}
      </ul>
    </section>
  );
}

export function ListView(props: ListProps): ReactElement {
  const { data, now } = props;
  const rows = requiredRows(data.forms);
  const offered = data.forms.filter((form) => form.required_by.length === 0);
  const type = typeWord(data.object.type);
  return (
    <>
      <ObjectBar object={data.object} />
      <div className="of-panel-body of-stack of-stack--5">
        <SetupProblems problems={data.problems} />
        {data.forms.length === 0 ? (
          <Empty icon="form" level={2} title={t("No form is offered for this {type}", { type })}>
            <p>
              {t("Forms appear here once an owner of the group {group} assigns them to its {objects}.", {
                group: data.object.group.name,
                objects: plural(data.object.type),
              })}
            </p>
          </Empty>
        ) : (
          <Summary {...props} rows={rows} />
        )}
        {data.why_not !== null && data.forms.length > 0 && <p className="of-muted">{data.why_not}</p>}
        <Asked {...props} id="of-req" title={t("Required here")} rows={rows.filter((row) => row.level === "required")} />
        <Asked {...props} id="of-rec" title={t("Recommended here")} rows={rows.filter((row) => row.level === "recommended")} />
        {offered.length > 0 && (
          <section className="of-stack of-stack--3" aria-labelledby="of-opt">
            <div className="of-groupline">
              <h2 className="of-h2" id="of-opt">
                {t("Offered, not required")}
              </h2>
            </div>
            <ul className="of-owed">
              {offered.map((form) => (
                <OfferedRow key={form.id} {...props} form={form} />
              ))}
            </ul>
          </section>
        )}
        <footer className="of-stack of-stack--2 of-small of-muted">
          <hr className="of-rule" />
          <p>
            <Icon name="check" />{" "}
            {data.evaluated_at
              ? rich(t("Evaluated {when}. A new submission counts immediately."), { when: <Moment iso={data.evaluated_at} now={now} /> })
              : t("The policies of this group have not been evaluated yet.")}
          </p>
        </footer>
      </div>
    </>
  );
}
