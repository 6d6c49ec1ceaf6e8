// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo } from "react";
import type { ShownForm } from "../form/normalise";
import { sectionsOf, type Section } from "../form/sections";
import type { Answers } from "../shared/types";

/** The sections of a form for its present answers. */
export function useSections(shown: ShownForm, answers: Answers): Section[] {
  const sections = useMemo(() => sectionsOf(shown.schema, shown.uiSchema, answers), [shown, answers]);
  // Most changes leave the sections as they are; the same object spares the form a rendering.
  const key = JSON.stringify(sections);
  return useMemo(() => JSON.parse(key) as typeof sections, [key]);
}
