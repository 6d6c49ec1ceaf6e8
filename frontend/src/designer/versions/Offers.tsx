// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Choice } from "../../shared/Choice";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { Table } from "../../shared/Table";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormRow, Group, ObjectTypeName } from "../../shared/types";
import { useLoaded, type Loaded } from "../../shared/useLoaded";
import { lowerType, plural, shown, typeName } from "../../shared/words";
import { Card } from "../Card";
import { OBJECT_TYPES, typesOffered } from "../offers/offers";
import { Withdraw } from "../offers/Withdraw";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

/** What it is for, mostly. */
const MOSTLY: ObjectTypeName = typeName("dataset");

type Offer = FormRow["offered"][number];

interface Props {
  row: FormRow;
  onChanged: (row: FormRow, isDone: boolean) => void;
}

function Add({ row, groups, onChanged }: Props & { groups: readonly Group[] }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  // The first group that has it not yet for those.
  const [group, setGroup] = useState(() => (groups.find(({ id }) => !typesOffered(row, id).includes(MOSTLY)) ?? groups[0])?.id ?? 0);
  const [type, setType] = useState(MOSTLY);
  const isThere = typesOffered(row, group).includes(type);
  const offer = async (): Promise<void> => {
    const next = await ask(() => api.offer(row.form, group, lowerType(type)));
    if (next) onChanged(next, typesOffered(next, group).includes(type));
  };
  return (
    <form
      className="of-stack of-stack--2"
      aria-label={t("Offer it to another group")}
      onSubmit={(event) => {
        event.preventDefault();
        void offer();
      }}
    >
      <div className="of-filters">
        <Choice id="of-o-group" label={t("Group")} value={group} options={groups.map(({ id, name }) => [id, shown(name)] as const)} onChange={(value) => setGroup(Number(value))} />
        <Choice id="of-o-type" label={t("For")} value={type} options={OBJECT_TYPES.map((each) => [each, plural(each)] as const)} onChange={(value) => setType(value as ObjectTypeName)} />
        <button type="submit" className="of-btn" disabled={busy || isThere}>
          {busy ? t("Offering…") : t("Offer it")}
        </button>
      </div>
      {isThere && <p className="of-small of-muted">{t("It is offered there already.")}</p>}
      {failed && <Refused what={t("It is not offered there")} error={failed} />}
    </form>
  );
}

interface AllowedProps extends Props {
  loaded: Loaded<Group[]>;
  onRetry: () => void;
}

function AddWhereAllowed({ row, onChanged, loaded, onRetry }: AllowedProps): ReactElement {
  if (loaded.state === "loading") return <Loading>{t("Asking which groups you may offer it to…")}</Loading>;
  if (loaded.state === "failed") return <NotLoaded what={t("Your groups")} error={loaded.error} onRetry={onRetry} />;
  if (loaded.value.length === 0) {
    return <p className="of-small of-muted">{t("Which forms a group is offered is decided by the owners of that group: ask one of them.")}</p>;
  }
  return <Add row={row} groups={loaded.value} onChanged={onChanged} />;
}

/** Where people can fill it in. Decided by the owners of each group, and by admins. */
export function Offers({ row, onChanged }: Props): ReactElement {
  const [stopping, setStopping] = useState<Offer | null>(null);
  const { api, guard, returned } = useDesigner();
  const load = useCallback(() => guard(api.groups()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  const own = loaded.state === "ready" ? loaded.value.map(({ id }) => id) : [];
  return (
    <Card title={t("Where it is offered")} anchor="offers">
      {row.offered.length === 0 ? (
        <p>{row.state === "retired" ? t("Nowhere.") : t("Nowhere yet, so nobody can fill it in. Offer it to a group, for the kind of object that it describes.")}</p>
      ) : (
        <Table label={t("Where it is offered")} look="of-table of-table--fold" columns={[t("Group"), t("For"), t("Change")]}>
          <tbody role="rowgroup">
            {row.offered.map((offer) => (
              <tr role="row" key={`${offer.group.id}:${offer.object_type}`}>
                <th scope="row" role="rowheader">
                  {shown(offer.group.name)}
                </th>
                <td role="cell" data-label={t("For")}>
                  {plural(offer.object_type)}
                </td>
                <td role="cell" data-label={t("Change")}>
                  {own.includes(offer.group.id) ? (
                    <button type="button" className="of-btn of-btn--sm" onClick={() => setStopping(offer)}>
                      {rich(t("Stop offering it… <hidden>to {group} for {objects}</hidden>", { objects: plural(offer.object_type) }), {
                        hidden: (inside) => <span className="of-hidden">{rich(inside, { group: shown(offer.group.name) })}</span>,
                      })}
                    </button>
                  ) : (
                    <span className="of-muted">{t("decided by its owners")}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {row.state === "published" && <AddWhereAllowed row={row} onChanged={onChanged} loaded={loaded} onRetry={reload} />}
      {row.state === "retired" && <p className="of-small of-muted">{t("A retired form is offered nowhere: restore it first.")}</p>}
      {stopping && (
        <Withdraw
          form={row}
          group={stopping.group}
          type={stopping.object_type}
          onDone={(next) => {
            setStopping(null);
            onChanged(next, !typesOffered(next, stopping.group.id).includes(stopping.object_type));
          }}
          onClose={() => setStopping(null)}
        />
      )}
    </Card>
  );
}
