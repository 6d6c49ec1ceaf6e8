// SPDX-License-Identifier: AGPL-3.0-or-later
/** Fields in place of those of rjsf that would change an answer by themselves, leave something unsaid, or have no way to ask for it. */
import type { FieldProps, RegistryFieldsType } from "@rjsf/utils";
import type { ReactElement } from "react";
import { ListField } from "./lists";
import { GroupField } from "./maps";
import { InnerPart } from "./parts";
import { Question } from "./Question";

/** The control makes the number of what was typed (useTyped.ts); rjsf's field would make another of it. */
function NumberField(props: FieldProps): ReactElement {
  const { StringField } = props.registry.fields;
  return StringField ? <StringField {...props} /> : <></>;
}

/** A heading: rjsf's field would answer it by itself. */
function NullField(): null {
  return null;
}

export const fields: RegistryFieldsType = {
  NullField,
  NumberField,
  ArrayField: ListField,
  ObjectField: GroupField,
  CyclicSchemaField: InnerPart,
  SchemaField: Question,
};
