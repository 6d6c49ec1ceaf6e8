// SPDX-License-Identifier: AGPL-3.0-or-later
/** Undo and redo over the whole document: name, description and both texts, wherever they were changed. */
import type { FormDocument } from "./document";

interface Step {
  readonly document: FormDocument;
  /** What was done to it then, said as undo says it: "Remove Stain". */
  readonly label: string;
}

export interface History {
  readonly present: FormDocument;
  /** What was, oldest first. */
  readonly past: readonly Step[];
  /** What was undone, the next to be done again last. */
  readonly future: readonly Step[];
  /** What the last edit may be joined by: typing in the same field goes back as one. */
  readonly open: { readonly mergeKey: string; readonly at: number } | null;
}

export interface Change {
  label: string;
  /** Edits with the same key that follow each other without a pause are one step. */
  mergeKey?: string | undefined;
  /** Milliseconds, by any clock. */
  at: number;
}

/** Who stops typing for so long begins a new step. */
export const PAUSE = 1500;
const MOST_STEPS = 200;
/** Characters: a form may have 512 kB, and each step keeps its own. */
const MOST_CHARACTERS = 40_000_000;

export const begun = (present: FormDocument): History => ({ present, past: [], future: [], open: null });

const sizeOf = ({ name, description, schema, uiSchema }: FormDocument): number =>
  name.length + description.length + schema.length + uiSchema.length;

function bounded(steps: readonly Step[]): readonly Step[] {
  let [first, size] = [steps.length, 0];
  while (first > 0 && steps.length - first < MOST_STEPS) {
    size += sizeOf((steps[first - 1] as Step).document);
    if (size > MOST_CHARACTERS && first < steps.length) break;
    first -= 1;
  }
  return first === 0 ? steps : steps.slice(first);
}

const isSame = (one: FormDocument, other: FormDocument): boolean =>
  one === other ||
  (one.schema === other.schema && one.uiSchema === other.uiSchema && one.name === other.name && one.description === other.description);

export function edited(history: History, next: FormDocument, { label, mergeKey, at }: Change): History {
  const { present, past, open } = history;
  if (isSame(present, next)) return history;
  const joins = mergeKey !== undefined && open?.mergeKey === mergeKey && at - open.at < PAUSE && past.length > 0;
  return {
    present: next,
    past: joins ? past : bounded([...past, { document: present, label }]),
    future: [],
    open: mergeKey === undefined ? null : { mergeKey, at },
  };
}

export function undone(history: History): History {
  const { present, past, future } = history;
  const last = past.at(-1);
  if (last === undefined) return history;
  return { present: last.document, past: past.slice(0, -1), future: [...future, { document: present, label: last.label }], open: null };
}

export function redone(history: History): History {
  const { present, past, future } = history;
  const next = future.at(-1);
  if (next === undefined) return history;
  return { present: next.document, past: [...past, { document: present, label: next.label }], future: future.slice(0, -1), open: null };
}

/** What undo would take back; undefined where there is nothing. */
export const undoes = ({ past }: History): string | undefined => past.at(-1)?.label;
export const redoes = ({ future }: History): string | undefined => future.at(-1)?.label;
