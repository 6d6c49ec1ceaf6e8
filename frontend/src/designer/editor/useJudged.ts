// SPDX-License-Identifier: AGPL-3.0-or-later
/** A document with what the server says of it, and as whoever fills it in has it. */
import { useRef } from "react";
import type { TriedForm } from "../../fill/useTrial";
import type { NotAsked } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { useShown } from "../preview/useShown";
import { useCheck, type Check } from "./useCheck";

export interface Judged {
  document: FormDocument;
  check: Check;
  /** What the preview shows; null while nothing can be shown. */
  form: TriedForm | null;
  /** False where that is the last form that could be shown. */
  isPresent: boolean;
}

const NOTHING: NotAsked[] = [];

/** Questions that the page cannot ask, as the server said last; the same list as long as they are the same. */
function useNotAsked({ checked }: Check): NotAsked[] {
  const last = useRef(NOTHING);
  const found = checked && checked.schema_problems.length === 0 ? checked.not_asked : last.current;
  if (JSON.stringify(found) !== JSON.stringify(last.current)) last.current = found;
  return last.current;
}

export function useJudged(document: FormDocument): Judged {
  const check = useCheck(document);
  const { form, isPresent } = useShown(document, useNotAsked(check));
  return { document, check, form, isPresent };
}
