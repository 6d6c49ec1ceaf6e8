// SPDX-License-Identifier: AGPL-3.0-or-later
import { useDraggable } from "@dnd-kit/core";
import { memo, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { t } from "../../shared/texts";
import type { QuestionPointer } from "../document/document";
import type { Question } from "../document/outline";
import { labelOf, type Act, type DropSide } from "./acts";
import { Menu, type MenuItem } from "./Menu";

interface Props {
  id: string;
  question: Question;
  level: number;
  at: number;
  of: number;
  isOpen: boolean;
  isSelected: boolean;
  /** Whether Tab leads to this row. */
  isReached: boolean;
  /** What is wrong with it, read after its name. */
  problem: string | undefined;
  /** Where what is dragged over it would go. */
  drop: DropSide | undefined;
  isReadOnly: boolean;
  onSelect: (pointer: QuestionPointer) => void;
  onFold: (pointer: QuestionPointer) => void;
  onAct: (act: Act, pointer: QuestionPointer, part?: string) => void;
  itemsOf: (pointer: QuestionPointer) => MenuItem[];
}

/** For the mouse alone: there are buttons and keys for everything that dragging does. */
function Grip({ pointer }: { pointer: QuestionPointer }): ReactElement {
  const { setNodeRef, listeners } = useDraggable({ id: pointer });
  return (
    <span ref={setNodeRef} className="of-grip" data-grip="" aria-hidden="true" {...listeners}>
      <Icon name="grip" />
    </span>
  );
}

/** Deeper ones are indented no further. */
const DEEPEST_INDENT = 8;

export const Row = memo(function Row(props: Props): ReactElement {
  const { id, question, level, at, of, isOpen, isSelected, isReached, problem, drop, isReadOnly, onSelect, onFold, onAct, itemsOf } = props;
  const { pointer, title, note, required, shownIf, name, children } = question;
  const canMove = !isReadOnly && name !== "";
  const tabIndex = isReached ? 0 : -1;
  const mover = (act: "up" | "down", isOff: boolean): ReactElement => (
    <button
      type="button"
      className="of-btn of-btn--sm of-btn--icon of-btn--quiet"
      aria-label={labelOf(act, title)}
      aria-disabled={isOff || undefined}
      tabIndex={tabIndex}
      data-role={act}
      onClick={() => onAct(act, pointer, act)}
    >
      <Icon name={act} />
    </button>
  );
  return (
    <li
      role="treeitem"
      id={id}
      aria-level={level}
      aria-posinset={at}
      aria-setsize={of}
      aria-selected={isSelected}
      aria-expanded={children.length > 0 ? isOpen : undefined}
      aria-labelledby={`${id}-name`}
      className="of-node"
      data-level={Math.min(level, DEEPEST_INDENT)}
      data-pointer={pointer}
      data-drop={drop}
      aria-current={isSelected || undefined}
      tabIndex={tabIndex}
      onClick={() => onSelect(pointer)}
    >
      {canMove ? <Grip pointer={pointer} /> : <span className="of-grip of-grip--none" aria-hidden="true" />}
      {children.length > 0 && (
        <span
          className="of-node__fold"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onFold(pointer);
          }}
        >
          <Icon name={isOpen ? "down" : "right"} />
        </span>
      )}
      <span className="of-node__main" id={`${id}-name`}>
        <span className="of-strong">{title}</span>{" "}
        <span className="of-node__note">
          {[note, required && t("required"), shownIf].filter(Boolean).join(" · ")}
        </span>{" "}
        {problem !== undefined && (
          <span className="of-error">
            <Icon name="alert" />
            <span className="of-hidden">{t("Has a problem: {problem}", { problem })}</span>
          </span>
        )}
      </span>
      {!isReadOnly && (
        <span className="of-node__acts" onClick={(event) => event.stopPropagation()}>
          {canMove && mover("up", at === 1)}
          {canMove && mover("down", at === of)}
          <Menu
            name={t("More for {title}", { title })}
            className="of-btn of-btn--sm of-btn--icon of-btn--quiet"
            items={() => itemsOf(pointer)}
            tabIndex={tabIndex}
            role="more"
          >
            <Icon name="more" />
          </Menu>
        </span>
      )}
    </li>
  );
});
