// SPDX-License-Identifier: AGPL-3.0-or-later
/** The settings that belong to the kind of a question: bounds and unit, lengths, pattern, choices, how many entries, what it begins with. */
import type { ReactElement } from "react";
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
          onChange(withBound(document, pointer, limit, value === null ? null : { value, isExclusive: bound?.isExclusive === true }), `Change the bounds of ${question.title}`, limit)
        }
      />
      {bound && (
        <CheckRow
          label={beyond}
          checked={bound.isExclusive}
          isReadOnly={isReadOnly}
          onChange={(isExclusive) => onChange(withBound(document, pointer, limit, { ...bound, isExclusive }), `Change the bounds of ${question.title}`)}
        />
      )}
    </div>
  );
  return (
    <>
      <TextRow
        label="Unit"
        value={settings.unit}
        isReadOnly={isReadOnly}
        help="Shown behind the field, such as µm."
        onChange={(unit) => onChange(withUnit(document, pointer, unit), `Change the unit of ${question.title}`, "unit")}
      />
      <div className="of-fields of-fields--two">
        {row("minimum", settings.least, "At least", "The bound itself is too little")}
        {row("maximum", settings.most, "At most", "The bound itself is too much")}
      </div>
    </>
  );
}

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
        onChange={(count) => onChange(withCount(document, question.pointer, keyword, count), `Change the limits of ${question.title}`, keyword)}
      />
    );
  };
  const what = of === "Length" ? "characters" : question.kind === "severalOf" ? "choices" : "entries";
  return (
    <div className="of-fields of-fields--two">
      {row("min", `Fewest ${what}`)}
      {row("max", `Most ${what}`)}
    </div>
  );
}

const YES_NO: readonly Choice[] = [
  { value: true, label: "Yes" },
  { value: false, label: "No" },
];

/** What a question is answered with before anybody does. */
function Default({ document, question, settings, isReadOnly, onChange }: SettingsProps): ReactElement | null {
  const { kind, pointer, title } = question;
  const { default: preset } = settings;
  const put = (value: unknown, part?: string): void => onChange(withDefault(document, pointer, value), `Change the default of ${title}`, part);
  const label = "Answer to begin with";
  const choices = kind === "yesNo" ? YES_NO : kind === "oneOf" ? settings.choices : null;
  if (choices) {
    const at = choices.findIndex(({ value }) => value === preset);
    const options = [["", "None"] as const, ...choices.map((choice, index) => [String(index), choice.label] as const)];
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
    const help = kind === "date" ? "As 2026-11-23." : kind === "dateTime" ? "As 2026-11-23T10:35:00Z." : undefined;
    return (
      <Field label={label} help={help} value={typeof preset === "string" ? preset : ""} isReadOnly={isReadOnly} onChange={(text) => put(text === "" ? undefined : text, "default")} />
    );
  }
  return preset === undefined ? null : <p className="of-small">It begins with an answer, which is edited in the JSON.</p>;
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
        onPattern={(pattern) => onChange(withPattern(document, pointer, pattern), `Change the pattern of ${title}`, "pattern")}
        onExamples={(examples) => onChange(withExamples(document, pointer, examples), `Change the examples of ${title}`, "examples")}
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
          onChange={(choices, part) => onChange(withChoices(document, pointer, choices), `Change the choices of ${title}`, part)}
        />
      )}
      {isList && <Counts {...props} of="Items" />}
      {kind === "list" && (
        <CheckRow
          label="Each entry once only"
          checked={settings.isUnique}
          isReadOnly={isReadOnly}
          onChange={(isUnique) => onChange(unique(document, pointer, isUnique), `Change the limits of ${title}`)}
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
