// SPDX-License-Identifier: AGPL-3.0-or-later
/** Groups, in place of rjsf's field for them: with our own entries where people name some, and of whose questions only those render that changed. */
import { ADDITIONAL_PROPERTY_FLAG, getUiOptions, shallowEquals, toFieldPathId, type FieldPathId, type FieldProps, type RJSFSchema, type SchemaUtilsType, type UiSchema } from "@rjsf/utils";
import { memo, useCallback, useMemo, useState, type ReactElement } from "react";
import { t } from "../shared/texts";
import { Entries, EntriesContext } from "./maps";
import { isMap, type Naming } from "./mapKeys";
import { own } from "./pointers";
import { isObject, type Json } from "./refs";
import { inOrder } from "./sections";
import { isSteady } from "./steady";

interface MemberProps extends Pick<FieldProps, "onChange" | "onBlur" | "onFocus" | "registry"> {
  name: string;
  schema: RJSFSchema;
  uiSchema: UiSchema | undefined;
  within: FieldPathId;
  disabled: boolean | undefined;
  readonly: boolean | undefined;
  hideError: boolean | undefined;
  formData: unknown;
  required: boolean;
}

/** One question of a group. */
const Member = memo(function Member({ within, name, registry, ...props }: MemberProps): ReactElement | null {
  const path = useMemo(() => toFieldPathId(name, registry.globalFormOptions, within.path), [name, registry, within]);
  const { SchemaField } = registry.fields;
  return SchemaField ? <SchemaField {...(props as FieldProps)} {...NOT_OURS} name={name} fieldPathId={path} registry={registry} /> : null;
});

/** Makes the elements of questions: the same one while nothing about a question has changed, so that React looks no further. */
function useMembers(): (props: MemberProps) => ReactElement {
  const [made] = useState(() => new Map<string, ReactElement<MemberProps>>());
  return useCallback(
    (props) => {
      const before = made.get(props.name);
      if (before !== undefined && shallowEquals(before.props, props)) return before;
      const element = <Member key={props.name} {...props} />;
      made.set(props.name, element);
      return element;
    },
    [made],
  );
}

function nothing(): void {
  // The names of questions do not change; those of entries are changed in maps.tsx.
}

const NOT_OURS = { wasPropertyKeyModified: false, onKeyRename: nothing, onKeyRenameBlur: nothing, onRemoveProperty: nothing };

interface Asked {
  /** With all that applies to these answers. */
  schema: RJSFSchema;
  /** What the group asks for by itself, by name; what people add to it is no part of that. */
  own: string[];
  /** The group with its own questions alone. */
  shown: RJSFSchema;
  /** Whether people may add to it. */
  isOpen: boolean;
}

function askedIn(given: RJSFSchema, answers: Json | undefined, utils: SchemaUtilsType): Asked {
  const schema = utils.retrieveSchema(given, answers);
  const questions = Object.entries(schema.properties ?? {}).filter(([, property]) => !(isObject(property) && ADDITIONAL_PROPERTY_FLAG in property));
  const { additionalProperties: _rest, patternProperties: _patterns, ...closed } = given;
  const properties = Object.fromEntries(questions.map(([name, property]) => [name, own(given.properties, name) ?? property]));
  return {
    schema,
    own: questions.map(([name]) => name),
    shown: utils.retrieveSchema({ ...closed, properties } as RJSFSchema, answers, true),
    isOpen: isMap({ ...schema, properties: Object.fromEntries(questions) } as RJSFSchema),
  };
}

export function GroupField(props: FieldProps): ReactElement {
  const { schema: given, uiSchema = {}, formData, fieldPathId, name, required = false, registry, onChange, onBlur, onFocus, disabled, readonly, hideError } = props;
  const { schemaUtils, globalUiOptions } = registry;
  const depending = isSteady(given) ? undefined : (formData as Json | undefined);
  const asked = useMemo(() => askedIn(given, depending, schemaUtils), [given, depending, schemaUtils]);
  const { shown } = asked;
  const options = getUiOptions(uiSchema, globalUiOptions);
  const answers = isObject(formData) ? formData : {};
  const within = props.childFieldPathId ?? fieldPathId;
  const naming: Naming = { schema: asked.schema, root: registry.rootSchema, asked: asked.own, answers };
  const title = getUiOptions(uiSchema).title ?? given.title ?? props.title ?? name;
  const needed = new Set(shown.required);
  const member = useMembers();
  const members = inOrder(Object.keys(shown.properties ?? {}), uiSchema).map((each) => {
    const ui = uiSchema[each] as UiSchema | undefined;
    return {
      name: each,
      hidden: getUiOptions(ui).widget === "hidden",
      disabled: disabled === true,
      readonly: readonly === true,
      required,
      content: member({
        name: each,
        schema: (shown.properties?.[each] ?? {}) as RJSFSchema,
        uiSchema: ui,
        within,
        formData: own(answers, each),
        required: needed.has(each),
        onChange,
        onBlur,
        onFocus,
        registry,
        disabled,
        readonly,
        hideError,
      }),
    };
  });
  const { ObjectFieldTemplate: Template } = registry.templates;
  return (
    <EntriesContext value={asked.isOpen ? <Entries field={props} naming={naming} title={title || t("the form")} /> : null}>
      <Template
        title={options.label === false ? "" : (options.title ?? shown.title ?? props.title ?? name)}
        description={options.label === false ? "" : (options.description ?? shown.description ?? "")}
        properties={members}
        onAddProperty={nothing}
        readonly={readonly === true}
        disabled={disabled === true}
        required={required}
        fieldPathId={fieldPathId}
        uiSchema={uiSchema}
        schema={shown}
        formData={formData as Json}
        registry={registry}
      />
    </EntriesContext>
  );
}
