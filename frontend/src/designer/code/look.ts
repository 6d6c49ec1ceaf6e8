// SPDX-License-Identifier: AGPL-3.0-or-later
/** How JSON looks in CodeMirror wherever it is shown, and in which language that speaks. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { phrases } from "./phrases";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--of-blue-700)" },
  { tag: tags.string, color: "var(--of-compliant-ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--of-outdated-ink)" },
]);

const ground = EditorView.theme({
  "&": { backgroundColor: "var(--of-surface)", color: "var(--of-text)", fontSize: "var(--of-text-xs)" },
  ".cm-scroller": { fontFamily: "var(--of-font-mono)", lineHeight: "1.65" },
  // no text: a style
  ".cm-gutters": { backgroundColor: "var(--of-surface-sunken)", color: "var(--of-text-2)", borderRight: "1px solid var(--of-line)" },
});

/** That it can be edited does not tell every program that the box which scrolls is reached by Tab. */
const reached = EditorView.contentAttributes.of({ tabindex: "0" });

export const codeLook: Extension = [syntaxHighlighting(colours), ground, reached, phrases];
