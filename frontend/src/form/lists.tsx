// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lists beyond what rjsf does: an entry that was removed can be put back, and tuples, whose entries are different questions. */
// The package's index also names a test helper that needs a validator we do not have (it compiles with eval).
import CoreArrayField from "@rjsf/core/lib/components/fields/ArrayField.js";
import { getUiOptions, isFixedItems, toFieldPathId, type FieldProps, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { t } from "../shared/texts";
import { FormUiContext, ItemContext } from "./context";
import { domId, type Path } from "./pointers";
import { isObject } from "./refs";
import { needOf, sectionOf } from "./sections";

/** The entry that was removed last, while nothing else was added or removed. */
export interface Removed {
  index: number;
  undo: () => void;
}

export const RemovedContext = createContext<Removed | null>(null);

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

/** The place at which `after` lacks one entry of `before`; -1 where that is not the difference. */
function removedAt(before: unknown[], after: unknown): number {
  if (!Array.isArray(after) || after.length !== before.length - 1) return -1;
  const at = after.findIndex((entry, index) => entry !== before[index]);
  return at < 0 ? after.length : at;
}

interface Last {
  index: number;
  entry: unknown;
  /** The list without it. */
  length: number;
}

function EntryList(props: FieldProps): ReactElement {
  const { formData, onChange, fieldPathId } = props;
  const [last, setLast] = useState<Last | null>(null);
  const entries = useRef<unknown[]>([]);
  entries.current = Array.isArray(formData) ? formData : [];
  const path = (props.childFieldPathId ?? fieldPathId).path;
  const change = useCallback<FieldProps["onChange"]>(
    (value, at, errors, id) => {
      const before = entries.current;
      if (at.length === path.length) {
        const index = removedAt(before, value);
        setLast(index < 0 || isEmpty(before[index]) ? null : { index, entry: before[index], length: before.length - 1 });
      }
      onChange(value, at, errors, id);
    },
    [onChange, path],
  );
  const removed = useMemo<Removed | null>(() => {
    if (last === null || last.length !== (Array.isArray(formData) ? formData.length : 0)) return null;
    const undo = (): void => {
      setLast(null);
      onChange(entries.current.toSpliced(last.index, 0, last.entry), path, undefined, fieldPathId.$id);
    };
    return { index: last.index, undo };
  }, [last, formData, onChange, path, fieldPathId.$id]);
  return (
    <RemovedContext value={removed}>
      <CoreArrayField {...(props as FieldProps<unknown[]>)} onChange={change as never} />
    </RemovedContext>
  );
}

function setAt(value: unknown, path: Path, answer: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return answer;
  const here: unknown[] | Record<string, unknown> = Array.isArray(value) ? [...(value as unknown[])] : isObject(value) ? { ...value } : typeof first === "number" ? [] : {};
  (here as Record<string | number, unknown>)[first] = setAt((here as Record<string | number, unknown>)[first], rest, answer);
  return here;
}

/** The entries as they are kept: no list where nothing is answered, nothing behind the last answer but what has to be there. */
export function tupleOf(entries: unknown[], least: number): unknown[] | undefined {
  if (entries.every(isEmpty)) return undefined;
  const last = entries.findLastIndex((entry) => !isEmpty(entry));
  return Array.from({ length: Math.max(last + 1, least) }, (_, index) => entries[index] ?? null);
}

/** Entries that are different questions: each is asked by its own title, at its place. */
function Tuple(props: FieldProps): ReactElement {
  const { schema, uiSchema, formData, fieldPathId, registry, onChange, name, disabled, readonly, required } = props;
  const { sections } = useContext(FormUiContext);
  const { SchemaField } = registry.fields;
  const options = getUiOptions(uiSchema);
  const title = options.title ?? schema.title ?? props.title ?? name;
  const parts = schema.items as RJSFSchema[];
  const entries: unknown[] = Array.isArray(formData) ? formData : [];
  const more = isObject(schema.additionalItems) ? schema.additionalItems : undefined;
  const most = schema.maxItems ?? Infinity;
  const total = Math.min(Math.max(parts.length, entries.length), Math.max(most, entries.length));
  const least = Math.min(schema.minItems ?? 0, parts.length);
  const { path } = fieldPathId;
  const latest = useRef(entries);
  latest.current = entries;
  const change = (value: unknown, at: Path, _errors?: unknown, id?: string): void => {
    const next = setAt(Array.from({ length: total }, (_, index) => latest.current[index]), at.slice(path.length), value);
    // An entry that was added stays, though it is empty yet.
    const kept = latest.current.length > parts.length ? latest.current.length : least;
    onChange(tupleOf(next as unknown[], kept), path, undefined, id);
  };
  const put = (next: unknown[]): void => onChange(next, path, undefined, fieldPathId.$id);
  const section = sectionOf(sections, path);
  const isSaid = section !== undefined && (section.whole || section.single);
  const help = [options.description ?? schema.description, options.help].filter(Boolean).join(" ");
  const need = needOf(schema, required === true);
  const isFixed = disabled || readonly;
  const uiOf = (index: number): UiSchema | undefined => {
    if (index >= parts.length) return uiSchema?.["additionalItems"] as UiSchema | undefined;
    const items: unknown = uiSchema?.["items"];
    return (Array.isArray(items) ? (items as unknown[])[index] : items) as UiSchema | undefined;
  };
  return (
    <ItemContext value={null}>
      <div className="of-rows of-stack of-stack--2" id={domId(fieldPathId.$id)} role="group" aria-label={title}>
        {!isSaid && (
          <div className="of-field__top">
            <span className="of-label">{title}</span>
            {need && <span className="of-req">{need}</span>}
          </div>
        )}
        {!section?.whole && help && <p className="of-help">{help}</p>}
        <div className="of-fields of-fields--two">
          {SchemaField &&
            Array.from({ length: total }, (_, index) => (
              <SchemaField
                {...props}
                key={index}
                name={String(index + 1)}
                title={`${title} ${index + 1}`}
                schema={parts[index] ?? more ?? { type: "string" }}
                uiSchema={uiOf(index) ?? {}}
                formData={entries[index]}
                fieldPathId={toFieldPathId(index, registry.globalFormOptions, path)}
                required={index < least}
                onChange={change as FieldProps["onChange"]}
              />
            ))}
        </div>
        {!isFixed && (
          <div className="of-row of-row--tight">
            {more !== undefined && total < most && (
              <button type="button" className="of-btn of-btn--sm" data-add="" onClick={() => put([...Array.from({ length: total }, (_, index) => entries[index] ?? null), null])}>
                <Icon name="plus" />
                {rich(t("Add an entry <hidden>to {title}</hidden>"), { hidden: unseen({ title }) })}
              </button>
            )}
            {entries.length > parts.length && (
              <button type="button" className="of-btn of-btn--sm" onClick={() => put(entries.slice(0, -1))}>
                <Icon name="trash" />
                {rich(t("Remove the last entry <hidden>of {title}</hidden>"), { hidden: unseen({ title }) })}
              </button>
            )}
          </div>
        )}
      </div>
    </ItemContext>
  );
}

export function ListField(props: FieldProps): ReactElement {
  const { schema } = props;
  return isFixedItems(schema) && (schema.items as unknown[]).length > 0 ? <Tuple {...props} /> : <EntryList {...props} />;
}
