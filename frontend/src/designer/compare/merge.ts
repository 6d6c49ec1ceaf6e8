// SPDX-License-Identifier: AGPL-3.0-or-later
/** Two texts of JSON beside each other, or in one where there is no room; in a file of its own, since it brings CodeMirror along. */
import { json } from "@codemirror/lang-json";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { t } from "../../shared/texts";
import { codeLook } from "../code/look";
import { laidOut } from "./laidOut";

/** A text and what it is called: "Version 3". */
export interface Side {
  name: string;
  text: string;
}

export interface Shape {
  isNarrow: boolean;
  /** Unchanged lines as well. */
  isWhole: boolean;
}

const sign = (character: string): Record<string, string> => ({ content: `"${character}"`, fontWeight: "bold" });

/** Beside their colours, what is gone is struck through and has a minus, and what has come has a plus. */
const look = EditorView.theme({
  ".cm-changeGutter": { width: "1.1rem", paddingLeft: "0", textAlign: "center" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--of-missing-bg)" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine, &:not(.cm-merge-a) .cm-insertedLine": { backgroundColor: "var(--of-compliant-bg)" },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--of-missing-bg)", color: "var(--of-missing-ink)" },
  "&.cm-merge-b .cm-changedLineGutter, .cm-inlineChangedLineGutter, .cm-changedLineGutter": {
    background: "var(--of-compliant-bg)",
    color: "var(--of-compliant-ink)",
  },
  "&.cm-merge-a .cm-changedLineGutter::before, .cm-deletedLineGutter::before": sign("−"),
  "&.cm-merge-b .cm-changedLineGutter::before, &:not(.cm-merge-a) .cm-changedLineGutter::before": sign("+"),
  // no text: a style
  "&.cm-merge-a .cm-changedText, .cm-deletedText, &.cm-merge-b .cm-deletedText": { background: "none", textDecoration: "line-through var(--of-missing-ink)" },
  "&.cm-merge-b .cm-changedText, &:not(.cm-merge-a) .cm-changedText": {
    background: "none",
    // no text: a style
    textDecoration: "underline 2px var(--of-compliant-ink)",
    textUnderlineOffset: "0.2em",
  },
  ".cm-collapsedLines": { background: "var(--of-surface-sunken)", color: "var(--of-text-2)" },
  // In place of signs that many fonts lack.
  ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: '"···"' },
});

/** May be read and scrolled with keys, and copied from. */
function readOnly(name: string): Extension[] {
  return [
    json(),
    codeLook,
    look,
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-label": name, "aria-readonly": "true" }),
  ];
}

/** Shows the difference in `parent`; what it returns takes it away. null: there is none but in how they are laid out. */
export function showDifference(parent: HTMLElement, before: Side, after: Side, { isNarrow, isWhole }: Shape): (() => void) | null {
  const root = parent.getRootNode() as Document | ShadowRoot;
  const more = isWhole ? {} : { collapseUnchanged: { margin: 3, minSize: 4 } };
  // A difference is one of lines.
  const [old, now] = [laidOut(before.text), laidOut(after.text)];
  if (old === now) return null;
  if (isNarrow) {
    const merged = unifiedMergeView({ original: old, mergeControls: false, ...more });
    const name = t("{after}, with what it changes in {before}", { after: after.name, before: before.name });
    const view = new EditorView({ parent, root, doc: now, extensions: [...readOnly(name), merged] });
    return () => view.destroy();
  }
  const view = new MergeView({
    parent,
    root,
    a: { doc: old, extensions: readOnly(before.name) },
    b: { doc: now, extensions: readOnly(after.name) },
    ...more,
  });
  return () => view.destroy();
}
