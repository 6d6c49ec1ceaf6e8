// SPDX-License-Identifier: AGPL-3.0-or-later
/** The draft of a form, changed in its panes and saved meanwhile. */
import { useCallback, useState, type KeyboardEvent, type MouseEvent, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { Icon } from "../../shared/icons";
import { letGo } from "../../shared/keptInBrowser";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { FormDraft, FormRow, Session } from "../../shared/types";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { Head } from "./Head";
import { GoneDraft, LeftOver, NewerVersion } from "./Kept";
import { copyKey } from "./localCopy";
import { Panes } from "./Panes";
import { NotSaved, SaveLine } from "./SaveLine";
import { documentOf, draftOf } from "./saver";
import { StaleDraft } from "./StaleDraft";
import { States } from "./States";
import { TestFill } from "./TestFill";
import { useEditor, type EditorState } from "./useEditor";
import { useJudged } from "./useJudged";

interface Props {
  base: string;
  session: Session;
  row: FormRow;
  draft: FormDraft;
  isReadOnly: boolean;
  /** Another draft is there now. */
  onBegun: (draft: FormDraft) => void;
  /** There is none any more. */
  onDiscarded: () => void;
}

/** Undo and redo by keys, wherever one is; what is typed into the preview is no edit of the form. */
function useKeys({ undo, redo }: EditorState): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if ((event.target as HTMLElement).closest(".of-preview, .of-test, dialog")) return;
    const key = event.key.toLowerCase();
    const isUndo = key === "z" && !event.shiftKey;
    if (!isUndo && key !== "y" && !(key === "z" && event.shiftKey)) return;
    event.preventDefault();
    (isUndo ? undo : redo)();
  };
}

/** The page that publishes reads the draft of the server: what is not saved is saved first, and the page says why where it cannot be. */
function useLeaving({ saver }: EditorState): (event: MouseEvent<HTMLAnchorElement>) => void {
  return (event) => {
    if (saver.isSaved) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    void saver.now().then((isSaved) => {
      if (isSaved) window.location.assign(href);
    });
  };
}

function DiscardDraft({ base, row, draft, number, onDiscarded, onClose }: Pick<Props, "base" | "row" | "draft" | "onDiscarded"> & { number: number; onClose: () => void }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const discard = async (): Promise<void> => {
    const done = await ask(async () => {
      await api.discardFormDraft(draft.form, number);
      return true;
    });
    if (!done) return;
    if (row.version === 0) window.location.assign(`${base}designer/`);
    else onDiscarded();
  };
  return (
    <Dialog title={t("Discard this draft?")} action={t("Discard the draft")} busy={busy} onAction={() => void discard()} onClose={onClose}>
      <p>
        {t("The draft goes with all its earlier states, for every owner of the form.")}{" "}
        {row.version > 0
          ? t("Version {version} and all answers stay as they are.", { version: row.version })
          : t("The form has no version yet, so nothing of it is left.")}
      </p>
      {failed && <Refused what={t("The draft was not discarded")} error={failed} />}
    </Dialog>
  );
}

/** What takes a decision before the draft can be saved again. */
function Decisions({ base, session, row, editor, now, onBegun }: Pick<Props, "base" | "session" | "row" | "onBegun"> & { editor: EditorState; now: Date }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const { document, edit, saving, saver, draft, leftOver, dropLeftOver, take } = editor;
  const goOn = async (): Promise<void> => {
    if (!(await saver.now())) return;
    const saved = await ask(() => api.saveFormDraft(draft.form, { ...draftOf(document), base: saver.base, base_version: row.version }));
    if (saved) take(saved);
  };
  return (
    <>
      <NotSaved saving={saving} onRetry={() => saver.again()} />
      {saving.kind === "stale" && (
        <StaleDraft
          key={saving.newest.number}
          form={draft.form}
          mine={document}
          newest={saving.newest}
          now={now}
          isOwn={saving.newest.saved_by.id === session.user.id}
          onTakeTheirs={take}
          onKeepMine={(number) => saver.goOnFrom(number)}
        />
      )}
      {saving.kind === "gone" && <GoneDraft base={base} draft={draft} document={document} onBegun={onBegun} />}
      {leftOver && (
        <LeftOver
          present={document}
          leftOver={leftOver.document}
          onTake={() => {
            edit(leftOver.document, t("Take what this browser kept"));
            dropLeftOver();
          }}
          onDrop={dropLeftOver}
        />
      )}
      {saving.kind !== "gone" && row.version > draft.base_version && (
        <NewerVersion base={base} form={row.form} version={row.version} busy={busy} failed={failed} onGoOn={() => void goOn()} />
      )}
    </>
  );
}

export function Editor(props: Props): ReactElement {
  const { base, session, row, isReadOnly, onBegun, onDiscarded } = props;
  const editor = useEditor(session, props.draft);
  const { document, edit, undo, redo, saving, saver, draft } = editor;
  const judged = useJudged(document);
  const { form } = judged;
  const [isTesting, setTesting] = useState(false);
  const [showsStates, setShowsStates] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const onKeyDown = useKeys(editor);
  const leave = useLeaving(editor);
  const save = useCallback(() => saver.now(), [saver]);
  const next = draft.base_version + 1;
  const state = t("draft of version {version}", { version: next });
  const now = new Date();
  const publish = formAddress(base, row.form, "publish/");

  if (isTesting && form) {
    return <TestFill form={row.form} name={document.name} state={state} tried={form} onSave={save} onClose={() => setTesting(false)} />;
  }
  return (
    <div className="of-stack" onKeyDown={onKeyDown}>
      <Head
        base={base}
        row={row}
        name={document.name}
        state={state}
        note={isReadOnly ? t("You can read this draft; its owners can change it.") : <SaveLine saving={saving} />}
        actions={
          <>
            <button type="button" className="of-btn" disabled={!form} onClick={() => setTesting(true)}>
              {t("Test")}
            </button>
            {draft.base_version > 0 && (
              <a className="of-btn" href={publish} onClick={leave}>
                <Icon name="swap" />
                {t("Compare with version {version}", { version: draft.base_version })}
              </a>
            )}
            {!isReadOnly && (
              <a className="of-btn of-btn--primary" href={publish} onClick={leave}>
                {t("Publish version {version}…", { version: next })}
              </a>
            )}
          </>
        }
      />
      {!isReadOnly && <Decisions session={session} base={base} row={row} editor={editor} now={now} onBegun={onBegun} />}
      <div className="of-row" role="group" aria-label={t("The whole form")}>
        {!isReadOnly && (
          <>
            <button type="button" className="of-btn of-btn--sm" disabled={editor.undoes === undefined} title={editor.undoes} onClick={undo}>
              <Icon name="undo" />
              {t("Undo")}
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={editor.redoes === undefined} title={editor.redoes} onClick={redo}>
              {t("Redo")}
            </button>
          </>
        )}
        <button type="button" className="of-btn of-btn--sm of-push" aria-expanded={showsStates} onClick={() => setShowsStates(!showsStates)}>
          {t("Earlier states")}
        </button>
        {!isReadOnly && (
          <button type="button" className="of-btn of-btn--sm" onClick={() => setAsking(true)}>
            {t("Discard the draft…")}
          </button>
        )}
      </div>
      {showsStates && (
        <States
          form={row.form}
          number={draft.number}
          present={document}
          isReadOnly={isReadOnly}
          now={now}
          onTakeBack={(old) => edit(documentOf(old), t("Take back state {number}", { number: old.number }))}
          onClose={() => setShowsStates(false)}
        />
      )}
      <Panes {...judged} isReadOnly={isReadOnly} onEdit={edit} onUndo={undo} onRedo={redo} />
      {isAsking && (
        <DiscardDraft
          base={base}
          row={row}
          draft={draft}
          number={saver.base}
          onDiscarded={() => {
            saver.forget();
            letGo(copyKey(session, row.form));
            onDiscarded();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
