// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Choice } from "../../shared/Choice";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { Table } from "../../shared/Table";
import type { FormRow, Group, ObjectTypeName } from "../../shared/types";
import { useLoaded, type Loaded } from "../../shared/useLoaded";
import { lowerType, shown } from "../../shared/words";
import { Card } from "../Card";
import { OBJECT_TYPES, objectsOf, typesOffered } from "../offers/offers";
import { Withdraw } from "../offers/Withdraw";
import { Refused } from "../parts";
import { useAsk } from "../../shared/useAsk";

type Offer = FormRow["offered"][number];

interface Props {
  row: FormRow;
  onChanged: (row: FormRow, isDone: boolean) => void;
}

function Add({ row, groups, onChanged }: Props & { groups: readonly Group[] }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  // Mostly it is for datasets: the first group that has it not yet for those.
  const [group, setGroup] = useState(() => (groups.find(({ id }) => !typesOffered(row, id).includes("Dataset")) ?? groups[0])?.id ?? 0);
  const [type, setType] = useState<ObjectTypeName>("Dataset");
  const isThere = typesOffered(row, group).includes(type);
  const offer = async (): Promise<void> => {
    const next = await ask(() => api.offer(row.form, group, lowerType(type)));
    if (next) onChanged(next, typesOffered(next, group).includes(type));
  };
  return (
    <form
      className="of-stack of-stack--2"
      aria-label="Offer it to another group"
      onSubmit={(event) => {
        event.preventDefault();
        void offer();
      }}
    >
      <div className="of-filters">
        <Choice id="of-o-group" label="Group" value={group} options={groups.map(({ id, name }) => [id, shown(name)] as const)} onChange={(value) => setGroup(Number(value))} />
        <Choice id="of-o-type" label="For" value={type} options={OBJECT_TYPES.map((each) => [each, objectsOf(each)] as const)} onChange={(value) => setType(value as ObjectTypeName)} />
        <button type="submit" className="of-btn" disabled={busy || isThere}>
          {busy ? "Offering…" : "Offer it"}
        </button>
      </div>
      {isThere && <p className="of-small of-muted">It is offered there already.</p>}
      {failed && <Refused what="It is not offered there" error={failed} />}
    </form>
  );
}

interface AllowedProps extends Props {
  loaded: Loaded<Group[]>;
  onRetry: () => void;
}

function AddWhereAllowed({ row, onChanged, loaded, onRetry }: AllowedProps): ReactElement {
  if (loaded.state === "loading") return <Loading>Asking which groups you may offer it to…</Loading>;
  if (loaded.state === "failed") return <NotLoaded what="Your groups" error={loaded.error} onRetry={onRetry} />;
  if (loaded.value.length === 0) {
    return <p className="of-small of-muted">Which forms a group is offered is decided by the owners of that group: ask one of them.</p>;
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
    <Card title="Where it is offered" anchor="offers">
      {row.offered.length === 0 ? (
        <p>{row.state === "retired" ? "Nowhere." : "Nowhere yet, so nobody can fill it in. Offer it to a group, for the kind of object that it describes."}</p>
      ) : (
        <Table label="Where it is offered" look="of-table of-table--fold" columns={["Group", "For", "Change"]}>
          <tbody role="rowgroup">
            {row.offered.map((offer) => (
              <tr role="row" key={`${offer.group.id}:${offer.object_type}`}>
                <th scope="row" role="rowheader">
                  {shown(offer.group.name)}
                </th>
                <td role="cell" data-label="For">
                  {objectsOf(offer.object_type)}
                </td>
                <td role="cell" data-label="Change">
                  {own.includes(offer.group.id) ? (
                    <button type="button" className="of-btn of-btn--sm" onClick={() => setStopping(offer)}>
                      Stop offering it… <span className="of-hidden">to {shown(offer.group.name)} for {objectsOf(offer.object_type)}</span>
                    </button>
                  ) : (
                    <span className="of-muted">decided by its owners</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {row.state === "published" && <AddWhereAllowed row={row} onChanged={onChanged} loaded={loaded} onRetry={reload} />}
      {row.state === "retired" && <p className="of-small of-muted">A retired form is offered nowhere: restore it first.</p>}
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
