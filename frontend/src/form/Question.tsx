// SPDX-License-Identifier: AGPL-3.0-or-later
/** In place of rjsf's field of a schema: what rjsf cannot ask is made askable, and what fails takes nothing else with it. */
import SchemaField from "@rjsf/core/lib/components/fields/SchemaField.js";
import { deepEquals, type FieldProps } from "@rjsf/utils";
import { memo, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { Icon } from "../shared/icons";
import { asAsked, isLeftOut, isPlain } from "./askable";

function Asked(props: FieldProps): ReactElement | null {
  const { schema, uiSchema, formData, registry } = props;
  if (typeof schema === "object" && isPlain(schema, uiSchema)) return <SchemaField {...props} />;
  if (isLeftOut(schema)) return null;
  const merged = registry.schemaUtils.retrieveSchema(typeof schema === "object" ? schema : {}, formData);
  if (isLeftOut(merged)) return null;
  const asked = asAsked(merged, formData);
  return <SchemaField {...props} schema={asked === merged ? schema : asked} />;
}

function Failed({ title }: { title: string }): ReactElement {
  return (
    <p className="of-small of-muted">
      <Icon name="alert" /> This page cannot show the question “{title}”. Tell the owner of the form.
    </p>
  );
}

/** Rendered anew only when something about the question has changed, as rjsf's own field is. */
export const Question = memo(function Question(props: FieldProps): ReactElement {
  const { title } = typeof props.schema === "object" ? props.schema : {};
  return (
    <Boundary fallback={() => <Failed title={title ?? props.name} />}>
      <Asked {...props} />
    </Boundary>
  );
}, deepEquals);
