// SPDX-License-Identifier: AGPL-3.0-or-later
/** What rjsf asks a validator: which option of a oneOf fits, whether a condition holds. */
import type { ValidatorType } from "@rjsf/utils";
import { judgeOf } from "./engine";

/** Problems are found and shown by us, so `validateFormData` never reports any. */
export const validator: ValidatorType = {
  isValid(schema, formData, rootSchema) {
    if (formData === undefined) return false;
    try {
      // rjsf's data may hold undefined, which JSON does not.
      const value: unknown = JSON.parse(JSON.stringify(formData));
      return judgeOf(rootSchema).fits(schema, value);
    } catch {
      return false;
    }
  },
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: (schema, formData) => ({ errors: judgeOf(schema).errors(formData) as never[] }),
};
