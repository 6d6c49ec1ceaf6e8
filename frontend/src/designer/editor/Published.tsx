// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form without a draft: its current version to read, and the way to the next one, or whom to ask for it. */
import { useMemo, type ReactElement } from "react";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { FormDraft, FormRow, VersionText } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { Head } from "./Head";
import { Panes } from "./Panes";
import { useJudged } from "./useJudged";

interface Props {
  base: string;
  row: FormRow;
  version: VersionText;
  onBegun: (draft: FormDraft) => void;
}

function nothing(): void {
  // A published version never changes.
}

export function Published({ base, row, version, onBegun }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const document = useMemo<FormDocument>(
    () => ({ name: row.name, description: row.description, schema: version.schema, uiSchema: version.ui_schema }),
    [row, version],
  );
  const judged = useJudged(document);
  const begin = async (): Promise<void> => {
    const begun = await ask(() => api.beginDraft(row.form));
    if (begun) onBegun(begun);
  };
  const mayBegin = row.may_edit && row.state !== "retired";
  return (
    <div className="of-stack">
      <Head
        base={base}
        row={row}
        name={row.name}
        state={row.state === "retired" ? t("version {version}, retired", { version: version.number }) : t("version {version}", { version: version.number })}
        note={
          mayBegin
            ? t("A published version never changes. To change the form, begin its next version.")
            : row.may_edit
              ? t("It is retired: restore it under Versions, then begin its next version.")
              : tn("You can read this form; its owner can change it.", "You can read this form; its owners can change it.", row.owners.length)
        }
        actions={
          mayBegin && (
            <button type="button" className="of-btn of-btn--primary" disabled={busy} onClick={() => void begin()}>
              {t("Begin version {version}", { version: version.number + 1 })}
            </button>
          )
        }
      />
      {failed && <Refused what={t("No draft was begun")} error={failed} />}
      <Panes {...judged} isReadOnly onEdit={nothing} onUndo={nothing} onRedo={nothing} />
    </div>
  );
}
