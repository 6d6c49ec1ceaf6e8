// SPDX-License-Identifier: AGPL-3.0-or-later
/** The texts of the form, one at a time: its schema, and its layout (the UI schema). */
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactElement } from "react";
import { flushSync } from "react-dom";
import { t } from "../../shared/texts";
import { JsonEditor, type Mark, type Stretch } from "../code/jsonEditor";
import type { Pane } from "../document/reading";

interface TextProps {
  text: string;
  label: string;
  describedBy: string;
  isReadOnly: boolean;
  marks: readonly Mark[];
  /** Finds the lines of what is chosen. Memoise it. */
  here: () => Stretch | null;
  /** A place to go to; another object is another wish. */
  wish: { offset: number } | null;
  onEdit: (text: string) => void;
  onPlace: (offset: number) => void;
  onUndo: () => void;
  onRedo: () => void;
}

function JsonText(props: TextProps): ReactElement {
  const { text, label, describedBy, isReadOnly, marks, here, wish } = props;
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<JsonEditor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!place.current) return;
    const made = new JsonEditor(place.current, {
      text: latest.current.text,
      label,
      describedBy,
      isReadOnly,
      // Once CodeMirror is done with it, and before the browser draws: React by itself would wait, and each key be drawn twice.
      onEdit: (next) => queueMicrotask(() => flushSync(() => latest.current.onEdit(next))),
      onPlace: (offset) => latest.current.onPlace(offset),
      onUndo: () => latest.current.onUndo(),
      onRedo: () => latest.current.onRedo(),
    });
    setEditor(made);
    return () => made.close();
  }, [label, describedBy, isReadOnly]);
  useLayoutEffect(() => editor?.show({ text, marks, here }), [editor, text, marks, here]);
  useEffect(() => {
    if (wish) editor?.goTo(wish.offset);
  }, [editor, wish]);
  return <div className="of-codebox" ref={place} />;
}

interface Props extends Omit<TextProps, "label" | "describedBy"> {
  pane: Pane;
}

const NAMES: Record<Pane, string> = { schema: t("Schema"), uiSchema: t("Layout") };
const PANES: readonly Pane[] = ["schema", "uiSchema"];

/** Which of both texts is shown. */
export function PaneSwitch({ pane, onPane }: { pane: Pane; onPane: (pane: Pane) => void }): ReactElement {
  return (
    <div className="of-seg of-push" role="group" aria-label={t("Text")}>
      {PANES.map((each) => (
        <button key={each} type="button" className="of-btn of-btn--sm" aria-pressed={each === pane} onClick={() => onPane(each)}>
          {NAMES[each]}
        </button>
      ))}
    </div>
  );
}

export function JsonPane({ pane, ...props }: Props): ReactElement {
  const help = useId();
  return (
    <div className="of-jsonpane of-stack of-stack--2">
      <JsonText key={pane} {...props} label={t("{text}, JSON", { text: NAMES[pane] })} describedBy={help} />
      <p className="of-small of-muted" id={help}>
        {props.isReadOnly
          ? t("To be read, searched (Ctrl+F) and copied. Tab leaves the text, F8 goes to the next problem.")
          : t("Tab leaves the text, also after Escape. Ctrl+] and Ctrl+[ indent a line, F8 goes to the next problem.")}
      </p>
    </div>
  );
}
