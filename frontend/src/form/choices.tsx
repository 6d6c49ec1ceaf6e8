// SPDX-License-Identifier: AGPL-3.0-or-later
/** One of many choices, found by typing: a combobox as WAI-ARIA describes it. Only what is looked at is drawn. */
import { enumOptionsIsSelected, type EnumOptionsType, type WidgetProps } from "@rjsf/utils";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { t, tn } from "../shared/texts";
import { useDescribed } from "./context";
import { domId } from "./pointers";
import { Searchable, type Found } from "./search";

/** More choices than this are searched, not read through. */
export const LONGEST_LIST = 50;

/** Choices that are drawn at a time. */
export const PAGE = 50;

export function isOff(props: WidgetProps, choice: EnumOptionsType): boolean {
  return (props.options.enumDisabled as unknown[] | undefined)?.includes(choice.value) === true;
}

/** The choices, ready to be searched. rjsf makes the list anew with each rendering; its labels tell whether it is another one. */
export function useSearchable(choices: EnumOptionsType[]): Searchable<EnumOptionsType> {
  const key = choices.map((choice) => choice.label).join("\n");
  const latest = useRef(choices);
  latest.current = choices;
  return useMemo(() => {
    const labels = key;
    return new Searchable(labels === "" ? [] : latest.current, (choice) => choice.label);
  }, [key]);
}

function written(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

interface Combobox {
  /** What is being typed; null while nobody types. */
  text: string | null;
  isOpen: boolean;
  active: number;
  limit: number;
}

const CLOSED: Combobox = { text: null, isOpen: false, active: -1, limit: PAGE };

interface ListProps {
  id: string;
  label: string;
  found: Found<EnumOptionsType>[];
  state: Combobox;
  selected: number;
  isOff: (choice: EnumOptionsType) => boolean;
  onChoose: (index: number) => void;
  onMore: () => void;
}

function ChoiceList({ id, label, found, state, selected, isOff: off, onChoose, onMore }: ListProps): ReactElement {
  const active = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // In braces: newer browsers return a promise, which React would call on the way out.
    void active.current?.scrollIntoView({ block: "nearest" });
  }, [state.active]);
  const shown = found.slice(0, state.limit);
  return (
    // The focus stays in the field, so that leaving the field means leaving the question.
    <div className="of-combo__popup" onMouseDown={(event) => event.preventDefault()}>
      <ul
        className="of-combo__list"
        role="listbox"
        id={`${id}-list`}
        aria-label={label}
        onScroll={({ currentTarget: list }) => {
          if (list.scrollTop + list.clientHeight > list.scrollHeight - 40) onMore();
        }}
      >
        {shown.map(({ item, index }, place) => (
          <li
            key={index}
            ref={place === state.active ? active : undefined}
            id={`${id}-option-${index}`}
            role="option"
            className="of-combo__option"
            aria-selected={index === selected}
            aria-disabled={off(item) || undefined}
            data-active={place === state.active ? "" : undefined}
            onClick={() => {
              if (!off(item)) onChoose(index);
            }}
          >
            {item.label}
          </li>
        ))}
      </ul>
      {found.length > shown.length && (
        <p className="of-combo__foot">
          {tn("{n} more choice: type to narrow the list", "{n} more choices: type to narrow the list", found.length - shown.length)}
        </p>
      )}
      {found.length === 0 && <p className="of-combo__foot">{t("No choice is written like this")}</p>}
    </div>
  );
}

export function ComboboxWidget(props: WidgetProps & { kind?: string | undefined }): ReactElement {
  const { id, value, options, label, kind, placeholder, disabled, readonly, required, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, Boolean(options.description ?? props.schema.description ?? options.help));
  const choices = options.enumOptions ?? [];
  const searchable = useSearchable(choices);
  const [state, setState] = useState<Combobox>(CLOSED);
  const [note, setNote] = useState("");
  const selected = useMemo(() => searchable.items.findIndex((choice) => enumOptionsIsSelected(choice.value, value)), [searchable, value]);
  const chosen = choices[selected]?.label ?? written(value);
  const found = useMemo(() => (state.isOpen ? searchable.matches(state.text ?? "") : []), [searchable, state.isOpen, state.text]);
  const dom = domId(id);
  const isFixed = disabled || readonly;
  const current = found[state.active];

  const choose = (index: number): void => {
    setState(CLOSED);
    setNote("");
    if (index !== selected) onChange(choices[index]?.value);
  };
  const clear = (): void => {
    setState(CLOSED);
    setNote("");
    onChange(options.emptyValue);
  };
  const leave = (): void => {
    onBlur(id, value);
    const { text } = state;
    setState(CLOSED);
    if (text === null || text === chosen) return;
    if (text.trim() === "") {
      if (chosen !== "") onChange(options.emptyValue);
      return;
    }
    const exact = searchable.exact(text);
    const fitting = exact < 0 ? undefined : choices[exact];
    if (fitting && !isOff(props, fitting)) choose(exact);
    else {
      const typed = text.trim();
      setNote(
        chosen
          ? t("“{typed}” is not one of the choices. “{chosen}” is still chosen.", { typed, chosen })
          : t("“{typed}” is not one of the choices. Nothing is chosen.", { typed }),
      );
    }
  };
  const open = (active: number): void => setState((was) => ({ ...was, isOpen: true, active, limit: Math.max(PAGE, active + 2) }));
  const move = (by: number): void => {
    if (!state.isOpen) open(Math.max(0, selected));
    else open(Math.min(found.length - 1, Math.max(0, state.active + by)));
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const by = steps[event.key];
    if (by !== undefined) move(by);
    else if (event.key === "Escape" && state.isOpen) setState(CLOSED);
    else if (event.key === "Enter") {
      // Enter would submit the form.
      if (state.isOpen && current && !isOff(props, current.item)) choose(current.index);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="of-combo">
      <div className="of-combo__field">
        <input
          id={dom}
          name={id}
          className="of-input of-combo__input"
          type="text"
          role="combobox"
          autoComplete="off"
          aria-label={kind}
          aria-autocomplete="list"
          aria-expanded={state.isOpen}
          aria-controls={state.isOpen ? `${dom}-list` : undefined}
          aria-activedescendant={state.isOpen && current ? `${dom}-option-${current.index}` : undefined}
          aria-required={required || undefined}
          value={state.text ?? chosen}
          placeholder={placeholder || tn("Type to search {n} choice", "Type to search {n} choices", choices.length)}
          disabled={disabled}
          readOnly={readonly}
          onChange={(event) => {
            const text = event.target.value;
            setNote("");
            setState({ text, isOpen: true, active: text.trim() === "" ? -1 : 0, limit: PAGE });
          }}
          onClick={() => {
            if (!isFixed && !state.isOpen) open(selected);
          }}
          onKeyDown={isFixed ? undefined : press}
          onFocus={(event) => {
            event.target.select();
            onFocus(id, value);
          }}
          onBlur={leave}
          {...described}
        />
        {chosen !== "" && !isFixed && (
          <button type="button" className="of-btn of-btn--icon of-btn--quiet of-combo__clear" aria-label={t("Clear the answer to {label}", { label })} onClick={clear}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {state.isOpen && (
        <ChoiceList
          id={dom}
          label={label}
          found={found}
          state={state}
          selected={selected}
          isOff={(choice) => isOff(props, choice)}
          onChoose={choose}
          onMore={() => setState((was) => ({ ...was, limit: was.limit + PAGE }))}
        />
      )}
      <p className={note ? "of-small of-muted" : "of-hidden"} role="status">
        {note || (state.isOpen && state.text !== null ? tn("{n} choice", "{n} choices", found.length) : "")}
      </p>
    </div>
  );
}
