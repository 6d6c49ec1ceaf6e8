// SPDX-License-Identifier: AGPL-3.0-or-later
/** The document as whoever fills it in has it. */
import { useMemo, useRef } from "react";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formOf } from "../../form/dialects";
import { normalise } from "../../form/normalise";
import type { TriedForm } from "../../fill/useTrial";
import type { NotAsked } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { readDocument } from "../document/reading";
import { isTooLarge } from "./extent";
import { shared } from "./sharing";

/** null where there is nothing that could be shown. */
export function triedForm(document: FormDocument, notAsked: NotAsked[]): TriedForm | null {
  const { schema, uiSchema, dialect } = readDocument(document);
  if (schema === null || uiSchema === null || isTooLarge(schema)) return null;
  const version = { schema, ui_schema: uiSchema, dialect, not_asked: notAsked };
  try {
    return { version, shown: normalise(formOf(version), uiSchema) };
  } catch {
    // A schema that is none, which the check says; what could be shown last stays.
    return null;
  }
}

interface Shown {
  /** null as long as nothing could be shown. */
  form: TriedForm | null;
  /** False where the form is the last one that could be shown. */
  isPresent: boolean;
}

/** Parts of the form that say the same stay the same objects from one edit to the next. */
export function useShown(document: FormDocument, notAsked: NotAsked[]): Shown {
  const last = useRef<TriedForm | null>(null);
  return useMemo(() => {
    const made = triedForm(document, notAsked);
    if (made !== null) {
      const before = last.current?.shown;
      const schema: RJSFSchema = shared(before?.schema, made.shown.schema);
      const uiSchema: UiSchema = shared(before?.uiSchema, made.shown.uiSchema);
      const isSame = before !== undefined && schema === before.schema && uiSchema === before.uiSchema;
      last.current = { version: made.version, shown: isSame ? before : { schema, uiSchema } };
    }
    return { form: last.current, isPresent: made !== null };
  }, [document, notAsked]);
}
