// SPDX-License-Identifier: AGPL-3.0-or-later
/** The entries of a map in the page: each has a name that can be changed, an answer, and a way out. */
import { getUiOptions, toFieldPathId, type FieldProps, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { createContext, useContext, useEffect, useId, useLayoutEffect, useRef, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { t } from "../shared/texts";
import { FormUiContext } from "./context";
import { objectionTo, offeredNames, questionOf, renamed, startOf, type Naming } from "./mapKeys";
import { givenName, shownName } from "./names";
import { domId, fieldId, givenPointer, NEW_NAME, toPointer, type Path } from "./pointers";
import type { Json } from "./refs";

/** The entries that the group being drawn has beside its own questions. */
export const EntriesContext = createContext<ReactElement | null>(null);

function Objection({ id, text }: { id: string; text: string }): ReactElement | null {
  if (text === "") return null;
  return (
    <p className="of-error" id={id} role="alert">
      <Icon name="alert" />
      {text}
    </p>
  );
}

interface NameProps {
  name: string;
  label: string;
  list: string | undefined;
  isFixed: boolean;
  objection: (name: string) => string;
  onRename: (name: string) => void;
}

/** The name of an entry. One that does not fit is not taken: the entry keeps the name that it has. */
function EntryName({ name, label, list, isFixed, objection, onRename }: NameProps): ReactElement {
  const id = useId();
  const [text, setText] = useState(name);
  const [wrong, setWrong] = useState("");
  useEffect(() => setText(name), [name]);
  const commit = (): void => {
    const why = objection(text);
    setWrong(why === "" ? "" : t("{why} This entry is still called “{name}”.", { why, name }));
    if (why === "" && text !== name) onRename(text);
    else setText(name);
  };
  return (
    <>
      <input
        className="of-input"
        autoComplete="off"
        aria-label={label}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? id : undefined}
        list={list}
        value={text}
        readOnly={isFixed}
        onChange={(event) => {
          setText(event.target.value);
          setWrong("");
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          commit();
        }}
      />
      <Objection id={id} text={wrong} />
    </>
  );
}

interface NewEntryProps {
  title: string;
  /** Where the map is. */
  path: Path;
  list: string | undefined;
  objection: (name: string) => string;
  onAdd: (name: string, byHand: boolean) => void;
}

/** An entry begins with its name. One that does not fit stays in its field, and holds up submitting: its answer could not be given. */
function NewEntry({ title, path, list, objection, onAdd }: NewEntryProps): ReactElement {
  const id = useId();
  const { onRefusedName } = useContext(FormUiContext);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const place = [...path, NEW_NAME];
  const pointer = givenPointer(toPointer(place));
  // Before the next event: leaving the field for the button that submits is one.
  useLayoutEffect(() => (wrong === "" ? undefined : onRefusedName({ pointer, message: wrong })), [pointer, wrong, onRefusedName]);
  const add = (byHand: boolean): void => {
    if (text === "" && !byHand) return;
    const why = objection(text);
    setWrong(why);
    if (why !== "") return;
    setText("");
    onAdd(text, byHand);
  };
  return (
    <div
      className="of-stack of-stack--1"
      onBlur={(event) => {
        // Pressing the button beside the field adds by itself.
        if (!event.currentTarget.contains(event.relatedTarget)) add(false);
      }}
    >
      <div className="of-row of-row--nowrap of-newentry">
        <input
          className="of-input"
          id={domId(fieldId(place))}
          autoComplete="off"
          aria-label={t("Name of a new entry in {title}", { title })}
          placeholder={t("Name of a new entry")}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? id : undefined}
          list={list}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setWrong("");
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add(true);
          }}
        />
        <button type="button" className="of-btn" onClick={() => add(true)}>
          <Icon name="plus" />
          {rich(t("Add <hidden>the entry to {title}</hidden>"), { hidden: unseen({ title }) })}
        </button>
      </div>
      <Objection id={id} text={wrong} />
    </div>
  );
}

/** The name of an entry stands beside its answer; the label is for screen readers only. */
const NAMED_ALREADY: UiSchema = { "ui:label": false };

const isSingle = ({ type, properties, oneOf, anyOf, $ref }: RJSFSchema): boolean =>
  typeof type === "string" && type !== "object" && type !== "array" && type !== "boolean" && !properties && !oneOf && !anyOf && !$ref;

interface EntriesProps {
  field: FieldProps;
  /** The schema of the map with the names that the form itself asks for. */
  naming: Naming;
  title: string;
}

export function Entries({ field, naming, title }: EntriesProps): ReactElement {
  const { registry, onChange, uiSchema, disabled, readonly } = field;
  const { schema, asked, answers } = naming;
  const { SchemaField } = registry.fields;
  const { path } = field.childFieldPathId ?? field.fieldPathId;
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const added = useRef<string | null>(null);
  // A name that is being changed must not cost the entry its place on the page.
  const keys = useRef(new Map<string, string>());
  const count = useRef(0);
  const keyOf = (name: string): string => {
    const key = keys.current.get(name) ?? `entry-${(count.current += 1)}`;
    keys.current.set(name, key);
    return key;
  };
  const names = Object.keys(answers).filter((name) => !asked.includes(name));
  const isFixed = Boolean(disabled || readonly);
  const isFull = Object.keys(answers).length >= (schema.maxProperties ?? Infinity);
  const isOpen = !isFixed && !isFull && getUiOptions(uiSchema)["expandable"] !== false;
  const offered = offeredNames(schema).filter((name) => !Object.hasOwn(answers, shownName(name)));
  const put = (next: Json): void => onChange(next, path, undefined, field.fieldPathId.$id);
  const idOf = (name: string) => toFieldPathId(name, registry.globalFormOptions, path);
  useEffect(() => {
    if (added.current === null) return;
    const wanted = domId(idOf(added.current).$id);
    const boxes = [...(box.current?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
    const control = boxes.find((each) => each.dataset["field"] === wanted)?.querySelector<HTMLElement>("input, select, textarea");
    if (!control) return;
    added.current = null;
    control.focus();
  });
  return (
    <div className="of-entries of-fields__wide" ref={box}>
      {offered.length > 0 && (
        <datalist id={list}>
          {offered.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {names.map((name) => {
        const value = answers[name];
        const question = questionOf(schema, name, value) ?? { type: "string" };
        const id = idOf(name);
        const called = givenName(name);
        return (
          <div className="of-entry" key={keyOf(name)}>
            <div className="of-entry__name">
              <EntryName
                name={called}
                label={t("Name of the entry {name}", { name: called })}
                list={offered.length > 0 ? list : undefined}
                isFixed={isFixed}
                objection={(wanted) => objectionTo(wanted, called, naming)}
                onRename={(wanted) => {
                  keys.current.set(shownName(wanted), keyOf(name));
                  keys.current.delete(name);
                  put(renamed(answers, name, shownName(wanted)));
                }}
              />
            </div>
            <div className="of-entry__answer">
              {SchemaField && (
                <SchemaField
                  {...field}
                  name={name}
                  title={called}
                  schema={{ ...question, title: called }}
                  uiSchema={{ ...(uiSchema?.["additionalProperties"] as UiSchema | undefined), ...(isSingle(question) ? NAMED_ALREADY : {}) }}
                  formData={value}
                  fieldPathId={id}
                  required
                  onChange={
                    ((answer: unknown, at: Path, errors: unknown, changed?: string) =>
                      // An emptied answer must not take the entry with it.
                      onChange(answer === undefined && at.length === path.length + 1 ? null : answer, at, errors as never, changed)) as FieldProps["onChange"]
                  }
                />
              )}
            </div>
            {!isFixed && (
              <button
                type="button"
                className="of-btn of-btn--icon of-btn--quiet"
                aria-label={t("Remove the entry {name}", { name: called })}
                onClick={() => {
                  keys.current.delete(name);
                  put(Object.fromEntries(Object.entries(answers).filter(([each]) => each !== name)));
                  box.current?.querySelector<HTMLElement>(".of-newentry input")?.focus();
                }}
              >
                <Icon name="trash" />
              </button>
            )}
          </div>
        );
      })}
      {names.length === 0 && !isOpen && <p className="of-small of-muted">{t("None.")}</p>}
      {isOpen && (
        <NewEntry
          title={title}
          path={path}
          list={offered.length > 0 ? list : undefined}
          objection={(wanted) => objectionTo(wanted, undefined, naming)}
          onAdd={(name, byHand) => {
            if (byHand) added.current = shownName(name);
            put({ ...answers, [shownName(name)]: startOf(registry.schemaUtils.retrieveSchema(questionOf(schema, name, undefined) ?? {})) });
          }}
        />
      )}
    </div>
  );
}
