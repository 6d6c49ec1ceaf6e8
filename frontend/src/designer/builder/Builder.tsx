// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The form as questions: a tree in which they are added, moved and removed, and the settings of the chosen one. What it does is said to
 * `onEdit` with what undo calls it; typing in one field has one merge key.
 */
import { memo, useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Empty } from "../../shared/parts";
import { t } from "../../shared/texts";
import type { Condition } from "../document/conditions";
import type { FormDocument, QuestionPointer } from "../document/document";
import { copied } from "../document/edits/clipboard";
import { withCondition } from "../document/edits/conditions";
import { freeName, namesIn, questionAt, sectionAround, type Edited } from "../document/edits/editing";
import { ADDABLE, KINDS, ofKind, type AddableKind } from "../document/edits/kinds";
import { moved } from "../document/edits/moving";
import { nameFrom, renamed } from "../document/edits/names";
import { added, behind, type Where } from "../document/edits/questions";
import { described, named, titled } from "../document/edits/settings";
import { questionOf } from "../document/finding";
import { KIND_WORDS } from "../document/kinds";
import { outlineOf, type Outline, type Question } from "../document/outline";
import type { Pane } from "../document/reading";
import { CANNOT_COPY, done, keepCopied, labelOf, pastedBehind, type Act } from "./acts";
import { AreaRow, TextRow } from "./fields";
import { Menu } from "./Menu";
import { QuestionSettings } from "./QuestionSettings";
import { Tree } from "./Tree";

/** Something that is wrong, at a place of one of the texts. */
export interface BuilderProblem {
  pane: Pane;
  pointer: string;
  message: string;
}

interface Props {
  /** One that can be read. */
  document: FormDocument;
  onEdit: (next: FormDocument, label: string, mergeKey?: string) => void;
  selected: QuestionPointer | null;
  onSelect: (pointer: QuestionPointer | null) => void;
  problems: readonly BuilderProblem[];
  isReadOnly: boolean;
}

interface Focus {
  pointer: QuestionPointer;
  /** A button of the row, or the row itself. */
  part: string;
}

/** What is wrong with each question, in the order in which it was found. */
function byQuestion(outline: Outline, problems: readonly BuilderProblem[]): Map<QuestionPointer, string[]> {
  const found = new Map<QuestionPointer, string[]>();
  for (const { pane, pointer, message } of problems) {
    const question = questionOf(outline, pane, pointer);
    if (question) found.set(question.pointer, [...(found.get(question.pointer) ?? []), message]);
  }
  return found;
}

const NO_PROBLEMS: readonly string[] = [];

/** One number for each question that was chosen, which stays when its pointer changes by what is done in its settings. */
function useShown(selected: QuestionPointer | null) {
  const shown = useRef({ pointer: selected, key: 0 });
  if (shown.current.pointer !== selected) shown.current = { pointer: selected, key: shown.current.key + 1 };
  const follow = useCallback((pointer: QuestionPointer | null) => {
    shown.current = { pointer, key: shown.current.key };
  }, []);
  return { key: shown.current.key, follow };
}

interface FormSettingsProps extends Pick<Props, "document" | "onEdit" | "isReadOnly"> {}

function FormSettings({ document, onEdit, isReadOnly }: FormSettingsProps): ReactElement {
  return (
    <div className="of-formwords">
      <TextRow label={t("Name of the form")} value={document.name} isReadOnly={isReadOnly} onChange={(name) => onEdit(named(document, name), t("Change the name of the form"), "name")} />
      <AreaRow
        label={t("What it is for")}
        value={document.description}
        rows={1}
        isReadOnly={isReadOnly}
        onChange={(description) => onEdit(described(document, description), t("Change what the form is for"), "description")}
      />
    </div>
  );
}

/** What the builder does, and what is said and focused afterwards. */
function useActs({ document, outline, onEdit, onSelect, selected }: Pick<Props, "document" | "onEdit" | "onSelect" | "selected"> & { outline: Outline | null }) {
  const [said, setSaid] = useState("");
  const [focus, setFocus] = useState<Focus | null>(null);
  /** The question that was just added, and is still being given its title: its name follows. */
  const [fresh, setFresh] = useState<QuestionPointer | null>(null);
  const [additions, setAdditions] = useState(0);
  const latest = useRef({ document, outline, onEdit, onSelect });
  latest.current = { document, outline, onEdit, onSelect };

  const apply = useCallback((edited: Edited, label: string, mergeKey?: string): void => {
    const now = latest.current;
    if (edited.document !== now.document) now.onEdit(edited.document, label, mergeKey);
    now.onSelect(edited.selected);
    // The same sentence again is said again.
    setSaid((before) => (before === edited.said ? `${edited.said}\u00a0` : edited.said));
  }, []);
  const act = useCallback(
    (which: Act, pointer: QuestionPointer, part = "row"): void => {
      const { document: now, outline: shown } = latest.current;
      const question = shown?.byPointer.get(pointer);
      if (!question) return;
      const edited = done(now, which, question);
      apply(edited, labelOf(which, question.title));
      setFocus(edited.selected === null ? null : { pointer: edited.selected, part });
    },
    [apply],
  );
  const drop = useCallback(
    (pointer: QuestionPointer, where: Where): void => {
      const question = latest.current.outline?.byPointer.get(pointer);
      const edited = moved(latest.current.document, pointer, where);
      apply(edited, t("Move {title}", { title: question?.title ?? "" }));
      if (edited.selected !== null) setFocus({ pointer: edited.selected, part: "row" });
    },
    [apply],
  );
  const add = useCallback(
    (kind: AddableKind, where: Where): void => {
      const edited = added(latest.current.document, where, kind);
      apply(edited, t("Add a question: {kind}", { kind: KIND_WORDS[kind] }));
      setFresh(edited.selected);
      setAdditions((before) => before + 1);
    },
    [apply],
  );
  const copy = useCallback(
    (pointer: QuestionPointer, data: DataTransfer): void => {
      const { document: now, outline: shown } = latest.current;
      const text = copied(now, pointer);
      if (text !== null) {
        data.setData("text/plain", text);
        keepCopied(text);
      }
      apply({ document: now, selected: pointer, said: text === null ? CANNOT_COPY : t("{title} was copied.", { title: shown?.byPointer.get(pointer)?.title ?? "" }) }, "");
    },
    [apply],
  );
  const paste = useCallback(
    (pointer: QuestionPointer | null, data: DataTransfer): void => {
      const edited = pastedBehind(latest.current.document, pointer, data.getData("text/plain"));
      apply(edited, labelOf("paste", ""));
      if (edited.selected !== null) setFocus({ pointer: edited.selected, part: "row" });
    },
    [apply],
  );
  if (fresh !== null && selected !== fresh) setFresh(null);
  return { said, focus, fresh, setFresh, additions, apply, act, drop, add, copy, paste };
}

export const Builder = memo(function Builder({ document, onEdit, selected: wanted, onSelect, problems, isReadOnly }: Props): ReactElement {
  const outline = outlineOf(document);
  const question: Question | null = (wanted !== null && outline?.byPointer.get(wanted)) || null;
  const selected = question?.pointer ?? null;
  const { key, follow } = useShown(selected);
  const { said, focus, fresh, setFresh, additions, apply, act, drop, add, copy, paste } = useActs({ document, outline, onEdit, onSelect, selected });
  const [adding, setAdding] = useState<{ inside: QuestionPointer | null; opened: number }>({ inside: null, opened: 0 });
  const heading = useRef<HTMLHeadingElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const wrong = useMemo(() => (outline ? byQuestion(outline, problems) : new Map<QuestionPointer, string[]>()), [outline, problems]);
  const marks = useMemo(() => new Map([...wrong].map(([pointer, messages]) => [pointer, messages.join(" ")])), [wrong]);

  useEffect(() => {
    if (additions === 0) return;
    const title = root.current?.querySelector<HTMLInputElement>('[data-settings] [data-role="title"]');
    title?.focus();
    title?.select();
  }, [additions]);
  const addInside = useCallback((pointer: QuestionPointer) => setAdding(({ opened }) => ({ inside: pointer, opened: opened + 1 })), []);

  const change = (next: FormDocument, label: string, part?: string): void => onEdit(next, label, part === undefined ? undefined : `${key} ${part}`);
  const changeAndFollow = (edited: Edited, label: string, mergeKey?: string): void => {
    follow(edited.selected);
    apply(edited, label, mergeKey);
  };
  const onTitle = (title: string): void => {
    if (question === null) return;
    const next = titled(document, question.pointer, title);
    const label = t("Change the title of {title}", { title: question.title });
    // no text: what is typed in one field is undone together
    const mergeKey = `${key} title`;
    if (fresh !== question.pointer) {
      onEdit(next, label, mergeKey);
      return;
    }
    const names = namesIn(next, sectionAround(next, questionAt(next, question.pointer) ?? question));
    names.delete(question.name);
    const edited = renamed(next, question.pointer, freeName(names, nameFrom(title)));
    setFresh(edited.selected);
    changeAndFollow({ ...edited, said: "" }, label, mergeKey);
  };
  const whereToAdd = (): Where => {
    const { inside } = adding;
    const section = inside === null ? undefined : outline?.byPointer.get(inside);
    return section ? { section: section.pointer, at: section.children.length } : behind(document, selected);
  };

  return (
    <div className="of-stack of-builder" ref={root}>
      <FormSettings document={document} onEdit={onEdit} isReadOnly={isReadOnly} />
      <div className="of-row of-row--between">
        <h3 className="of-h3">{t("Questions")}</h3>
        {!isReadOnly && (
          <Menu
            className="of-btn of-btn--sm"
            opened={adding.opened}
            onClose={() => setAdding(({ opened }) => ({ inside: null, opened }))}
            items={() =>
              ADDABLE.map((kind) => ({ key: kind, label: KINDS[kind].label, explanation: KINDS[kind].explanation, onChoose: () => add(kind, whereToAdd()) }))
            }
          >
            <Icon name="plus" />
            {t("Add a question")}
          </Menu>
        )}
      </div>
      {outline === null || outline.questions.length === 0 ? (
        <Empty icon="form" level={2} title={t("There are no questions yet")}>
          <p>{t("Add the first one; it then stands here, in the JSON and in the preview.")}</p>
        </Empty>
      ) : (
        <div className="of-treebox">
          <Tree
            document={document}
            outline={outline}
            selected={selected}
            problems={marks}
            isReadOnly={isReadOnly}
            focus={focus}
            onSelect={onSelect}
            onAct={act}
            onDrop={drop}
            onAddInside={addInside}
            onOpen={() => heading.current?.focus()}
            onCopied={copy}
            onPasted={paste}
          />
        </div>
      )}
      <p className={said ? "of-small of-muted" : "of-hidden"} role="status">
        {said}
      </p>
      {question && (
        <>
          <hr className="of-rule" />
          <QuestionSettings
            key={key}
            document={document}
            question={question}
            problems={wrong.get(question.pointer) ?? NO_PROBLEMS}
            isReadOnly={isReadOnly}
            heading={heading}
            onChange={change}
            onTitle={onTitle}
            onName={(name) => {
              setFresh(null);
              changeAndFollow(renamed(document, question.pointer, name), t("Rename {name}", { name: question.name }));
            }}
            onKind={(kind) => changeAndFollow(ofKind(document, question.pointer, kind), t("Change the kind of {title}", { title: question.title }))}
            onCondition={(condition: Condition | null) => changeAndFollow(withCondition(document, question.pointer, condition), t("Change when {title} is shown", { title: question.title }))}
          />
        </>
      )}
    </div>
  );
});
