// SPDX-License-Identifier: AGPL-3.0-or-later
/** The common controls, as styles/components/fields.css shows them. Which question gets which: fieldTypes.tsx. */
import {
  enumOptionsIsSelected,
  getInputProps,
  getUiOptions,
  optionsList,
  type BaseInputTemplateProps,
  type UiSchema,
  type WidgetProps,
} from "@rjsf/utils";
import { useContext, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { t } from "../shared/texts";
import { ChecklistWidget, toggled } from "./checklist";
import { ComboboxWidget, LONGEST_LIST } from "./choices";
import { ItemContext, useDescribed } from "./context";
import { inlineOf, typeOfInput } from "./inputs";
import { domId } from "./pointers";
import { kindsOf, useTyped } from "./useTyped";

const hasHelp = (props: WidgetProps): boolean => Boolean(props.options.description ?? props.schema.description ?? props.options.help);

/** rjsf names a oneOf's own select by these endings. */
const CHOICE = /__(?:one|any)of_select$/;

function unitOf(props: WidgetProps): string {
  const unit = props.options["unit"] ?? (props.schema as { unit?: unknown }).unit;
  return typeof unit === "string" ? unit : "";
}

export function InputTemplate(props: BaseInputTemplateProps): ReactElement {
  const { id, value, type, schema, options, placeholder, disabled, readonly, required, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, hasHelp(props));
  const kinds = kindsOf(schema);
  const isNumber = kinds.number || type === "number";
  // Of a number rjsf would ask the browser, each time, how the reader writes one.
  const input = typeOfInput(isNumber ? "number" : getInputProps(schema, type, options).type);
  const typed = useTyped(value, isNumber, kinds.text, (answer) => onChange(answer === "" ? options.emptyValue : answer));
  const unit = unitOf(props);
  const list = schema.examples ? `${domId(id)}-examples` : undefined;
  const control = (
    <input
      id={domId(id)}
      name={id}
      className={isNumber ? "of-input of-input--num" : "of-input"}
      // A number field of the browser changes its value when the page is scrolled over it.
      type={isNumber ? "text" : input.type}
      inputMode={isNumber ? "decimal" : input.inputMode}
      autoComplete={options.autocomplete ?? "off"}
      value={typed.text}
      placeholder={placeholder || undefined}
      disabled={disabled}
      readOnly={readonly}
      aria-required={required || undefined}
      list={list}
      onChange={props.onChangeOverride ?? ((event) => typed.type(event.target.value))}
      onBlur={(event) => {
        typed.settle();
        onBlur(id, event.target.value);
      }}
      onFocus={(event) => onFocus(id, event.target.value)}
      {...described}
    />
  );
  return (
    <>
      {unit ? (
        <div className="of-group">
          {control}
          <span className="of-unit">{unit}</span>
        </div>
      ) : (
        control
      )}
      {list && (
        <datalist id={list}>
          {(schema.examples as unknown[]).map((example) => (
            <option key={String(example)} value={String(example)} />
          ))}
        </datalist>
      )}
    </>
  );
}

export function TextareaWidget(props: WidgetProps): ReactElement {
  const { id, value, options, placeholder, disabled, readonly, required, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, hasHelp(props));
  return (
    <textarea
      id={domId(id)}
      name={id}
      className="of-textarea"
      rows={options.rows ?? 4}
      value={value === undefined || value === null ? "" : String(value)}
      placeholder={placeholder || undefined}
      disabled={disabled}
      readOnly={readonly}
      aria-required={required || undefined}
      onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
      onBlur={(event) => onBlur(id, event.target.value)}
      onFocus={(event) => onFocus(id, event.target.value)}
      {...described}
    />
  );
}

const kindOfAnswer = (label: string): string => (label ? t("{label}: kind of answer", { label }) : t("This: kind of answer"));

export function SelectWidget(props: WidgetProps): ReactElement {
  const { id, value, options, label, placeholder, disabled, readonly, required, multiple, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, hasHelp(props));
  const choices = options.enumOptions ?? [];
  if (multiple) return <CheckboxesWidget {...props} />;
  const selected = choices.findIndex((choice) => enumOptionsIsSelected(choice.value, value));
  const isChoice = CHOICE.test(id);
  const kind = isChoice ? kindOfAnswer(label) : undefined;
  if (choices.length > LONGEST_LIST) return <ComboboxWidget {...props} kind={kind} />;
  return (
    <select
      id={domId(id)}
      name={id}
      className="of-select"
      value={selected < 0 ? "" : String(selected)}
      disabled={disabled || readonly}
      aria-required={required || undefined}
      aria-label={kind}
      onChange={(event) => {
        const chosen = choices[Number(event.target.value)];
        onChange(event.target.value === "" ? options.emptyValue : chosen?.value);
      }}
      onBlur={() => onBlur(id, value)}
      onFocus={() => onFocus(id, value)}
      {...described}
    >
      {!isChoice && <option value="">{placeholder || t("Choose…")}</option>}
      {choices.map((choice, index) => (
        <option key={index} value={String(index)} disabled={options.enumDisabled?.includes(choice.value as string)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

export function RadioWidget(props: WidgetProps): ReactElement {
  const { id, value, options, disabled, readonly, required, onBlur, onFocus, onChange, label } = props;
  const described = useDescribed(id, hasHelp(props));
  const choices = options.enumOptions ?? [];
  const off = disabled || readonly;
  const isInline = inlineOf(props) ?? (choices.length <= 4 && choices.every((choice) => choice.label.length <= 24));
  const isKind = CHOICE.test(id);
  return (
    <>
      <div
        id={domId(id)}
        role="radiogroup"
        {...(isKind ? { "aria-label": kindOfAnswer(label) } : { "aria-labelledby": `${domId(id)}-label` })}
        aria-required={required || undefined}
        className={isInline ? "of-choices" : "of-choices of-choices--col"}
        {...described}
      >
        {choices.map((choice, index) => (
          <label className="of-choice" key={index}>
            <input
              className="of-radio"
              type="radio"
              name={id}
              checked={enumOptionsIsSelected(choice.value, value)}
              disabled={off || options.enumDisabled?.includes(choice.value as string)}
              onChange={() => onChange(choice.value)}
              onBlur={() => onBlur(id, value)}
              onFocus={() => onFocus(id, value)}
            />{" "}
            {choice.label}
          </label>
        ))}
      </div>
      {!required && !off && !isKind && value !== undefined && (
        <div className="of-field__foot">
          <button type="button" className="of-btn-link of-small" onClick={() => onChange(undefined)}>
            {rich(t("Clear the answer <hidden>to {label}</hidden>"), { hidden: unseen({ label }) })}
          </button>
        </div>
      )}
    </>
  );
}

/** Yes or no, unless the form asks for a box: a box cannot tell "no" from "not answered". */
export function BooleanWidget(props: WidgetProps): ReactElement {
  const { id, value, uiSchema, label, disabled, readonly, onBlur, onFocus, onChange, required } = props;
  const described = useDescribed(id, hasHelp(props));
  const item = useContext(ItemContext);
  if (getUiOptions(uiSchema).widget !== "checkbox" && item?.hideLabels !== true) return <RadioWidget {...props} />;
  return (
    <label className="of-choice">
      <input
        id={domId(id)}
        name={id}
        className="of-check"
        type="checkbox"
        checked={value === true}
        disabled={disabled || readonly}
        aria-required={required || undefined}
        onChange={(event) => onChange(event.target.checked)}
        onBlur={() => onBlur(id, value)}
        onFocus={() => onFocus(id, value)}
        {...described}
      />{" "}
      <span className={item?.hideLabels ? "of-hidden" : undefined}>{item?.hideLabels ? `${item.prefix}, ${label}` : label}</span>
    </label>
  );
}

/** The choices of a list that may have an entry twice: rjsf does not look them up, but a form that asks for boxes means them. */
function choicesOfEntries({ schema, uiSchema, registry }: WidgetProps): { label: string; value: unknown }[] {
  if (typeof schema.items !== "object" || Array.isArray(schema.items)) return [];
  return optionsList(registry.schemaUtils.retrieveSchema(schema.items), uiSchema?.["items"] as UiSchema | undefined) ?? [];
}

export function CheckboxesWidget(props: WidgetProps): ReactElement {
  const { id, value, options, disabled, readonly, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, hasHelp(props));
  const choices = options.enumOptions ?? choicesOfEntries(props);
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  if (choices.length > LONGEST_LIST) return <ChecklistWidget {...props} choices={choices} />;
  return (
    <div
      id={domId(id)}
      role="group"
      aria-labelledby={`${domId(id)}-label`}
      className={inlineOf(props) === true ? "of-choices" : "of-choices of-choices--col"}
      {...(described["aria-describedby"] ? { "aria-describedby": described["aria-describedby"] } : {})}
    >
      {choices.map((choice, index) => (
        <label className="of-choice" key={index}>
          <input
            className="of-check"
            type="checkbox"
            name={`${id}-${index}`}
            checked={enumOptionsIsSelected(choice.value, chosen)}
            disabled={disabled || readonly || options.enumDisabled?.includes(choice.value as string)}
            onChange={() => onChange(toggled(choices, chosen, choice.value))}
            onBlur={() => onBlur(id, value)}
            onFocus={() => onFocus(id, value)}
          />{" "}
          {choice.label}
        </label>
      ))}
      {choices.length === 0 && (
        <p className="of-small of-muted">
          <Icon name="alert" /> {t("The form offers no answers here.")}
        </p>
      )}
    </div>
  );
}

/** Chosen by forms for what nobody shall see; FieldTemplate leaves the whole question out. */
export function HiddenWidget(): null {
  return null;
}
