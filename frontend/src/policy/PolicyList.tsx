// SPDX-License-Identifier: AGPL-3.0-or-later
/** The policies of one's groups, those that hold first, each as the sentence that it is. */
import { useState, type ReactElement } from "react";
import { Choice } from "../shared/Choice";
import { Empty } from "../shared/parts";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Policies } from "../shared/types";
import { amount, shown } from "../shared/words";
import { ForMany } from "./ForMany";
import { Row } from "./PolicyRows";

interface Props {
  /** Admins see what is required of several groups, too. */
  isAdmin: boolean;
  list: Policies;
  group: number | null;
  go: (search: string) => void;
}

export function PolicyList({ isAdmin, list, group, go }: Props): ReactElement {
  const [hasOld, setHasOld] = useState(false);
  const known = new Map([...list.groups, ...list.policies.map((policy) => policy.group)].map((one) => [one.id, one.name]));
  const groups = [...known].sort(([, a], [, b]) => a.localeCompare(b));
  // What is for several groups stands below once, and not once for each of them.
  const ofGroup = list.policies.filter((policy) => (group === null ? !isAdmin || policy.origin !== "site" : policy.group.id === group));
  const old = ofGroup.filter((policy) => policy.ended_at !== null);
  const rows = hasOld ? ofGroup : ofGroup.filter((policy) => policy.ended_at === null);
  const settable = list.groups.filter(({ id }) => group === null || id === group);
  const [newIn, setNewIn] = useState("");
  const chosen = newIn || String(settable[0]?.id ?? "");
  return (
    <>
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1">{t("Policies")}</h1>
          <p className="of-lede">{t("What groups require of their data, and when. What comes of it is in the report.")}</p>
        </div>
      </div>
      {groups.length === 0 ? (
        <div className="of-card">
          <Empty icon="form" level={2} title={t("You own no group")}>
            <p>{t("Owners of a group set its policies. To see what is open for you, open one of your datasets.")}</p>
          </Empty>
        </div>
      ) : (
        <section className="of-card" aria-labelledby="of-policies">
          <div className="of-card__head">
            <h2 className="of-h2" id="of-policies">
              {group === null ? t("All groups") : shown(known.get(group) ?? t("This group"))}
            </h2>
            <span className="of-count">{amount(rows.length)}</span>
          </div>
          <div className="of-card__body of-filters">
            <Choice
              id="of-p-group"
              label={t("Group")}
              value={group ?? ""}
              options={[["", t("All groups")], ...groups.map(([id, name]) => [id, shown(name)] as const)]}
              onChange={(value) => go(value ? `?group=${value}` : "")}
            />
          </div>
          {rows.length > 0 ? (
            <Table label={t("Policies")} look="of-table of-table--fold" columns={[t("Policy"), t("State"), t("Comply"), t("Origin")]}>
              <tbody role="rowgroup">
                {rows.map((policy) => (
                  <Row key={policy.id} policy={policy} address={`?policy=${policy.id}`} />
                ))}
              </tbody>
            </Table>
          ) : (
            <Empty icon="form" level={2} title={isAdmin && group === null ? t("No group requires anything of its own yet") : t("Nothing is required here yet")}>
              <p>{t("A policy says which objects need which form, and by when. You see what it would do before you switch it on.")}</p>
            </Empty>
          )}
          {old.length > 0 && (
            <p className="of-card__body">
              <label className="of-choice">
                <input className="of-check" type="checkbox" checked={hasOld} onChange={(event) => setHasOld(event.target.checked)} />{" "}
                {tn("Show {n} policy that has ended", "Show {n} policies that have ended", old.length)}
              </label>
            </p>
          )}
          {settable.length > 0 && (
            <form
              className="of-card__foot"
              onSubmit={(event) => {
                event.preventDefault();
                window.location.assign(`?new=${chosen}`);
              }}
            >
              {settable.length > 1 && (
                <Choice
                  id="of-p-new"
                  label={t("Group of the new policy")}
                  value={chosen}
                  options={settable.map((one) => [one.id, shown(one.name)] as const)}
                  onChange={setNewIn}
                />
              )}
              <button type="submit" className="of-btn of-btn--primary">
                {settable.length > 1 ? t("New policy…") : t("New policy for {group}…", { group: shown(settable[0]?.name ?? "") })}
              </button>
            </form>
          )}
        </section>
      )}
      {isAdmin && group === null && <ForMany groups={list.groups} hasOld={hasOld} />}
    </>
  );
}
