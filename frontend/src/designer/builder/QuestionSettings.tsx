// SPDX-License-Identifier: AGPL-3.0-or-later
/** The settings of the chosen question. */
import { useMemo, type ReactElement, type Ref } from "react";
import { Icon } from "../../shared/icons";
import { t, tn } from "../../shared/texts";
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
    <section className="of-stack of-stack--3" aria-label={t("Settings of {title}", { title })} data-settings="">
      <h3 className="of-h3" ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {problems.length > 0 && (
        <ul className="of-stack of-stack--1" aria-label={tn("{n} problem", "{n} problems", problems.length)}>
          {problems.map((problem) => (
            <li key={problem} className="of-error">
              <Icon name="alert" />
              {problem}
            </li>
          ))}
        </ul>
      )}
      {question.isShared && <p className="of-small of-muted">{t("Other questions may use the same definition: what kind it is, its limits and choices change for all of them.")}</p>}
      {name === "" ? (
        <p className="of-small">{t("The builder has no settings for this part of the form. Edit it in the JSON, where it is marked.")}</p>
      ) : (
        <>
          <TextRow label={t("Question")} role="title" value={settings.title} isReadOnly={isReadOnly} onChange={onTitle} />
          <div className="of-fields of-fields--two">
            {kinds.length > 0 ? (
              <SelectRow
                label={t("Kind of answer")}
                value={kind}
                options={kinds.map((each) => [each, KINDS[each].label] as const)}
                isReadOnly={isReadOnly}
                onChange={(next) => onKind(next as AddableKind)}
              />
            ) : (
              <div className="of-field">
                <span className="of-label of-small">{t("Kind of answer")}</span>
                <span className="of-small">{t("Advanced")}</span>
              </div>
            )}
            <SettledRow
              label={t("Name in the answers")}
              isCode
              value={name}
              isReadOnly={isReadOnly}
              problemOf={(typed) => nameProblem(document, pointer, typed)}
              help={t("Answers are kept under it: a new name is a new question to old answers.")}
              onChange={onName}
            />
          </div>
          {kind === "advanced" && (
            <p className="of-small">
              {t("The builder has no settings for what this question takes ({kind}). Edit that in the JSON, where it is marked; title, help and condition are set here.", { kind: KIND_WORDS.advanced })}
            </p>
          )}
          <AreaRow
            label={t("Help")}
            value={settings.help}
            isReadOnly={isReadOnly}
            help={t("A sentence below the question.")}
            onChange={(help) => onChange(helped(document, pointer, help), t("Change the help of {title}", { title }), "help")}
          />
          {SHOWS_PLACEHOLDER.has(kind) && (
            <TextRow
              label={t("Placeholder")}
              value={settings.placeholder}
              isReadOnly={isReadOnly}
              help={t("Shown in the empty field, and gone with the first letter.")}
              onChange={(placeholder) => onChange(withPlaceholder(document, pointer, placeholder), t("Change the placeholder of {title}", { title }), "placeholder")}
            />
          )}
          <div className="of-choices">
            <CheckRow
              label={t("An answer is required")}
              checked={question.required}
              isReadOnly={isReadOnly}
              onChange={(on) => onChange(required(document, pointer, on), on ? t("Require {title}", { title }) : t("No longer require {title}", { title }))}
            />
            <CheckRow
              label={t("Read-only")}
              checked={settings.isReadOnly}
              isReadOnly={isReadOnly}
              onChange={(on) => onChange(readOnly(document, pointer, on), on ? t("Make {title} read-only", { title }) : t("Let people answer {title}", { title }))}
            />
          </div>
          {kind !== "advanced" && <KindSettings document={document} question={question} settings={settings} isReadOnly={isReadOnly} onChange={onChange} />}
          <ConditionEditor document={document} question={question} isReadOnly={isReadOnly} onChange={onCondition} />
        </>
      )}
    </section>
  );
}
