// SPDX-License-Identifier: AGPL-3.0-or-later
/** The choices of a question: a row for each, with what is recorded and what people read; many can be pasted as lines. */
import { useId, useRef, useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { t, tn } from "../../shared/texts";
import { wordOf } from "../document/conditions";
import { choicesPasted, valueTyped } from "../document/edits/choices";
import { isSameJson } from "../document/jsonText";
import type { Choice } from "../document/kinds";
import type { Settings } from "../document/settings";
import { AreaRow } from "./fields";

interface Props {
  choices: readonly Choice[];
  type: Settings["choiceType"];
  isReadOnly: boolean;
  onChange: (choices: readonly Choice[], mergeKey?: string) => void;
}

/** A choice as it is typed: `value` is what was typed, which may be none yet. */
interface Line {
  key: number;
  value: string;
  label: string;
  /** What the form has for it, as long as nothing else was typed. */
  known?: unknown;
}

/** More rows than this are edited as JSON, or pasted. */
const MOST_ROWS = 100;

let lastKey = 0;
const lineOf = ({ value, label }: Choice): Line => {
  lastKey += 1;
  return { key: lastKey, value: wordOf(value), label: label === wordOf(value) ? "" : label, known: value };
};

const valueOf = ({ value, known }: Line, type: Props["type"]): unknown => (known !== undefined && wordOf(known) === value ? known : valueTyped(value, type));

function problemOf(line: Line, lines: readonly Line[], type: Props["type"]): string | null {
  const value = valueOf(line, type);
  if (line.value.trim() === "") return t("Write a value, or remove this choice.");
  if (value === null) return type === "integer" ? t("Write a whole number.") : t("Write a number.");
  return lines.some((other) => other !== line && valueOf(other, type) === value) ? t("This value is there already.") : null;
}

export function ChoicesEditor({ choices, type, isReadOnly, onChange }: Props): ReactElement {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [lines, setLines] = useState(() => choices.map(lineOf));
  const [written, setWritten] = useState(choices);
  const [pasting, setPasting] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  // Changed elsewhere: in the JSON, by undo.
  if (!isSameJson(written, choices)) {
    setWritten(choices);
    setLines(choices.map(lineOf));
  }
  const put = (next: readonly Line[], mergeKey?: string): void => {
    setLines([...next]);
    if (next.length === 0 || next.some((line) => problemOf(line, next, type) !== null)) return;
    const made = next.map((line): Choice => ({ value: valueOf(line, type), label: line.label || wordOf(valueOf(line, type)) }));
    if (isSameJson(made, written)) return;
    setWritten(made);
    onChange(made, mergeKey);
  };
  const change = (line: Line, part: "value" | "label", text: string): void =>
    // no text: what is typed in one field is undone together
    put(lines.map((each) => (each === line ? { ...each, [part]: text } : each)), `choice ${line.key} ${part}`);
  const goTo = (index: number, part: string): void => {
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>(`[data-part="${part}"]`)[index]?.focus());
  };
  const move = (at: number, by: 1 | -1): void => {
    const [line] = lines.slice(at, at + 1);
    if (!line || !lines[at + by]) return;
    put(lines.toSpliced(at, 1).toSpliced(at + by, 0, line));
    setSaid(t("{choice} is choice {n} of {all} now.", { choice: line.value, n: at + by + 1, all: lines.length }));
    goTo(at + by, by < 0 ? "up" : "down");
  };
  const remove = (at: number): void => {
    if (lines.length === 1) {
      setSaid(t("A question has at least one choice."));
      return;
    }
    const choice = lines[at]?.value;
    setSaid(choice ? t("{choice} was removed.", { choice }) : t("The choice was removed."));
    put(lines.toSpliced(at, 1));
    goTo(Math.min(at, lines.length - 2), "value");
  };
  const add = (): void => {
    lastKey += 1;
    setLines([...lines, { key: lastKey, value: "", label: "" }]);
    goTo(lines.length, "value");
  };
  const paste = (): void => {
    const { choices: fresh, passedOver } = choicesPasted(pasting ?? "", type, choices);
    setPasting(null);
    put([...lines.filter((line) => line.value.trim() !== ""), ...fresh.map(lineOf)]);
    const added = tn("{n} choice was added", "{n} choices were added", fresh.length);
    const passed = passedOver > 0 ? `; ${tn("{n} line was passed over", "{n} lines were passed over", passedOver)}` : "";
    setSaid(`${added}${passed}.`);
  };
  const button = (icon: "up" | "down" | "trash", name: string, part: string, isOff: boolean, act: () => void): ReactElement => (
    <button type="button" className="of-btn of-btn--sm of-btn--icon of-btn--quiet" aria-label={name} aria-disabled={isOff || undefined} data-part={part} onClick={act}>
      <Icon name={icon} />
    </button>
  );
  return (
    <fieldset className="of-stack of-stack--2">
      <legend className="of-label of-small">{t("Choices")}</legend>
      <p className="of-help" id={`${id}-help`}>
        {t("The value is what is recorded. Give a label where people are to read something else.")}
      </p>
      <ul className="of-choicelist" ref={list}>
        {lines.slice(0, MOST_ROWS).map((line, at) => {
          const error = problemOf(line, lines, type);
          const n = at + 1;
          return (
            <li key={line.key}>
              <div className="of-choiceline">
                <input className="of-input" aria-label={t("Value of choice {n}", { n })} aria-describedby={error ? `${id}-${line.key}` : `${id}-help`} aria-invalid={error ? true : undefined} data-part="value" value={line.value} readOnly={isReadOnly} onChange={(event) => change(line, "value", event.target.value)} />
                <input className="of-input" aria-label={t("Label of choice {n}", { n })} placeholder={line.value} value={line.label} readOnly={isReadOnly} onChange={(event) => change(line, "label", event.target.value)} />
                {!isReadOnly && (
                  <span className="of-node__acts">
                    {button("up", t("Move choice {n} up", { n }), "up", at === 0, () => move(at, -1))}
                    {button("down", t("Move choice {n} down", { n }), "down", at === lines.length - 1, () => move(at, 1))}
                    {button("trash", t("Remove choice {n}", { n }), "remove", false, () => remove(at))}
                  </span>
                )}
              </div>
              {error && (
                <p className="of-error" id={`${id}-${line.key}`}>
                  <Icon name="alert" />
                  {error}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {lines.length > MOST_ROWS && (
        <p className="of-small">
          {t("{shown} of {choices} are shown. Edit the others in the JSON, or paste more.", { shown: MOST_ROWS, choices: tn("{n} choice", "{n} choices", lines.length) })}
        </p>
      )}
      {!isReadOnly && (
        <div className="of-row of-row--tight">
          {lines.length < MOST_ROWS && (
            <button type="button" className="of-btn of-btn--sm" onClick={add}>
              <Icon name="plus" />
              {t("Add a choice")}
            </button>
          )}
          <button type="button" className="of-btn of-btn--sm" aria-expanded={pasting !== null} onClick={() => setPasting(pasting === null ? "" : null)}>
            {t("Paste many lines…")}
          </button>
        </div>
      )}
      {pasting !== null && (
        <div className="of-stack of-stack--2">
          <AreaRow label={t("One choice on each line")} help={t("A label can follow behind a tab, as cells of a spreadsheet are pasted.")} rows={5} value={pasting} isReadOnly={false} onChange={setPasting} />
          <div>
            <button type="button" className="of-btn of-btn--sm" onClick={paste}>
              {t("Add these choices")}
            </button>
          </div>
        </div>
      )}
      <p className={said ? "of-small of-muted" : "of-hidden"} role="status">
        {said}
      </p>
    </fieldset>
  );
}
