// SPDX-License-Identifier: AGPL-3.0-or-later
/** The questions as a tree that is gone through by arrow keys, and rearranged by keys, by buttons and by dragging. */
import { DndContext, DragOverlay, PointerSensor, useSensor, useSensors, type DragMoveEvent } from "@dnd-kit/core";
import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactElement } from "react";
import { domId } from "../../form/pointers";
import { whileLaidOut } from "../../shared/afterFrame";
import { t } from "../../shared/texts";
import type { FormDocument, QuestionPointer } from "../document/document";
import type { Where } from "../document/edits/questions";
import type { Outline } from "../document/outline";
import { ACTS, dropOn, holds, parentOf, possible, rowsOf, type Act, type DropSide, type Row as RowOf } from "./acts";
import type { MenuItem } from "./Menu";
import { Row } from "./Row";

interface Props {
  document: FormDocument;
  outline: Outline;
  selected: QuestionPointer | null;
  problems: ReadonlyMap<QuestionPointer, string>;
  isReadOnly: boolean;
  onSelect: (pointer: QuestionPointer) => void;
  onAct: (act: Act, pointer: QuestionPointer, part?: string) => void;
  onDrop: (pointer: QuestionPointer, where: Where) => void;
  onAddInside: (pointer: QuestionPointer) => void;
  /** To the settings of the chosen question. */
  onOpen: () => void;
  onCopied: (pointer: QuestionPointer, data: DataTransfer) => void;
  onPasted: (pointer: QuestionPointer | null, data: DataTransfer) => void;
  /** Which row, or which button of it, is to have the focus once the tree is drawn. */
  focus: { pointer: QuestionPointer; part: string } | null;
}

const MOVES: Readonly<Record<string, Act>> = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

/** Where the keys of the tree lead from a row; undefined where they lead nowhere. */
function rowAfter(rows: readonly RowOf[], at: number, key: string, outline: Outline): QuestionPointer | undefined {
  const row = rows[at];
  if (key === "ArrowDown") return rows[at + 1]?.question.pointer;
  if (key === "ArrowUp") return rows[at - 1]?.question.pointer;
  if (key === "Home") return rows[0]?.question.pointer;
  if (key === "End") return rows.at(-1)?.question.pointer;
  if (key === "ArrowRight" && row?.isOpen) return row.question.children[0]?.pointer;
  if (key === "ArrowLeft" && row && !row.isOpen) return parentOf(outline, row.question.pointer)?.pointer;
  return undefined;
}

interface Dragging {
  pointer: QuestionPointer;
  over: QuestionPointer | null;
  side: DropSide | undefined;
  where: Where | null;
}

/** What is dragged, and where it would go: found by what lies below the mouse, so that rows need not be measured. */
function useDragging(latest: { readonly current: { document: FormDocument } }, list: { readonly current: HTMLElement | null }) {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const onDragMove = useCallback(
    ({ active, activatorEvent, delta }: DragMoveEvent) => {
      const start = activatorEvent as PointerEvent;
      const root = list.current?.getRootNode() as Document | ShadowRoot | undefined;
      const [x, y] = [start.clientX + delta.x, start.clientY + delta.y];
      // What is dragged lies above the rows.
      const row = root?.elementsFromPoint?.(x, y).map((each) => each.closest<HTMLElement>("[data-pointer]")).find((each) => each !== null);
      const pointer = String(active.id);
      const over = row?.dataset["pointer"] ?? null;
      let found: ReturnType<typeof dropOn> = null;
      if (row && over !== null) {
        const { top, height } = row.getBoundingClientRect();
        found = dropOn(latest.current.document, pointer, over, height > 0 ? (y - top) / height : 0, row.getAttribute("aria-expanded") === "true");
      }
      setDragging((before) => (before?.over === over && before.side === found?.side ? before : { pointer, over, side: found?.side, where: found?.where ?? null }));
    },
    [latest, list],
  );
  return { dragging, setDragging, onDragMove };
}

export function Tree(props: Props): ReactElement {
  const { document, outline, selected, problems, isReadOnly, onSelect, onAct, onDrop, onAddInside, onOpen, onCopied, onPasted, focus } = props;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<QuestionPointer>>(new Set());
  const rows = useMemo(() => rowsOf(outline, closed), [outline, closed]);
  const reached = rows.some(({ question }) => question.pointer === selected) ? selected : (rows[0]?.question.pointer ?? null);
  const latest = useRef({ document, outline });
  latest.current = { document, outline };
  const { dragging, setDragging, onDragMove } = useDragging(latest, list);
  const sensors = useSensors(useSensor(PointerSensor, BY_POINTER));

  const rowOf = useCallback((pointer: QuestionPointer): HTMLElement | null => list.current?.querySelector(`[data-pointer="${CSS.escape(pointer)}"]`) ?? null, []);
  useLayoutEffect(() => {
    if (focus === null) return;
    const row = rowOf(focus.pointer);
    const part = row?.querySelector<HTMLElement>(`[data-role="${focus.part}"]`);
    (part ?? row)?.focus();
  }, [focus, rowOf]);

  // What is chosen elsewhere, in the JSON or in the preview, is seen here.
  useLayoutEffect(() => {
    if (selected === null) return undefined;
    const around: QuestionPointer[] = [];
    const { outline: shown } = latest.current;
    for (let each = parentOf(shown, selected); each; each = parentOf(shown, each.pointer)) around.push(each.pointer);
    setClosed((before) => (around.some((each) => before.has(each)) ? new Set([...before].filter((each) => !around.includes(each))) : before));
    return whileLaidOut(() => rowOf(selected)?.scrollIntoView({ block: "nearest" }));
  }, [selected, rowOf]);

  const fold = useCallback(
    (pointer: QuestionPointer) =>
      setClosed((before) => {
        const next = new Set(before);
        if (!next.delete(pointer)) next.add(pointer);
        return next;
      }),
    [],
  );
  const itemsOf = useCallback(
    (pointer: QuestionPointer): MenuItem[] => {
      const { document: now, outline: shown } = latest.current;
      const question = shown.byPointer.get(pointer);
      if (!question) return [];
      const acts = possible(now, question);
      const items = ACTS.filter(({ act }) => acts.has(act)).map(({ act, label, keys }) => ({ key: act, label, ...(keys ? { keys } : {}), onChoose: () => onAct(act, pointer) }));
      if (!holds(question)) return items;
      return [{ key: "inside", label: t("Add a question inside…"), onChoose: () => onAddInside(pointer) }, ...items];
    },
    [onAct, onAddInside],
  );

  const go = (pointer: QuestionPointer): void => {
    onSelect(pointer);
    rowOf(pointer)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    const at = rows.findIndex(({ question }) => question.pointer === reached);
    const row = rows[at];
    // The buttons of a row have keys of their own.
    if (!row || event.ctrlKey || event.metaKey || (event.target as Element).getAttribute("role") !== "treeitem") return;
    const { pointer } = row.question;
    const { key } = event;
    const move = event.altKey ? MOVES[key] : key === "Delete" ? "remove" : undefined;
    const next = event.altKey ? undefined : rowAfter(rows, at, key, outline);
    const isFold = (key === "ArrowRight" && !row.isOpen) || (key === "ArrowLeft" && row.isOpen);
    if (move !== undefined) {
      if (!isReadOnly) onAct(move, pointer);
    } else if (event.altKey) return;
    else if (isFold && row.question.children.length > 0) fold(pointer);
    else if (next !== undefined) go(next);
    else if (key === "Enter") onOpen();
    else if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) rowOf(pointer)?.querySelector<HTMLElement>('[data-role="more"]')?.click();
    // no text: as browsers name keys
    else if (!key.startsWith("Arrow")) return;
    event.preventDefault();
  };
  const clipboard = (act: (pointer: QuestionPointer, data: DataTransfer) => void) => (event: ClipboardEvent) => {
    if (reached === null || isReadOnly) return;
    event.preventDefault();
    act(reached, event.clipboardData);
  };

  const title = dragging === null ? null : outline.byPointer.get(dragging.pointer)?.title;
  return (
    <DndContext
      sensors={sensors}
      onDragStart={({ active }) => setDragging({ pointer: String(active.id), over: null, side: undefined, where: null })}
      onDragMove={onDragMove}
      onDragCancel={() => setDragging(null)}
      onDragEnd={() => {
        setDragging(null);
        if (dragging?.where) onDrop(dragging.pointer, dragging.where);
      }}
      accessibility={SILENT}
    >
      <ul ref={list} className="of-tree" role="tree" aria-label={t("Questions")} onKeyDown={onKeyDown} onCopy={clipboard(onCopied)} onPaste={clipboard(onPasted)}>
        {rows.map(({ question, level, at, of, isOpen }) => (
          <Row
            key={question.pointer}
            id={`${id}${domId(question.pointer)}`}
            question={question}
            level={level}
            at={at}
            of={of}
            isOpen={isOpen}
            isSelected={question.pointer === selected}
            isReached={question.pointer === reached}
            problem={problems.get(question.pointer)}
            drop={dragging?.over === question.pointer ? dragging.side : undefined}
            isReadOnly={isReadOnly}
            onSelect={onSelect}
            onFold={fold}
            onAct={onAct}
            itemsOf={itemsOf}
          />
        ))}
      </ul>
      <DragOverlay dropAnimation={null}>{title ? <div className="of-node of-node--dragged">{title}</div> : null}</DragOverlay>
    </DndContext>
  );
}

/** The same objects each time: every handle would be drawn anew for others. */
const BY_POINTER = { activationConstraint: { distance: 5 } };
const nothing = (): undefined => undefined;
/** What was moved is said by the builder, however it was moved. */
const SILENT = { announcements: { onDragStart: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing }, screenReaderInstructions: { draggable: "" } };
