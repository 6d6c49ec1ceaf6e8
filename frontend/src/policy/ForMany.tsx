// SPDX-License-Identifier: AGPL-3.0-or-later
/** What admins require of several groups, apart from what each requires of itself. */
import { useCallback, type ReactElement } from "react";
import { NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { Group } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { amount } from "../shared/words";
import { usePolicies } from "./api";
import { policyOf } from "./many";
import { Row } from "./PolicyRows";

export function ForMany({ groups, hasOld }: { groups: readonly Group[]; hasOld: boolean }): ReactElement | null {
  const { api, guard } = usePolicies();
  const load = useCallback(() => guard(api.sitePolicies()), [api, guard]);
  const [loaded, reload] = useOpened(load);
  if (loaded.state === "loading") return null;
  if (loaded.state === "failed") return <NotLoaded what={t("The policies for several groups")} error={loaded.error} onRetry={reload} />;
  const rows = loaded.value.policies.filter((one) => hasOld || one.ended_at === null);
  return (
    <section className="of-card" aria-labelledby="of-many">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-many">
          {t("For several groups")}
        </h2>
        <span className="of-count">{amount(rows.length)}</span>
      </div>
      {rows.length > 0 ? (
        <Table label={t("Policies for several groups")} look="of-table of-table--fold" columns={[t("Policy"), t("State"), t("Comply"), t("Origin")]}>
          <tbody role="rowgroup">
            {rows.map((site) => (
              <Row key={site.id} policy={policyOf(site)} address={`?many=${site.id}`} groups={[...(site.groups ?? []), ...groups]} />
            ))}
          </tbody>
        </Table>
      ) : (
        <p className="of-card__body of-muted">{t("Nothing is required of several groups at once.")}</p>
      )}
      {loaded.value.may_make && (
        <div className="of-card__foot">
          <a className="of-btn" href="?new=all">
            {t("New policy for all groups…")}
          </a>
        </div>
      )}
    </section>
  );
}
