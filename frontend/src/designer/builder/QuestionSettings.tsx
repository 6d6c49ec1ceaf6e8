// SPDX-License-Identifier: AGPL-3.0-or-later
/** The settings of the chosen question. */
import { useMemo, type ReactElement, type Ref } from "react";
import { Icon } from "../../shared/icons";
import { count } from "../../shared/words";
import type { Condition } from "../document/conditions";
import type { FormDocument } from "../document/document";
import { KINDS, kindsFor, type AddableKind } from "../document/edits/kinds";
import { nameProblem } from "../document/edits/names";
import { helped, readOnly, required, withPlaceholder } from "../document/edits/settings";
import { KIND_WORDS } from "../document/kinds";
import type { Question } from "../document/outline";
import { settingsOf } from "../document/settings";
import { ConditionEditor } from "./ConditionEditor";
import { AreaRow, CheckRow, SelectRow, SettledRow, TextRow } from "./fields";
import { KindSettings } from "./KindSettings";

interface Props {
  document: FormDocument;
  question: Question;
  /** What is wrong with it, and with its parts. */
  problems: readonly string[];
  isReadOnly: boolean;
  heading: Ref<HTMLHeadingElement>;
  onChange: (next: FormDocument, what: string, part?: string) => void;
  onTitle: (title: string) => void;
  onName: (name: string) => void;
  onKind: (kind: AddableKind) => void;
  onCondition: (condition: Condition | null) => void;
}

const SHOWS_PLACEHOLDER = new Set(["text", "longText", "pattern", "number", "integer", "oneOf"]);

/** Beside what every question has, whatever its kind. */
export function QuestionSettings(props: Props): ReactElement {
  const { document, question, problems, isReadOnly, heading, onChange, onTitle, onName, onKind, onCondition } = props;
  const { pointer, title, kind, name } = question;
  const settings = useMemo(() => settingsOf(document, question), [document, question]);
  const kinds = kindsFor(question);
  return (
    <section className="of-stack of-stack--3" aria-label={`Settings of ${title}`} data-settings="">
      <h3 className="of-h3" ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {problems.length > 0 && (
        <ul className="of-stack of-stack--1" aria-label={count(problems.length, "problem")}>
          {problems.map((problem) => (
            <li key={problem} className="of-error">
              <Icon name="alert" />
              {problem}
            </li>
          ))}
        </ul>
      )}
      {question.isShared && <p className="of-small of-muted">Other questions may use the same definition: what kind it is, its limits and choices change for all of them.</p>}
      {name === "" ? (
        <p className="of-small">The builder has no settings for this part of the form. Edit it in the JSON, where it is marked.</p>
      ) : (
        <>
          <TextRow label="Question" role="title" value={settings.title} isReadOnly={isReadOnly} onChange={onTitle} />
          <div className="of-fields of-fields--two">
            {kinds.length > 0 ? (
              <SelectRow
                label="Kind of answer"
                value={kind}
                options={kinds.map((each) => [each, KINDS[each].label] as const)}
                isReadOnly={isReadOnly}
                onChange={(next) => onKind(next as AddableKind)}
              />
            ) : (
              <div className="of-field">
                <span className="of-label of-small">Kind of answer</span>
                <span className="of-small">Advanced</span>
              </div>
            )}
            <SettledRow
              label="Name in the answers"
              isCode
              value={name}
              isReadOnly={isReadOnly}
              problemOf={(typed) => nameProblem(document, pointer, typed)}
              help="Answers are kept under it: a new name is a new question to old answers."
              onChange={onName}
            />
          </div>
          {kind === "advanced" && (
            <p className="of-small">
              The builder has no settings for what this question takes ({KIND_WORDS.advanced}). Edit that in the JSON, where it is marked; title, help and condition are set here.
            </p>
          )}
          <AreaRow
            label="Help"
            value={settings.help}
            isReadOnly={isReadOnly}
            help="A sentence below the question."
            onChange={(help) => onChange(helped(document, pointer, help), `Change the help of ${title}`, "help")}
          />
          {SHOWS_PLACEHOLDER.has(kind) && (
            <TextRow
              label="Placeholder"
              value={settings.placeholder}
              isReadOnly={isReadOnly}
              help="Shown in the empty field, and gone with the first letter."
              onChange={(placeholder) => onChange(withPlaceholder(document, pointer, placeholder), `Change the placeholder of ${title}`, "placeholder")}
            />
          )}
          <div className="of-choices">
            <CheckRow
              label="An answer is required"
              checked={question.required}
              isReadOnly={isReadOnly}
              onChange={(on) => onChange(required(document, pointer, on), on ? `Require ${title}` : `No longer require ${title}`)}
            />
            <CheckRow
              label="Read-only"
              checked={settings.isReadOnly}
              isReadOnly={isReadOnly}
              onChange={(on) => onChange(readOnly(document, pointer, on), on ? `Make ${title} read-only` : `Let people answer ${title}`)}
            />
          </div>
          {kind !== "advanced" && <KindSettings document={document} question={question} settings={settings} isReadOnly={isReadOnly} onChange={onChange} />}
          <ConditionEditor document={document} question={question} isReadOnly={isReadOnly} onChange={onCondition} />
        </>
      )}
    </section>
  );
}
