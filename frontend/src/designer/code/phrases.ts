// SPDX-License-Identifier: AGPL-3.0-or-later
/** What CodeMirror itself says, in the site's language: its own English is the key, and `$` is what it puts something in the place of. */
import { EditorState, type Extension } from "@codemirror/state";
import { t } from "../../shared/texts";

export const phrases: Extension = EditorState.phrases.of({
  // Searching, replacing, and going to a line.
  Find: t("Find"),
  Replace: t("Replace"),
  next: t("next"),
  previous: t("previous"),
  all: t("all"),
  "match case": t("match case"),
  regexp: t("regexp"),
  "by word": t("by word"),
  replace: t("replace"),
  "replace all": t("replace all"),
  close: t("close"),
  "current match": t("current match"),
  "on line": t("on line"),
  "replaced match on line $": t("replaced match on line {line}", { line: "$" }),
  "replaced $ matches": t("replaced {n} matches", { n: "$" }),
  "Go to line": t("Go to line"),
  go: t("go"),
  // Folding.
  "Fold line": t("Fold line"),
  "Unfold line": t("Unfold line"),
  "Folded lines": t("Folded lines"),
  "Unfolded lines": t("Unfolded lines"),
  to: t("to"),
  "folded code": t("folded code"),
  unfold: t("unfold"),
  // What is wrong, deleting, and comparing.
  Diagnostics: t("Diagnostics"),
  "No diagnostics": t("No diagnostics"),
  "Selection deleted": t("Selection deleted"),
  "$ unchanged lines": t("{n} unchanged lines", { n: "$" }),
});
