// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/designer/<form>/: the draft of a form, or its current version where it has none. */
import { useCallback, useEffect, useState, type ReactElement } from "react";
import { ApiError } from "../../shared/api/client";
import { onComingBack } from "../../shared/comingBack";
import { Empty, Loading, NotLoaded } from "../../shared/parts";
import { type DesignerGuard, useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormDraft, FormRow, Session, VersionText } from "../../shared/types";
import { useOpened } from "../../shared/useOpened";
import { formAddress } from "../parts";
import type { ScreenProps } from "../screens";
import { Editor } from "./Editor";
import { Published } from "./Published";

interface Opened {
  row: FormRow;
  /** null where there is none, or one that the reader may not see. */
  draft: FormDraft | null;
  version: VersionText | null;
}

async function open({ api, guard }: Pick<DesignerGuard, "api" | "guard">, form: string): Promise<Opened> {
  const row = await guard(api.formRow(form));
  // Who is told of a draft may read it.
  const draft = row.draft
    ? await guard(api.formDraft(form)).catch((error: unknown) => {
        if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null;
        throw error;
      })
    : null;
  const version = draft === null && row.version > 0 ? await guard(api.formVersion(form, row.version)) : null;
  return { row, draft, version };
}

/** Versions that are published while the editor is open, looked for whenever somebody comes back to it. */
function useRow(first: FormRow): FormRow {
  const { api, guard } = useDesigner();
  const [row, setRow] = useState(first);
  useEffect(() => onComingBack(() => void guard(api.formRow(first.form)).then(setRow, () => undefined)), [api, guard, first.form]);
  return row;
}

function Shown({ base, session, opened, onReload }: { base: string; session: Session; opened: Opened; onReload: () => void }): ReactElement {
  const row = useRow(opened.row);
  const [draft, setDraft] = useState(opened.draft);
  const [turn, setTurn] = useState(0);
  const begun = (next: FormDraft): void => {
    if (next.form === row.form) {
      setDraft(next);
      setTurn(turn + 1);
    } else window.location.assign(formAddress(base, next.form));
  };
  if (draft) {
    return (
      <Editor
        key={turn}
        base={base}
        session={session}
        row={row}
        draft={draft}
        isReadOnly={!row.may_edit}
        onBegun={begun}
        onDiscarded={onReload}
      />
    );
  }
  if (opened.version) return <Published base={base} row={row} version={opened.version} onBegun={begun} />;
  return (
    <div className="of-card">
      <Empty icon="form" level={1} title={t("This form has no version yet")}>
        <p>{t("Its owners are still making it.")}</p>
      </Empty>
    </div>
  );
}

export function EditorScreen({ base, session, of: form }: ScreenProps): ReactElement {
  const { api, guard } = useDesigner();
  const [result, reload] = useOpened(useCallback(() => open({ api, guard }, form), [api, guard, form]));
  if (result.state === "failed") {
    return (
      <NotLoaded what={t("This form")} error={result.error} onRetry={reload}>
        {result.error.status === 404 && (
          <p>{rich(t("Go to <a>all forms</a>."), { a: (inside) => <a href={`${base}designer/`}>{inside}</a> })}</p>
        )}
      </NotLoaded>
    );
  }
  if (result.state === "loading" || session === null) return <Loading>{t("Opening the form…")}</Loading>;
  return <Shown base={base} session={session} opened={result.value} onReload={reload} />;
}
