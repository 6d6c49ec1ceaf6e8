// SPDX-License-Identifier: AGPL-3.0-or-later
/** What an examiner and its worker say to each other, and the worker's side of it. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { findProblems } from "../form/problems";
import type { Answers, Problem } from "../shared/types";

/** The form and the site's language come first, then prepared answers to it, one after the other. */
export type Asked = { form: RJSFSchema; uiSchema: UiSchema; texts: typeof globalThis.omeroFormsTexts } | { answers: Answers };

/** That it listens comes first, then what is wrong with the answers that were asked about. */
export type Told = { isReady: true } | { problems: Problem[] };

/** What a worker sees of who started it. */
export interface Asker {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage: (told: Told) => void;
}

/** Finds problems for whoever is at the other end. */
export function examineFor(asker: Asker): void {
  let form: RJSFSchema = {};
  let uiSchema: UiSchema = {};
  asker.onmessage = ({ data }) => {
    if ("form" in data) {
      ({ form, uiSchema } = data);
      globalThis.omeroFormsTexts = data.texts;
    } else asker.postMessage({ problems: findProblems(form, uiSchema, data.answers) });
  };
  asker.postMessage({ isReady: true });
}
