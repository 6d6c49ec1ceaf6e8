// SPDX-License-Identifier: AGPL-3.0-or-later
/** The settings that belong to the kind of a question: bounds and unit, lengths, pattern, choices, how many entries, what it begins with. */
import type { ReactElement } from "react";
import { t } from "../../shared/texts";
import { wordOf } from "../document/conditions";
import type { FormDocument } from "../document/document";
import { withChoices } from "../document/edits/choices";
import { unique, withBound, withCount, withDefault, withExamples, withPattern, withUnit, type Counted } from "../document/edits/settings";
import type { Choice } from "../document/kinds";
import type { Question } from "../document/outline";
import type { Bound, Settings } from "../document/settings";
import { ChoicesEditor } from "./ChoicesEditor";
import { AreaRow, CheckRow, NumberRow, SelectRow, TextRow } from "./fields";
import { PatternEditor } from "./PatternEditor";

export interface SettingsProps {
  document: FormDocument;
  question: Question;
  settings: Settings;
  isReadOnly: boolean;
  /** `part` names the field that is typed in, so that its letters are undone together. */
  onChange: (next: FormDocument, what: string, part?: string) => void;
}

function Bounds({ document, question, settings, isReadOnly, onChange }: SettingsProps): ReactElement {
  const { pointer } = question;
  const row = (limit: "minimum" | "maximum", bound: Bound | null, label: string, beyond: string): ReactElement => (
    <div className="of-stack of-stack--1">
      <NumberRow
        label={label}
        value={bound?.value ?? null}
        unit={settings.unit}
        isReadOnly={isReadOnly}
        onChange={(value) =>
          onChange(withBound(document, pointer, limit, value === null ? null : { value, isExclusive: bound?.isExclusive === true }), t("Change the bounds of {title}", { title: question.title }), limit)
        }
      />
      {bound && (
        <CheckRow
          label={beyond}
          checked={bound.isExclusive}
          isReadOnly={isReadOnly}
          onChange={(isExclusive) => onChange(withBound(document, pointer, limit, { ...bound, isExclusive }), t("Change the bounds of {title}", { title: question.title }))}
        />
      )}
    </div>
  );
  return (
    <>
      <TextRow
        label={t("Unit")}
        value={settings.unit}
        isReadOnly={isReadOnly}
        help={t("Shown behind the field, such as µm.")}
        onChange={(unit) => onChange(withUnit(document, pointer, unit), t("Change the unit of {title}", { title: question.title }), "unit")}
      />
      <div className="of-fields of-fields--two">
        {row("minimum", settings.least, t("At least"), t("The bound itself is too little"))}
        {row("maximum", settings.most, t("At most"), t("The bound itself is too much"))}
      </div>
    </>
  );
}

const LIMITS = {
  characters: [t("Fewest characters"), t("Most characters")],
  choices: [t("Fewest choices"), t("Most choices")],
  entries: [t("Fewest entries"), t("Most entries")],
} as const;

function Counts({ document, question, settings, isReadOnly, onChange, of }: SettingsProps & { of: "Length" | "Items" }): ReactElement {
  const row = (bound: "min" | "max", label: string): ReactElement => {
    const keyword: Counted = `${bound}${of}`;
    const { [keyword]: value } = settings;
    return (
      <NumberRow
        label={label}
        isCount
        value={value}
        isReadOnly={isReadOnly}
        onChange={(count) => onChange(withCount(document, question.pointer, keyword, count), t("Change the limits of {title}", { title: question.title }), keyword)}
      />
    );
  };
  const [fewest, most] = of === "Length" ? LIMITS.characters : question.kind === "severalOf" ? LIMITS.choices : LIMITS.entries;
  return (
    <div className="of-fields of-fields--two">
      {row("min", fewest)}
      {row("max", most)}
    </div>
  );
}

const YES_NO: readonly Choice[] = [
  { value: true, label: t("Yes") },
  { value: false, label: t("No") },
];

/** What a question is answered with before anybody does. */
function Default({ document, question, settings, isReadOnly, onChange }: SettingsProps): ReactElement | null {
  const { kind, pointer, title } = question;
  const { default: preset } = settings;
  const put = (value: unknown, part?: string): void => onChange(withDefault(document, pointer, value), t("Change the default of {title}", { title }), part);
  const label = t("Answer to begin with");
  const choices = kind === "yesNo" ? YES_NO : kind === "oneOf" ? settings.choices : null;
  if (choices) {
    const at = choices.findIndex(({ value }) => value === preset);
    const options = [["", t("None")] as const, ...choices.map((choice, index) => [String(index), choice.label] as const)];
    const isOther = preset !== undefined && at < 0;
    return (
      <SelectRow
        label={label}
        value={isOther ? "other" : at < 0 ? "" : String(at)}
        options={isOther ? [["other", wordOf(preset)], ...options] : options}
        isReadOnly={isReadOnly}
        onChange={(index) => put(index === "" ? undefined : choices[Number(index)]?.value)}
      />
    );
  }
  if (kind === "number" || kind === "integer") {
    return <NumberRow label={label} value={typeof preset === "number" ? preset : null} unit={settings.unit} isReadOnly={isReadOnly} onChange={(value) => put(value ?? undefined, "default")} />;
  }
  const isText = kind === "text" || kind === "pattern" || kind === "longText" || kind === "date" || kind === "dateTime";
  if (isText) {
    const Field = kind === "longText" ? AreaRow : TextRow;
    const help = kind === "date" ? t("As 2026-11-23.") : kind === "dateTime" ? t("As 2026-11-23T10:35:00Z.") : undefined;
    return (
      <Field label={label} help={help} value={typeof preset === "string" ? preset : ""} isReadOnly={isReadOnly} onChange={(text) => put(text === "" ? undefined : text, "default")} />
    );
  }
  return preset === undefined ? null : <p className="of-small">{t("It begins with an answer, which is edited in the JSON.")}</p>;
}

function OwnSettings(props: SettingsProps): ReactElement | null {
  const { document, question, settings, isReadOnly, onChange } = props;
  const { kind, pointer, title } = question;
  if (kind === "number" || kind === "integer") return <Bounds {...props} />;
  if (kind === "text" || kind === "longText") return <Counts {...props} of="Length" />;
  if (kind === "pattern") {
    return (
      <PatternEditor
        pattern={settings.pattern}
        examples={settings.examples}
        isReadOnly={isReadOnly}
        onPattern={(pattern) => onChange(withPattern(document, pointer, pattern), t("Change the pattern of {title}", { title }), "pattern")}
        onExamples={(examples) => onChange(withExamples(document, pointer, examples), t("Change the examples of {title}", { title }), "examples")}
      />
    );
  }
  const isList = kind === "severalOf" || kind === "list" || kind === "table" || kind === "repeat";
  return (
    <>
      {settings.choices && (
        <ChoicesEditor
          choices={settings.choices}
          type={settings.choiceType}
          isReadOnly={isReadOnly}
          onChange={(choices, part) => onChange(withChoices(document, pointer, choices), t("Change the choices of {title}", { title }), part)}
        />
      )}
      {isList && <Counts {...props} of="Items" />}
      {kind === "list" && (
        <CheckRow
          label={t("Each entry once only")}
          checked={settings.isUnique}
          isReadOnly={isReadOnly}
          onChange={(isUnique) => onChange(unique(document, pointer, isUnique), t("Change the limits of {title}", { title }))}
        />
      )}
    </>
  );
}

export function KindSettings(props: SettingsProps): ReactElement {
  return (
    <>
      <OwnSettings {...props} />
      <Default {...props} />
    </>
  );
}
