// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The types of field: which control asks for which kind of answer. `fields` goes by the type of the schema, `widgets` by its format, its
 * choices, or what the UI schema wants. Which of several types one question is asked as is decided in askable.ts, and what can be asked
 * at all on the server, in omero_forms/domain/publishing/askable.py.
 */
import type { FieldProps, RegistryFieldsType, RegistryWidgetsType } from "@rjsf/utils";
import type { ReactElement } from "react";
import { ColorWidget, EmailWidget, FileWidget, PasswordWidget, RangeWidget, TextWidget, UpDownWidget, URLWidget } from "./inputs";
import { GroupField } from "./groups";
import { ListField } from "./lists";
import { InnerPart } from "./parts";
import { Question } from "./Question";
import { DateTimeWidget, DateWidget, TimeWidget } from "./times";
import { BooleanWidget, CheckboxesWidget, HiddenWidget, RadioWidget, SelectWidget, TextareaWidget } from "./widgets";

/** The control makes the number of what was typed (useTyped.ts); rjsf's field would make another of it. */
function NumberField(props: FieldProps): ReactElement {
  const { StringField } = props.registry.fields;
  return StringField ? <StringField {...props} /> : <></>;
}

/** A heading: rjsf's field would answer it by itself. */
function NullField(): null {
  return null;
}

/** In place of those of rjsf that would change an answer by themselves, leave something unsaid, or have no way to ask for it. */
export const fields: RegistryFieldsType = {
  NullField,
  NumberField,
  ArrayField: ListField,
  ObjectField: GroupField,
  CyclicSchemaField: InnerPart,
  SchemaField: Question,
};

/** Registered under rjsf's names, so that the widget names of stored forms lead here. */
export const widgets: RegistryWidgetsType = {
  TextWidget,
  PasswordWidget,
  EmailWidget,
  URLWidget,
  TextareaWidget,
  SelectWidget,
  RadioWidget,
  CheckboxWidget: BooleanWidget,
  CheckboxesWidget,
  ColorWidget,
  FileWidget,
  DateWidget,
  AltDateWidget: DateWidget,
  DateTimeWidget,
  AltDateTimeWidget: DateTimeWidget,
  TimeWidget,
  UpDownWidget,
  RangeWidget,
  RatingWidget: RangeWidget,
  HiddenWidget,
};
