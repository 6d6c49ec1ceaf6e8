// SPDX-License-Identifier: AGPL-3.0-or-later
import { retrieveSchema, type RJSFSchema, type UiSchema } from "@rjsf/utils";
import { inPageDialect } from "../../../src/form/dialects";
import { withoutHidden } from "../../../src/form/hidden";
import { normalise } from "../../../src/form/normalise";
import { inOrder } from "../../../src/form/sections";
import { validator } from "../../../src/form/validator";
import type { FormDocument } from "../../../src/designer/document/document";
import { readDocument } from "../../../src/designer/document/reading";
import type { Answers } from "../../../src/shared/types";

/** The questions that the page asks at the top of a form, for these answers and in its order. */
export function asked(document: FormDocument, answers: Answers): string[] {
  const { schema, uiSchema, dialect } = readDocument(document);
  const shown = normalise(inPageDialect(schema as RJSFSchema, dialect), uiSchema as UiSchema);
  const { properties = {} } = retrieveSchema(validator, shown.schema, shown.schema, answers);
  return inOrder(Object.keys(properties), shown.uiSchema);
}

/** The answers that the page would send. */
export function sent(document: FormDocument, answers: Answers): Answers {
  const { schema, uiSchema, dialect } = readDocument(document);
  return withoutHidden(normalise(inPageDialect(schema as RJSFSchema, dialect), uiSchema as UiSchema), answers);
}
