// SPDX-License-Identifier: AGPL-3.0-or-later
/** The text of a field as it was typed, beside the answer that is made of it: a number says less than its spelling. */
import { useState } from "react";
import type { RJSFSchema } from "@rjsf/utils";
import { tidied, typedValue, writeNumber } from "./numbers";

interface Typed {
  text: string;
  value: unknown;
}

export interface TypedText {
  text: string;
  type: (text: string) => void;
  /** Once the field is left: the same number, as the reader's language writes it. */
  settle: () => void;
}

/** Which of text and numbers a question takes. */
export function kindsOf(schema: RJSFSchema): { number: boolean; text: boolean } {
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  return { number: types.includes("number") || types.includes("integer"), text: types.includes("string") };
}

function written(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return writeNumber(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | boolean);
}

/**
 * The text to show for `value`. What was typed stays on the page as long as the answer is the one made of it; an answer from
 * elsewhere (a draft, an undone change) is written out.
 */
export function useTyped(value: unknown, isNumber: boolean, takesText: boolean, onChange: (value: unknown) => void): TypedText {
  const [typed, setTyped] = useState<Typed | null>(null);
  const isOurs = isNumber && typed !== null && (typed.value ?? undefined) === (value ?? undefined);
  return {
    text: isOurs ? typed.text : written(value),
    type: (text) => {
      const made = isNumber ? typedValue(text, takesText) : text;
      if (isNumber) setTyped({ text, value: made });
      onChange(made);
    },
    settle: () => setTyped((was) => (was && typeof was.value === "number" ? { ...was, text: tidied(was.text) } : was)),
  };
}
