// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import { useGuard } from "../../shared/session";
import type { LibraryEntry } from "../../shared/types";
import { count, shown } from "../../shared/words";
import { formAddress, Refused } from "../parts";
import { useAsk } from "../useAsk";

/** What an entry is for, where it was taken from, under which licence, and how long it is. */
export function Facts({ entry }: { entry: LibraryEntry }): ReactElement {
  return (
    <dl className="of-facts">
      <dt>For</dt>
      <dd>{entry.purpose}</dd>
      <dt>Source</dt>
      <dd>
        <a href={entry.source_url} rel="noreferrer">
          {entry.source}
        </a>
      </dd>
      <dt>Licence</dt>
      <dd>{entry.licence}</dd>
      <dt>Length</dt>
      <dd>
        {count(entry.questions, "question")}, edition {entry.edition}
      </dd>
    </dl>
  );
}

/** Begins a draft of one's own, and opens it. */
export function UseIt({ base, entry, primary = false, children }: { base: string; entry: LibraryEntry; primary?: boolean; children?: ReactNode }): ReactElement {
  const { api } = useGuard();
  const { busy, failed, ask } = useAsk();
  const use = async (): Promise<void> => {
    const draft = await ask(() => api.useEntry(entry.entry));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  return (
    <>
      {failed && <Refused what="No draft was begun" error={failed} />}
      <div className="of-row">
        <button type="button" className={primary ? "of-btn of-btn--primary" : "of-btn"} disabled={busy} onClick={() => void use()}>
          {busy ? "Beginning the draft…" : "Use it"}
          <span className="of-hidden">: {shown(entry.name)}</span>
        </button>
        {children}
      </div>
    </>
  );
}
