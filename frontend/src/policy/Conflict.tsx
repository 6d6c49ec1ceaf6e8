// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody else made of a policy while it was open here, beside what was typed. */
import type { ReactElement } from "react";
import type { ApiError } from "../shared/api/client";
import { Banner } from "../shared/parts";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import { moment, shown } from "../shared/words";
import { differences, type Part, type Terms } from "./terms";

interface Stale {
  number: number;
  terms: Terms;
  who: string;
  at: string;
}

/** What the policy says now, where somebody else has changed it. */
export function staleOf(fault: ApiError | null): Stale | null {
  const details = fault?.detailsOf("stale_policy");
  if (!details) return null;
  const { group: _group, ...terms } = details.policy as unknown as Terms & { group: number };
  return { number: details.number, terms, who: shown(details.changed_by?.name ?? t("Somebody")), at: details.changed_at };
}

interface ConflictProps {
  stale: Stale;
  mine: Terms;
  words: (terms: Terms, part: Part) => string;
  hasEnded: boolean;
  onMine: () => void;
  onTheirs: () => void;
}

export function Conflict({ stale, mine, words, hasEnded, onMine, onTheirs }: ConflictProps): ReactElement {
  const parts = differences(mine, stale.terms);
  return (
    <Banner
      kind="warn"
      role="alert"
      title={t("Somebody has changed this policy since you opened it")}
      actions={
        <>
          <button type="button" className="of-btn" onClick={onMine}>
            {t("Keep mine")}
          </button>
          <button type="button" className="of-btn" onClick={onTheirs}>
            {t("Take theirs")}
          </button>
        </>
      }
    >
      <p>
        {t("{name} changed it, {when}. Nothing was overwritten, and what you typed is still here.", { name: stale.who, when: moment(stale.at, new Date()) })}
      </p>
      <ul>
        {parts.map((part) => (
          <li key={part}>
            {rich(t("Theirs: {theirs}. Yours: {yours}."), { theirs: <b>{words(stale.terms, part)}</b>, yours: <b>{words(mine, part)}</b> })}
          </li>
        ))}
        {parts.length === 0 && <li>{t("Both say the same.")}</li>}
        {hasEnded && <li>{t("It has ended, and is in force again only where you switch it on again.")}</li>}
      </ul>
    </Banner>
  );
}
