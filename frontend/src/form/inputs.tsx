// SPDX-License-Identifier: AGPL-3.0-or-later
/** Single-line controls that are more than a text field: hidden typing, colours, numbers by steps and by sliding. */
import { getUiOptions, type WidgetProps } from "@rjsf/utils";
import type { ReactElement } from "react";
import { Icon } from "../shared/icons";
import { t } from "../shared/texts";
import { domId } from "./pointers";

/** Types of input that leave what is typed as it is; those of addresses and web addresses rewrite it. */
const FAITHFUL = new Set(["text", "password", "date", "time", "month", "week", "datetime-local"]);

const KEYBOARDS: Record<string, "email" | "url" | "tel" | "search" | "decimal"> = {
  email: "email",
  url: "url",
  tel: "tel",
  search: "search",
  number: "decimal",
};

/** The attributes of an input that a form asks for as `wanted`. */
export function typeOfInput(wanted: unknown): { type: string; inputMode?: "email" | "url" | "tel" | "search" | "decimal" } {
  const name = String(wanted);
  const inputMode = KEYBOARDS[name];
  return { type: FAITHFUL.has(name) ? name : "text", ...(inputMode ? { inputMode } : {}) };
}

function typed(type: string) {
  return function TypedWidget(props: WidgetProps): ReactElement {
    const { BaseInputTemplate } = props.registry.templates;
    return <BaseInputTemplate {...props} type={type} />;
  };
}

export const TextWidget = typed("text");
export const PasswordWidget = typed("password");
export const EmailWidget = typed("email");
export const URLWidget = typed("url");

const COLOUR = /^#[0-9a-f]{6}$/i;

/** The colour as text, and a picker beside it: a picker alone shows black where nobody has chosen anything. */
export function ColorWidget(props: WidgetProps): ReactElement {
  const { id, value, label, disabled, readonly, onChange, onBlur } = props;
  const { BaseInputTemplate } = props.registry.templates;
  const colour = typeof value === "string" && COLOUR.test(value) ? value : undefined;
  return (
    <div className="of-group">
      <BaseInputTemplate {...props} type="text" placeholder={props.placeholder || "#22659e"} />
      <input
        type="color"
        className={colour === undefined ? "of-colour of-colour--none" : "of-colour"}
        aria-label={t("Pick a colour for {label}", { label })}
        value={colour ?? "#ffffff"}
        disabled={disabled || readonly}
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => onBlur(id, value)}
      />
    </div>
  );
}

/** Answers are text: files belong on the object itself. */
export function FileWidget(props: WidgetProps): ReactElement {
  const { BaseInputTemplate } = props.registry.templates;
  return (
    <>
      <BaseInputTemplate {...props} type="text" />
      <p className="of-help">{t("Files cannot be added to answers. Attach the file to the object in OMERO, and write its name here.")}</p>
    </>
  );
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : undefined;

interface Steps {
  step: number;
  least: number;
  most: number;
}

function stepsOf(schema: WidgetProps["schema"]): Steps {
  const { multipleOf, minimum, maximum } = schema;
  return { step: typeof multipleOf === "number" && multipleOf > 0 ? multipleOf : 1, least: minimum ?? -Infinity, most: maximum ?? Infinity };
}

/** `value` plus one step, without the digits that adding in binary leaves behind. */
function stepped(value: number | undefined, direction: 1 | -1, { step, least, most }: Steps): number {
  const decimals = Math.max(...[value ?? 0, step].map((each) => /\.(\d+)$/.exec(String(each))?.[1]?.length ?? 0));
  const first = Number.isFinite(least) ? least : Number.isFinite(most) && most < 0 ? most : 0;
  const next = value === undefined ? first : Number((value + direction * step).toFixed(decimals));
  return Math.min(most, Math.max(least, next));
}

/** A number field with a button for one less and one more. */
export function UpDownWidget(props: WidgetProps): ReactElement {
  const { id, value, label, schema, disabled, readonly, onChange, onBlur } = props;
  const { BaseInputTemplate } = props.registry.templates;
  const steps = stepsOf(schema);
  const number = numberOf(value);
  const button = (direction: 1 | -1): ReactElement => (
    <button
      type="button"
      className="of-btn of-btn--icon"
      aria-label={direction < 0 ? t("Less: {label}", { label }) : t("More: {label}", { label })}
      disabled={disabled || readonly || (number !== undefined && (direction < 0 ? number <= steps.least : number >= steps.most))}
      onClick={() => onChange(stepped(number, direction, steps))}
      onBlur={() => onBlur(id, value)}
    >
      <Icon name={direction < 0 ? "minus" : "plus"} />
    </button>
  );
  return (
    <div className="of-updown">
      {button(-1)}
      <BaseInputTemplate {...props} type="number" />
      {button(1)}
    </div>
  );
}

/** A number field, and a slider below it where the form gives both ends. Nothing is answered until somebody moves it. */
export function RangeWidget(props: WidgetProps): ReactElement {
  const { id, value, label, schema, disabled, readonly, onChange, onBlur } = props;
  const { BaseInputTemplate } = props.registry.templates;
  const { step, least, most } = stepsOf(schema);
  const number = numberOf(value);
  const hasEnds = Number.isFinite(least) && Number.isFinite(most) && least < most;
  const isWhole = schema.type === "integer" || schema.multipleOf !== undefined;
  // About a hundred places on the slider, at numbers that are not longer than they need be.
  const fine = 10 ** Math.floor(Math.log10((most - least) / 100));
  return (
    <>
      <BaseInputTemplate {...props} type="number" />
      {hasEnds && (
        <div className="of-range">
          <span className="of-small of-muted">{least}</span>
          <input
            type="range"
            className={number === undefined ? "of-range__input of-range__input--none" : "of-range__input"}
            id={`${domId(id)}-slider`}
            aria-label={t("{label}, by sliding", { label })}
            aria-valuetext={number === undefined ? t("no answer") : undefined}
            min={least}
            max={most}
            step={isWhole ? step : fine}
            value={number ?? least}
            disabled={disabled || readonly}
            onChange={(event) => onChange(Number(event.target.value))}
            onBlur={() => onBlur(id, value)}
          />
          <span className="of-small of-muted">{most}</span>
        </div>
      )}
    </>
  );
}

/** Whether the form asks for choices side by side (`inline`) or one below the other; undefined where it says nothing. */
export function inlineOf(props: WidgetProps): boolean | undefined {
  const { inline } = getUiOptions(props.uiSchema);
  return typeof inline === "boolean" ? inline : undefined;
}
