// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one document of the editor: its history over all panes, and its saving. */
import { useCallback, useEffect, useState } from "react";
import { isUnstored, keepSoon, letGo, storeNowAll } from "../../shared/keptInBrowser";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { FormDraft, Session } from "../../shared/types";
import { begun, edited, redoes, redone, undoes, undone, type History } from "../document/history";
import type { FormDocument } from "../document/document";
import { copyKey, isSameDocument, loadCopy, type LocalCopy } from "./localCopy";
import { documentOf, Saver, type SaveState } from "./saver";

/** As the builder makes them. */
export type Edit = (next: FormDocument, label: string, mergeKey?: string) => void;

export interface EditorState {
  document: FormDocument;
  edit: Edit;
  undo: () => void;
  redo: () => void;
  /** What they would do; undefined where there is nothing. */
  undoes: string | undefined;
  redoes: string | undefined;
  saving: SaveState;
  saver: Saver;
  /** The draft as it was saved last. */
  draft: FormDraft;
  /** What this browser kept of changes to an older state of the draft. */
  leftOver: LocalCopy | null;
  dropLeftOver: () => void;
  /** Shows what somebody else saved in place of this; undo brings this back. */
  take: (draft: FormDraft) => void;
}

interface Opened {
  history: History;
  leftOver: LocalCopy | null;
}

function opened(draft: FormDraft, key: string): Opened {
  const history = begun(documentOf(draft));
  const copy = loadCopy(key);
  if (copy === null || isSameDocument(copy.document, history.present)) return { history, leftOver: null };
  if (copy.base !== draft.number) return { history, leftOver: copy };
  return { history: edited(history, copy.document, { label: t("Changes that this browser kept"), at: 0 }), leftOver: null };
}

/** Warns before what is nowhere but on this page is left. */
function useLeaving(saver: Saver, key: string): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      storeNowAll();
      if (!saver.isSaved || isUnstored(key)) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [saver, key]);
}

interface Saving {
  saver: Saver;
  saving: SaveState;
  draft: FormDraft;
  setDraft: (draft: FormDraft) => void;
}

function useSaver(first: FormDraft, key: string): Saving {
  const { api, guard, confirm, returned } = useDesigner();
  const [draft, setDraft] = useState(first);
  const [saving, setSaving] = useState<SaveState>({ kind: "saved", at: new Date(first.saved_at) });
  const [saver] = useState(
    () =>
      new Saver(first, {
        put: (saved) => guard(api.saveFormDraft(first.form, saved)),
        confirm,
        tell: setSaving,
        onSaved: (next) => {
          setDraft(next);
          letGo(key);
        },
      }),
  );
  useEffect(() => {
    saver.open();
    return () => saver.close();
  }, [saver]);
  useEffect(() => {
    if (returned > 0) saver.again();
  }, [returned, saver]);
  return { saver, saving, draft, setDraft };
}

export function useEditor(session: Session, first: FormDraft): EditorState {
  const key = copyKey(session, first.form);
  const [{ history: initial, leftOver: initialLeftOver }] = useState(() => opened(first, key));
  const [history, setHistory] = useState(initial);
  const [leftOver, setLeftOver] = useState(initialLeftOver);
  const { saver, saving, draft, setDraft } = useSaver(first, key);
  useLeaving(saver, key);
  const { present } = history;

  useEffect(() => {
    saver.put(present);
    if (saver.isSaved) return;
    keepSoon(key, () => JSON.stringify({ document: present, base: saver.base } satisfies LocalCopy), () => undefined);
  }, [saver, present, key]);

  const edit = useCallback<Edit>((next, label, mergeKey) => setHistory((before) => edited(before, next, { label, mergeKey, at: Date.now() })), []);
  const undo = useCallback(() => setHistory(undone), []);
  const redo = useCallback(() => setHistory(redone), []);
  const dropLeftOver = useCallback(() => setLeftOver(null), []);
  const take = useCallback(
    (theirs: FormDraft) => {
      saver.take(theirs);
      setDraft(theirs);
      setHistory((before) => edited(before, documentOf(theirs), { label: t("Take theirs"), at: Date.now() }));
    },
    [saver, setDraft],
  );
  return { document: present, edit, undo, redo, undoes: undoes(history), redoes: redoes(history), saving, saver, draft, leftOver, dropLeftOver, take };
}
