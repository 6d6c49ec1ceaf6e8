// SPDX-License-Identifier: AGPL-3.0-or-later
/** Several of many choices: what is chosen on top, below it a search and the boxes of what it finds. */
import type { EnumOptionsType, WidgetProps } from "@rjsf/utils";
import { useMemo, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { t, tn } from "../shared/texts";
import { isOff, PAGE, useSearchable } from "./choices";
import { useDescribed } from "./context";
import { domId } from "./pointers";

const keyOf = (value: unknown): string => JSON.stringify(value) ?? "";

/** `chosen` with `value` added or taken out, in the order of the choices; what is no choice (any more) stays behind them. */
export function toggled(choices: readonly EnumOptionsType[], chosen: unknown[], value: unknown): unknown[] {
  const key = keyOf(value);
  const keys = new Set(chosen.map(keyOf));
  if (keys.has(key)) return chosen.filter((each) => keyOf(each) !== key);
  keys.add(key);
  const known = choices.map((choice) => choice.value as unknown);
  const all = new Set(known.map(keyOf));
  return [...known.filter((each) => keys.has(keyOf(each))), ...chosen.filter((each) => !all.has(keyOf(each)))];
}

interface ChosenProps {
  label: string;
  values: unknown[];
  nameOf: (value: unknown) => string;
  isFixed: boolean;
  onRemove: (value: unknown) => void;
}

function Chosen({ label, values, nameOf, isFixed, onRemove }: ChosenProps): ReactElement {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? values : values.slice(0, PAGE);
  if (values.length === 0) return <p className="of-small of-muted">{t("Nothing is chosen yet.")}</p>;
  return (
    <ul className="of-chosen" aria-label={t("Chosen for {label}", { label })}>
      {shown.map((value) => (
        <li className="of-chosen__item" key={keyOf(value)}>
          <span>{nameOf(value)}</span>
          {!isFixed && (
            <button type="button" className="of-chosen__remove" aria-label={t("Remove {name}", { name: nameOf(value) })} onClick={() => onRemove(value)}>
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
      {shown.length < values.length && (
        <li>
          <button type="button" className="of-btn-link of-small" onClick={() => setWhole(true)}>
            {t("and {n} more", { n: values.length - shown.length })}
          </button>
        </li>
      )}
    </ul>
  );
}

export function ChecklistWidget(props: WidgetProps & { choices: EnumOptionsType[] }): ReactElement {
  const { id, value, label, choices, disabled, readonly, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, Boolean(props.options.description ?? props.schema.description ?? props.options.help));
  const searchable = useSearchable(choices);
  const [text, setText] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const found = useMemo(() => searchable.matches(text), [searchable, text]);
  const labels = useMemo(() => new Map(searchable.items.map((choice) => [keyOf(choice.value), choice.label])), [searchable]);
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const keys = new Set(chosen.map(keyOf));
  const isFixed = Boolean(disabled || readonly);
  const shown = found.slice(0, limit);
  const dom = domId(id);
  return (
    <div
      id={dom}
      role="group"
      aria-labelledby={`${dom}-label`}
      className="of-stack of-stack--2"
      {...(described["aria-describedby"] ? { "aria-describedby": described["aria-describedby"] } : {})}
    >
      <Chosen
        label={label}
        values={chosen}
        nameOf={(each) => labels.get(keyOf(each)) ?? String(each)}
        isFixed={isFixed}
        onRemove={(each) => onChange(toggled(choices, chosen, each))}
      />
      <div className="of-picklist">
        <input
          className="of-input"
          type="text"
          autoComplete="off"
          aria-label={t("Search the choices of {label}", { label })}
          placeholder={tn("Type to search {n} choice", "Type to search {n} choices", choices.length)}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setLimit(PAGE);
          }}
          onKeyDown={(event) => {
            // Enter would submit the form.
            if (event.key === "Enter") event.preventDefault();
            if (event.key === "Escape" && text !== "") {
              event.stopPropagation();
              setText("");
            }
          }}
          onFocus={() => onFocus(id, value)}
          onBlur={() => onBlur(id, value)}
        />
        <ul className="of-picklist__choices">
          {shown.map(({ item, index }) => (
            <li key={index}>
              <label className="of-choice">
                <input
                  className="of-check"
                  type="checkbox"
                  name={`${id}-${index}`}
                  checked={keys.has(keyOf(item.value))}
                  disabled={isFixed || isOff(props, item)}
                  onChange={() => onChange(toggled(choices, chosen, item.value))}
                  onBlur={() => onBlur(id, value)}
                  onFocus={() => onFocus(id, value)}
                />{" "}
                {item.label}
              </label>
            </li>
          ))}
          {found.length > shown.length && (
            <li>
              <button type="button" className="of-btn-link of-small" onClick={() => setLimit(limit + PAGE)}>
                {tn(
                  "{n} more choice: type to narrow the list, or show {page} more",
                  "{n} more choices: type to narrow the list, or show {page} more",
                  found.length - shown.length,
                  { page: PAGE },
                )}
              </button>
            </li>
          )}
        </ul>
        <p className={found.length === 0 ? "of-small of-muted" : "of-hidden"} role="status">
          {found.length === 0 ? t("No choice is written like this.") : text === "" ? "" : tn("{n} choice", "{n} choices", found.length)}
        </p>
      </div>
    </div>
  );
}
