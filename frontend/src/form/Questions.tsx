// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The form around the questions, in place of rjsf's own: that one renders three times for each key, and copies and compares all answers
 * each time. This one hands out the answers that it is given, or just made itself.
 */
import getDefaultRegistry from "@rjsf/core/lib/getDefaultRegistry.js";
import { deepEquals, toFieldPathId, type FieldProps, type FieldPathId, type Registry, type SchemaUtilsType } from "@rjsf/utils";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type FormEvent, type ReactElement, type ReactNode } from "react";
import type { Answers } from "../shared/types";
import { changed, isSame, withDefaultsOf } from "./changes";
import { fields, widgets } from "./fieldTypes";
import type { ShownForm } from "./normalise";
import { ID_PREFIX, ID_SEPARATOR, type Path } from "./pointers";
import { toolsFor } from "./steady";
import { translateString } from "./strings";
import { templates } from "./templates";

interface Props {
  shown: ShownForm;
  answers: Answers;
  /** `fieldId` is undefined for what nobody typed: defaults, and groups that are still empty. */
  onChange: (answers: Answers, fieldId: string | undefined) => void;
  onLeave: (fieldId: string) => void;
  onSubmit: () => void;
  children: ReactNode;
}

function registryOf({ uiSchema }: ShownForm, schemaUtils: SchemaUtilsType): Registry {
  const given = getDefaultRegistry();
  return {
    ...given,
    fields: { ...given.fields, ...fields },
    templates: { ...given.templates, ...templates, ButtonTemplates: { ...given.templates.ButtonTemplates, ...templates.ButtonTemplates } },
    widgets: { ...given.widgets, ...widgets },
    rootSchema: schemaUtils.getRootSchema(),
    schemaUtils,
    translateString,
    globalUiOptions: uiSchema["ui:globalOptions"],
    globalFormOptions: { idPrefix: ID_PREFIX, idSeparator: ID_SEPARATOR, useFallbackUiForUnsupportedType: false },
    uiSchemaDefinitions: (uiSchema["ui:definitions"] ?? {}) as Registry["uiSchemaDefinitions"],
  } as Registry;
}

const ROOT = /"\$ref":"#"/;

/** Whether the questions of both find the same behind references and settings of the whole form. */
function shareAll(before: ShownForm, after: ShownForm): boolean {
  return (
    before.schema.definitions === after.schema.definitions &&
    before.uiSchema["ui:globalOptions"] === after.uiSchema["ui:globalOptions"] &&
    before.uiSchema["ui:definitions"] === after.uiSchema["ui:definitions"] &&
    !ROOT.test(JSON.stringify([before.schema, after.schema]))
  );
}

/**
 * What questions ask about the form. While a form is being designed most of its questions stay the very same objects; with the same
 * registry React looks at those alone that are others.
 */
function useRegistry(shown: ShownForm, tools: SchemaUtilsType): Registry {
  const kept = useRef<{ shown: ShownForm; registry: Registry } | null>(null);
  return useMemo(() => {
    const { current: before } = kept;
    const registry = before !== null && shareAll(before.shown, shown) ? before.registry : registryOf(shown, tools);
    kept.current = { shown, registry };
    return registry;
  }, [shown, tools]);
}

/** What the questions show, and what was last told of it. */
interface Held {
  shown: Answers | undefined;
  /** What the owner of the answers was told, and may hand back. */
  told: Answers | undefined;
}

export function Questions({ shown, answers, onChange, onLeave, onSubmit, children }: Props): ReactElement {
  const schemaUtils = useMemo(() => toolsFor(shown.schema), [shown.schema]);
  const registry = useRegistry(shown, schemaUtils);
  const root = useMemo<FieldPathId>(() => toFieldPathId("", registry.globalFormOptions), [registry]);
  const held = useRef<Held>({ shown: undefined, told: undefined });
  const present = useMemo(() => {
    const { shown: before, told } = held.current;
    if (before !== undefined && told !== undefined && isSame(answers, told)) return before;
    return withDefaultsOf(schemaUtils, answers, before === undefined);
  }, [answers, schemaUtils]);
  // Not in what `change` is made of: another function is another question to React, and each of them would be looked at.
  const latest = useRef({ schemaUtils, onChange });
  useLayoutEffect(() => {
    latest.current = { schemaUtils, onChange };
  });
  useLayoutEffect(() => {
    const { shown: before, told } = held.current;
    const isOurs = told !== undefined && present === before;
    held.current = { shown: present, told: isOurs ? told : answers };
    if (isOurs || deepEquals(present, answers) || (before !== undefined && deepEquals(present, before))) return;
    held.current.told = present;
    latest.current.onChange(present, undefined);
  }, [present, answers]);
  const change = useCallback((value: unknown, path: Path, _errors: unknown, id: string | undefined) => {
    const next = changed(latest.current.schemaUtils, held.current.shown ?? {}, { value, path });
    held.current = { shown: next, told: next };
    latest.current.onChange(next, id);
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (event.target === event.currentTarget) onSubmit();
  };
  const left = useRef(onLeave);
  useEffect(() => {
    left.current = onLeave;
  });
  const leave = useCallback((id: string) => left.current(id), []);
  const { SchemaField } = registry.fields;
  return (
    <form className="rjsf" autoComplete="off" noValidate onSubmit={submit}>
      {SchemaField && (
        <SchemaField
          name=""
          schema={schemaUtils.getRootSchema()}
          uiSchema={shown.uiSchema}
          fieldPathId={root}
          formData={present}
          onChange={change as FieldProps["onChange"]}
          onBlur={leave}
          onFocus={ignore}
          registry={registry}
        />
      )}
      {children}
    </form>
  );
}

function ignore(): void {
  // Nobody asks who has the focus.
}
