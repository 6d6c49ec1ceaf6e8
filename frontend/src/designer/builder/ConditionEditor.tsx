// SPDX-License-Identifier: AGPL-3.0-or-later
/** "Shown only if": other questions of the section, and what their answers have to be. */
import { useState, type ReactElement } from "react";
import { readNumber, writeNumber } from "../../form/numbers";
import { Icon } from "../../shared/icons";
import { t } from "../../shared/texts";
import { COMPARISON_WORDS, OTHERWISE, wordOf, type Comparison, type Condition, type ReadCondition, type Test } from "../document/conditions";
import type { FormDocument } from "../document/document";
import { conditionProblem } from "../document/edits/conditions";
import { sectionAround } from "../document/edits/editing";
import { isSameJson } from "../document/jsonText";
import type { Choice } from "../document/kinds";
import type { Question } from "../document/outline";
import { settingsOf } from "../document/settings";
import { CheckRow, SelectRow } from "./fields";

interface Props {
  document: FormDocument;
  question: Question;
  isReadOnly: boolean;
  onChange: (condition: Condition | null) => void;
}

const NUMERIC: readonly Comparison[] = ["is", "isAtLeast", "isAtMost", "isMoreThan", "isLessThan", "isAnswered"];

/** What can be asked of the answer to a question. */
function comparisonsFor({ kind }: Question): readonly Comparison[] {
  if (kind === "number" || kind === "integer") return NUMERIC;
  if (kind === "oneOf") return ["is", "isOneOf", "isAnswered"];
  if (kind === "severalOf") return ["includes", "isAnswered"];
  if (kind === "yesNo" || kind === "text" || kind === "longText" || kind === "pattern" || kind === "date") return ["is", "isAnswered"];
  return ["isAnswered"];
}

const YES_NO: readonly Choice[] = [
  { value: true, label: t("yes") },
  { value: false, label: t("no") },
];

function choicesFor(document: FormDocument, question: Question): readonly Choice[] | null {
  return question.kind === "yesNo" ? YES_NO : settingsOf(document, question).choices;
}

function firstTest(document: FormDocument, question: Question): Test {
  const [comparison = "isAnswered"] = comparisonsFor(question);
  const first = choicesFor(document, question)?.[0];
  return { question: question.name, comparison, values: comparison === "isAnswered" ? [] : [first ? first.value : ""] };
}

interface LineProps {
  document: FormDocument;
  test: Test;
  others: readonly Question[];
  n: number;
  isReadOnly: boolean;
  onChange: (test: Test) => void;
  onRemove: (() => void) | null;
}

/** By their place, since a value may be of any type. */
function ChoiceOf({ choices, test, n, isReadOnly, onChange }: Omit<LineProps, "document" | "others" | "onRemove"> & { choices: readonly Choice[] }): ReactElement {
  if (test.comparison === "isOneOf") {
    return (
      <div className="of-choices of-choices--col" role="group" aria-label={t("Answers of condition {n}", { n })}>
        {choices.map(({ value, label }, index) => (
          <CheckRow
            key={index}
            label={label}
            checked={test.values.includes(value)}
            isReadOnly={isReadOnly}
            onChange={(on) => onChange({ ...test, values: choices.map((choice) => choice.value).filter((each) => (each === value ? on : test.values.includes(each))) })}
          />
        ))}
      </div>
    );
  }
  const at = choices.findIndex(({ value }) => value === test.values[0]);
  const options = choices.map(({ label }, index) => [String(index), label] as const);
  return (
    <SelectRow
      label={t("Answer of condition {n}", { n })}
      isLabelHidden
      value={String(at)}
      options={at < 0 ? [["-1", test.values[0] === undefined ? t("Choose…") : wordOf(test.values[0])], ...options] : options}
      isReadOnly={isReadOnly}
      onChange={(index) => onChange({ ...test, values: [choices[Number(index)]?.value] })}
    />
  );
}

function ValueOf(props: Omit<LineProps, "onRemove"> & { asked: Question | undefined }): ReactElement | null {
  const { document, test, n, isReadOnly, onChange, asked } = props;
  const [typed, setTyped] = useState<string | null>(null);
  if (test.comparison === "isAnswered") return null;
  const choices = asked ? choicesFor(document, asked) : null;
  if (choices) return <ChoiceOf {...props} choices={choices} />;
  const isNumber = asked?.kind === "number" || asked?.kind === "integer";
  const [value] = test.values;
  return (
    <input
      className={isNumber ? "of-input of-input--num" : "of-input"}
      aria-label={t("Answer of condition {n}", { n })}
      inputMode={isNumber ? "decimal" : undefined}
      value={typed ?? (typeof value === "number" ? writeNumber(value) : wordOf(value ?? ""))}
      readOnly={isReadOnly}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        onChange({ ...test, values: isNumber ? [readNumber(text) ?? undefined] : [text] });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function Line(props: LineProps): ReactElement {
  const { document, test, others, n, isReadOnly, onChange, onRemove } = props;
  const asked = others.find((other) => other.name === test.question);
  const comparisons = asked ? comparisonsFor(asked) : [];
  const offered = comparisons.includes(test.comparison) ? comparisons : [test.comparison, ...comparisons];
  return (
    <li className="of-condition">
      <SelectRow
        label={t("Question of condition {n}", { n })}
        isLabelHidden
        value={test.question}
        options={others.map((other) => [other.name, other.title] as const)}
        isReadOnly={isReadOnly}
        onChange={(name) => {
          const other = others.find((each) => each.name === name);
          if (other) onChange(firstTest(document, other));
        }}
      />
      <SelectRow
        label={t("Comparison of condition {n}", { n })}
        isLabelHidden
        value={test.comparison}
        options={offered.map((each) => [each, COMPARISON_WORDS[each]] as const)}
        isReadOnly={isReadOnly}
        onChange={(comparison) => {
          const values = comparison === "isAnswered" ? [] : test.values.length > 0 ? test.values.slice(0, 1) : asked ? firstTest(document, asked).values : [];
          onChange({ ...test, comparison: comparison as Comparison, values });
        }}
      />
      <ValueOf {...props} asked={asked} />
      {test.orUnanswered && (
        <CheckRow
          label={t("Also before it is answered")}
          checked
          isReadOnly={isReadOnly}
          onChange={() => {
            const { orUnanswered: _also, ...strict } = test;
            onChange(strict);
          }}
        />
      )}
      {onRemove && !isReadOnly && (
        <button type="button" className="of-btn of-btn--sm of-btn--icon of-btn--quiet" aria-label={t("Remove condition {n}", { n })} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}

export function ConditionEditor({ document, question, isReadOnly, onChange }: Props): ReactElement | null {
  const beside = sectionAround(document, question).questions.filter((other) => other.name !== "" && other.name !== question.name);
  const others = beside.filter((other, at) => beside.findIndex(({ name }) => name === other.name) === at);
  const [read, setRead] = useState<ReadCondition>(question.condition);
  const [half, setHalf] = useState<Condition | null>(null);
  /** What is half made is no mistake before somebody leaves it so. */
  const [isLeft, setLeft] = useState(false);
  // Changed elsewhere, or written by this editor: what is half made is no more.
  if (!isSameJson(read, question.condition)) {
    setRead(question.condition);
    setHalf(null);
  }
  const put = (next: Condition): void => {
    setHalf(next);
    if (conditionProblem(document, question.pointer, next) === null) onChange(next);
  };
  if (question.condition === OTHERWISE && half === null) {
    return (
      <div className="of-stack of-stack--2">
        <p className="of-small">
          {t("It is shown under a condition that is written in another way than the builder knows. Edit it in the JSON, or have it always shown.")}
        </p>
        {!isReadOnly && (
          <div>
            <button type="button" className="of-btn of-btn--sm" onClick={() => onChange(null)}>
              {t("Always show it")}
            </button>
          </div>
        )}
      </div>
    );
  }
  const condition = half ?? (question.condition === OTHERWISE ? null : question.condition);
  const [first] = others;
  const problem = half === null ? null : conditionProblem(document, question.pointer, half);
  const replace = (at: number, test: Test): void => {
    if (condition) put({ ...condition, tests: condition.tests.with(at, test) });
  };
  return (
    <fieldset
      className="of-stack of-stack--2"
      onFocus={() => setLeft(false)}
      onBlur={({ currentTarget, relatedTarget }) => setLeft(!currentTarget.contains(relatedTarget))}
    >
      <legend className="of-hidden">{t("Condition")}</legend>
      <CheckRow
        label={t("Only under a condition")}
        checked={condition !== null}
        isReadOnly={isReadOnly || (condition === null && first === undefined)}
        onChange={(on) => {
          if (on && first) put({ tests: [firstTest(document, first)], any: false, unless: false });
          else {
            setHalf(null);
            if (question.condition !== null) onChange(null);
          }
        }}
      />
      {condition === null && first === undefined && <p className="of-help">{t("There is no other question here that it could depend on.")}</p>}
      {condition && (
        <>
          <div className="of-row of-row--tight">
            <SelectRow
              label={t("Shown or hidden")}
              isLabelHidden
              value={condition.unless ? "unless" : "if"}
              options={[
                ["if", t("Show it only if")],
                ["unless", t("Hide it if")],
              ]}
              isReadOnly={isReadOnly}
              onChange={(value) => put({ ...condition, unless: value === "unless" })}
            />
            {condition.tests.length > 1 && (
              <SelectRow
                label={t("How many conditions hold")}
                isLabelHidden
                value={condition.any ? "any" : "all"}
                options={[
                  ["all", t("all of these hold")],
                  ["any", t("any of these holds")],
                ]}
                isReadOnly={isReadOnly}
                onChange={(value) => put({ ...condition, any: value === "any" })}
              />
            )}
          </div>
          <ul className="of-stack of-stack--2">
            {condition.tests.map((test, at) => (
              <Line
                key={at}
                document={document}
                test={test}
                others={others}
                n={at + 1}
                isReadOnly={isReadOnly}
                onChange={(next) => replace(at, next)}
                onRemove={condition.tests.length > 1 ? () => put({ ...condition, tests: condition.tests.toSpliced(at, 1) }) : null}
              />
            ))}
          </ul>
          {!isReadOnly && first && (
            <div>
              <button type="button" className="of-btn of-btn--sm" onClick={() => put({ ...condition, tests: [...condition.tests, firstTest(document, first)] })}>
                <Icon name="plus" />
                {t("Add a condition")}
              </button>
            </div>
          )}
          {problem && (
            <p className={isLeft ? "of-error" : "of-help"} role="status">
              {isLeft && <Icon name="alert" />}
              {problem}
            </p>
          )}
        </>
      )}
    </fieldset>
  );
}
