// SPDX-License-Identifier: AGPL-3.0-or-later
/** The form as whoever fills it in has it, while it is made. */
import { memo, useEffect, useRef, type ReactElement } from "react";
import type { TriedForm } from "../../fill/useTrial";
import { whileLaidOut } from "../../shared/afterFrame";
import { Boundary } from "../../shared/Boundary";
import { t } from "../../shared/texts";
import type { Problem } from "../../shared/types";
import { Asked } from "./Asked";

interface Props {
  form: TriedForm;
  /** Ids of the field of what is chosen in any pane, and of those around it; the same list while that is the same. */
  selected: readonly string[];
  faults: ReadonlyMap<string, Problem>;
  /** Of the field that was gone to. */
  onField: (id: string) => void;
}

/** Brings an element into view inside the box that scrolls, and leaves the page where it is. */
function reveal(box: HTMLElement, element: HTMLElement): void {
  const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollTop += inner.top - outer.top - Math.max(0, (outer.height - inner.height) / 2);
}

function useHighlight(box: React.RefObject<HTMLDivElement | null>, form: TriedForm, selected: readonly string[]): void {
  const lit = useRef<{ ids: readonly string[]; field: HTMLElement } | null>(null);
  // Also after the form has changed: its fields may be other elements now.
  useEffect(() => {
    const before = lit.current;
    if (before?.ids === selected && before.field.isConnected && before.field.dataset["field"] === selected[0]) return;
    before?.field.removeAttribute("data-here");
    const field = selected.map((id) => box.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`)).find((found) => found);
    field?.setAttribute("data-here", "");
    lit.current = field ? { ids: selected, field } : null;
  }, [box, form, selected]);
  useEffect(() => {
    const field = lit.current?.field;
    const scrolls = box.current?.parentElement;
    const root = (box.current ?? document).getRootNode() as ShadowRoot | Document;
    if (!field || !scrolls) return;
    return whileLaidOut(() => {
      if (!field.contains(root.activeElement)) reveal(scrolls, field);
    });
  }, [box, selected]);
}

function Filled({ form, selected, faults, onField }: Props): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  useHighlight(box, form, selected);
  const follow = (target: EventTarget): void => {
    const field = (target as HTMLElement).closest("[data-field]")?.getAttribute("data-field");
    if (field) onField(field);
  };
  return (
    <div ref={box} className="of-preview of-stack" onFocus={(event) => follow(event.target)} onClick={(event) => follow(event.target)}>
      <Asked form={form} faults={faults} />
    </div>
  );
}

/** What the page cannot show takes nothing else of the editor with it, and is tried anew with the next edit. */
export const Preview = memo(function Preview(props: Props): ReactElement {
  const { shown } = props.form;
  const failed = useRef<object | null>(null);
  const turn = useRef(0);
  if (failed.current !== null && failed.current !== shown) {
    failed.current = null;
    turn.current += 1;
  }
  return (
    <Boundary
      key={turn.current}
      fallback={() => {
        failed.current = shown;
        return <p className="of-muted">{t("The page cannot show this form as it is now. The problems below may say why; change it, or undo.")}</p>;
      }}
    >
      <Filled {...props} />
    </Boundary>
  );
});
