// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * One text of a form in CodeMirror. It has no history of its own: undo and redo are asked of whoever shows it, so that there is one
 * history over all panes. Tab is left alone, so that nobody is caught in it.
 */
import { defaultKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, StateEffect, StateField, type Extension, type Text, type Transaction, type TransactionSpec } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { afterFrame } from "../../shared/afterFrame";
import { codeLook } from "./look";

/** A part of the text by its characters. */
export interface Stretch {
  offset: number;
  length: number;
}

/** Something to be said of a stretch. */
export interface Mark extends Stretch {
  severity: "error" | "warning";
  message: string;
}

export interface JsonEditorOptions {
  text: string;
  /** What it is called for those who do not see it. */
  label: string;
  /** Id of the words that say how to get out. */
  describedBy: string;
  isReadOnly: boolean;
  onEdit: (text: string) => void;
  /** Somebody went to another place of the text. */
  onPlace: (offset: number) => void;
  onUndo: () => void;
  onRedo: () => void;
}

/** Of what was not typed here. */
const told = Annotation.define<boolean>();

const setHere = StateEffect.define<Stretch | null>();
const hereLine = Decoration.line({ class: "of-code-here" });

function linesOf(text: Text, stretch: Stretch | null): DecorationSet {
  if (stretch === null) return Decoration.none;
  const first = text.lineAt(Math.min(stretch.offset, text.length)).number;
  const last = text.lineAt(Math.min(stretch.offset + stretch.length, text.length)).number;
  return Decoration.set(Array.from({ length: last - first + 1 }, (_, index) => hereLine.range(text.line(first + index).from)));
}

/** The lines of what is chosen in any pane. */
const here = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const effect = transaction.effects.find((each) => each.is(setHere));
    return effect ? linesOf(transaction.newDoc, effect.value as Stretch | null) : lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The part in which two texts differ: a long text is not laid out anew because of one letter. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}

function extensionsOf({ label, describedBy, isReadOnly, onEdit, onPlace, onUndo, onRedo }: JsonEditorOptions, hear: (update: ViewUpdate) => void): Extension[] {
  const does = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  const history = [
    { key: "Mod-z", run: does(onUndo), preventDefault: true },
    { key: "Mod-y", run: does(onRedo), preventDefault: true },
    { key: "Mod-Shift-z", run: does(onRedo), preventDefault: true },
  ];
  return [
    json(),
    codeLook,
    here,
    // A line beyond the pane would have to be scrolled to, and each key typed there would scroll it, which costs a fifth of the time to the frame.
    EditorView.lineWrapping,
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    drawSelection(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of("  "),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, ...(isReadOnly ? { "aria-readonly": "true" } : {}) }),
    // Menus of browsers and phones have an undo, too.
    EditorView.domEventHandlers({
      beforeinput(event) {
        if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return false;
        event.preventDefault();
        if (event.inputType === "historyUndo") onUndo();
        else onRedo();
        return true;
      },
    }),
    keymap.of([...history, ...searchKeymap, ...foldKeymap, ...lintKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      hear(update);
      if (update.transactions.some((each) => each.annotation(told))) return;
      if (update.docChanged) onEdit(update.state.doc.toString());
      if (update.selectionSet) onPlace(update.state.selection.main.head);
    }),
  ];
}

/** What the editor is to show. */
export interface Shown {
  text: string;
  marks: readonly Mark[];
  /** Finds the lines to be lit up; asked once for each object. */
  here: () => Stretch | null;
}

const isSameStretch = (one: Stretch | null, other: Stretch | null): boolean => one?.offset === other?.offset && one?.length === other?.length;

/** By which somebody comes to the text. */
const COMING = ["focusin", "pointerdown"] as const;

export class JsonEditor {
  private readonly view: EditorView;
  /** As the text stands in the view; asked of it at each key it would be put together anew each time. */
  private text: string;
  private marks: readonly Mark[] = [];
  private lit: Stretch | null = null;
  /** The text as it was told last: one that comes with the same says nothing of what was typed here since. */
  private given: string;
  /** What is not shown yet, whether its text is another one, and how to call off its coming. */
  private next: { shown: Shown; isOther: boolean; callOff: () => void } | null = null;

  constructor(parent: HTMLElement, options: JsonEditorOptions) {
    this.text = options.text;
    this.given = options.text;
    const root = parent.getRootNode() as Document | ShadowRoot;
    const hear = (update: ViewUpdate): void => {
      if (!update.docChanged) return;
      this.text = update.state.doc.toString();
      // It has gone into what was typed.
      if (this.next) this.next.isOther = false;
    };
    const extensions = [extensionsOf(options, hear), EditorState.transactionFilter.of((typed) => this.withNext(typed))];
    this.view = new EditorView({ parent, root, doc: options.text, extensions });
    for (const event of COMING) this.view.dom.addEventListener(event, () => this.settle(), { capture: true });
  }

  /**
   * Shows what was changed elsewhere. It comes a frame later, so that whoever types there does not wait for this pane; at once for whoever
   * is in it. What was typed here is there already.
   */
  show(shown: Shown): void {
    const isOther = shown.text !== this.text && (shown.text !== this.given || this.next?.isOther === true);
    this.given = shown.text;
    this.next?.callOff();
    this.next = { shown, isOther, callOff: afterFrame(() => this.settle()) };
    if (isOther && this.view.dom.matches(":focus-within")) this.settle();
  }

  /** Shows now what was to come. */
  private settle(): void {
    if (this.next === null) return;
    const { shown, isOther, callOff } = this.next;
    callOff();
    this.next = null;
    if (isOther) this.view.dispatch({ changes: difference(this.text, shown.text), annotations: told.of(true) });
    // The places of an older text are none of this one; its own are told next.
    if (shown.text !== this.text) return;
    this.mark(shown.marks);
    this.light(shown.here());
  }

  /** What is typed into a text that is about to be another one goes into that one: neither is lost. */
  private withNext(typed: Transaction): Transaction | readonly TransactionSpec[] {
    if (!this.next?.isOther || !typed.docChanged || typed.annotation(told)) return typed;
    return [typed, { changes: typed.startState.changes(difference(this.text, this.next.shown.text)).map(typed.changes), sequential: true }];
  }

  private mark(marks: readonly Mark[]): void {
    if (marks === this.marks || (marks.length === 0 && this.marks.length === 0)) return;
    this.marks = marks;
    const { length } = this.view.state.doc;
    const diagnostics = marks.map(({ offset, length: size, severity, message }): Diagnostic => {
      const from = Math.min(offset, length);
      return { from, to: Math.min(from + size, length), severity, message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics), { annotations: told.of(true) });
  }

  /** Lights up the lines of a stretch; they are brought into view unless somebody is at them. */
  private light(stretch: Stretch | null): void {
    if (isSameStretch(stretch, this.lit)) return;
    this.lit = stretch;
    const { head } = this.view.state.selection.main;
    const isThere = stretch !== null && this.view.hasFocus && stretch.offset <= head && head <= stretch.offset + stretch.length;
    const scroll = stretch === null || isThere ? [] : [EditorView.scrollIntoView(Math.min(stretch.offset, this.view.state.doc.length), { y: "center" })];
    this.view.dispatch({ effects: [setHere.of(stretch), ...scroll], annotations: told.of(true) });
  }

  /** Goes to a place and takes the focus. */
  goTo(offset: number): void {
    this.settle();
    const anchor = Math.min(offset, this.view.state.doc.length);
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }), annotations: told.of(true) });
    this.view.focus();
  }

  close(): void {
    this.next?.callOff();
    this.view.destroy();
  }
}
