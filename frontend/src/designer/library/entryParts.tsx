// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { LibraryEntry } from "../../shared/types";
import { shown } from "../../shared/words";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

/** What an entry is for, where it was taken from, under which licence, and how long it is. */
export function Facts({ entry }: { entry: LibraryEntry }): ReactElement {
  return (
    <dl className="of-facts">
      <dt>{t("For")}</dt>
      <dd>{entry.purpose}</dd>
      <dt>{t("Source")}</dt>
      <dd>
        <a href={entry.source_url} rel="noreferrer">
          {entry.source}
        </a>
      </dd>
      <dt>{t("Licence")}</dt>
      <dd>{entry.licence}</dd>
      <dt>{t("Length")}</dt>
      <dd>
        {tn("{n} question, edition {edition}", "{n} questions, edition {edition}", entry.questions, { edition: entry.edition })}
      </dd>
    </dl>
  );
}

/** For those who may make no forms. */
export function WhereToAsk({ base }: { base: string }): ReactElement {
  return (
    <p className="of-small of-muted">
      {rich(t("To have one of these in your group, ask those who make forms here: <a>the list of forms</a> names them."), {
        a: (inside) => <a href={`${base}designer/`}>{inside}</a>,
      })}
    </p>
  );
}

interface UseItProps {
  base: string;
  entry: LibraryEntry;
  /** It is what the page is for. */
  primary?: boolean;
}

/** Begins a draft of one's own, and opens it. */
export function UseIt({ base, entry, primary = false }: UseItProps): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const use = async (): Promise<void> => {
    const draft = await ask(() => api.useEntry(entry.entry));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  return (
    <>
      {failed && <Refused what={t("No draft was begun")} error={failed} />}
      <div>
        <button type="button" className={primary ? "of-btn of-btn--primary" : "of-btn"} disabled={busy} onClick={() => void use()}>
          {busy ? t("Beginning the draft…") : t("Use it")}
          <span className="of-hidden">: {shown(entry.name)}</span>
        </button>
      </div>
    </>
  );
}
