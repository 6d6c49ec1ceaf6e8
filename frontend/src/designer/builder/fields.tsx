// SPDX-License-Identifier: AGPL-3.0-or-later
/** The fields of the settings: each with its label, a line of help, and what is wrong with what was typed. */
import { useId, useState, type ReactElement, type ReactNode } from "react";
import { useTyped } from "../../form/useTyped";
import { Icon } from "../../shared/icons";
import { t } from "../../shared/texts";

interface Labelled {
  label: string;
  help?: ReactNode;
  error?: string | null | undefined;
  isReadOnly: boolean;
}

interface Ids {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function Labelled({ label, help, error, control }: Omit<Labelled, "isReadOnly"> & { control: (ids: Ids) => ReactNode }): ReactElement {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="of-field" data-invalid={error ? "" : undefined}>
      <label className="of-label of-small" htmlFor={id}>
        {label}
      </label>
      {control({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {help && (
        <p className="of-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p className="of-error" id={`${id}-error`}>
          <Icon name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}

interface TextProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  /** Written in the letters of code. */
  isCode?: boolean;
  /** By which the builder finds it. */
  role?: string;
  placeholder?: string;
}

export function TextRow({ value, onChange, isReadOnly, isCode, role, placeholder, ...labelled }: TextProps): ReactElement {
  return (
    <Labelled
      {...labelled}
      control={(ids) => (
        <input
          {...ids}
          className={isCode ? "of-input of-mono" : "of-input"}
          data-role={role}
          value={value}
          placeholder={placeholder}
          readOnly={isReadOnly}
          autoComplete="off"
          spellCheck={isCode ? false : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}

/** What counts only once the field is left, or Enter is pressed: until then it is half typed. */
export function SettledRow({ value, onChange, problemOf, ...rest }: Omit<TextProps, "error"> & { problemOf: (typed: string) => string | null }): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = (): void => {
    if (typed !== null && typed !== value && problemOf(typed) === null) onChange(typed);
    setTyped(null);
  };
  return (
    <span
      className="of-field"
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key === "Escape" && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    >
      <TextRow {...rest} value={typed ?? value} error={typed === null ? null : problemOf(typed)} onChange={setTyped} />
    </span>
  );
}

export function AreaRow({ value, onChange, isReadOnly, rows = 2, isCode, ...labelled }: TextProps & { rows?: number }): ReactElement {
  return (
    <Labelled
      {...labelled}
      control={(ids) => (
        <textarea
          {...ids}
          className={isCode ? "of-textarea of-mono" : "of-textarea"}
          rows={rows}
          value={value}
          readOnly={isReadOnly}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}

interface NumberProps extends Labelled {
  value: number | null;
  onChange: (value: number | null) => void;
  /** A count, which is whole and not below zero. */
  isCount?: boolean;
  unit?: string;
}

const isFit = (value: unknown, isCount: boolean): value is number => typeof value === "number" && (!isCount || (Number.isSafeInteger(value) && value >= 0));

/** What is no number yet stays in the field, and is not written into the form. */
export function NumberRow({ value, onChange, isCount = false, isReadOnly, unit, ...labelled }: NumberProps): ReactElement {
  const [left, setLeft] = useState<unknown>(undefined);
  const typed = useTyped(left ?? value ?? undefined, true, false, (next) => {
    const fits = next === undefined || isFit(next, isCount);
    setLeft(fits ? undefined : next);
    if (fits) onChange(next ?? null);
  });
  const error = left === undefined ? null : isCount ? t("Write a whole number, 0 or more.") : t("Write a number.");
  return (
    <Labelled
      {...labelled}
      error={error ?? labelled.error}
      control={(ids) => {
        const input = (
          <input {...ids} className="of-input of-input--num" inputMode="decimal" value={typed.text} readOnly={isReadOnly} autoComplete="off" onChange={(event) => typed.type(event.target.value)} onBlur={typed.settle} />
        );
        return unit ? (
          <div className="of-group">
            {input}
            <span className="of-unit">{unit}</span>
          </div>
        ) : (
          input
        );
      }}
    />
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  isReadOnly: boolean;
  onChange: (checked: boolean) => void;
}

export function CheckRow({ label, checked, isReadOnly, onChange }: CheckProps): ReactElement {
  return (
    <label className="of-choice">
      <input className="of-check" type="checkbox" checked={checked} disabled={isReadOnly} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

interface SelectProps extends Labelled {
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
  /** Only for ears: what is seen says it already. */
  isLabelHidden?: boolean;
}

export function SelectRow({ value, options, onChange, isReadOnly, isLabelHidden, ...labelled }: SelectProps): ReactElement {
  const select = (ids: Partial<Ids>): ReactElement => (
    <select {...ids} className="of-select" aria-label={isLabelHidden ? labelled.label : undefined} value={value} disabled={isReadOnly} onChange={(event) => onChange(event.target.value)}>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  );
  return isLabelHidden ? select({}) : <Labelled {...labelled} control={select} />;
}
