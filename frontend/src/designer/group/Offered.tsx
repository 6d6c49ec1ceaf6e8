// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms that a group is offered, each with the way to take it back. */
import { useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Table } from "../../shared/Table";
import { t } from "../../shared/texts";
import type { FormRow, Group, GroupCopies, ObjectTypeName } from "../../shared/types";
import { amount, plural, shown } from "../../shared/words";
import { BEING_RECORDED, typesOffered } from "../offers/offers";
import { Withdraw } from "../offers/Withdraw";
import { FormName } from "../parts";
import { Remake } from "./Remake";

const COLUMNS = [t("Form"), t("Offered for"), t("Required by"), t("Submissions")];

interface Taken {
  form: FormRow;
  type: ObjectTypeName;
}

interface Props {
  base: string;
  group: Group;
  forms: FormRow[];
  mayOffer: boolean;
  /** Null where the reader may not have copies remade, and before it is known. */
  copies: GroupCopies | null;
  onChange: (form: FormRow, said: string) => void;
}

interface RowProps extends Pick<Props, "base" | "group" | "mayOffer" | "copies"> {
  form: FormRow;
  onTake: (taken: Taken) => void;
}

/** Whether copies of a form can be remade, or are. */
const hasOthers = (copies: GroupCopies, form: string): boolean => copies.forms.includes(form) || copies.jobs.some((each) => each.form === form);

function Row({ base, group, form, mayOffer, copies, onTake }: RowProps): ReactElement {
  const policies = form.policies.filter((policy) => policy.group.id === group.id);
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <FormName base={base} row={form} />
        {form.state === "retired" && <span className="of-cellsub">{t("Retired: nobody can fill it in")}</span>}
      </th>
      <td role="cell" data-label={t("Offered for")}>
        <ul className="of-chips">
          {typesOffered(form, group.id).map((type) => (
            <li className={mayOffer ? "of-chip of-chip--x" : "of-chip"} key={type}>
              {plural(type)}
              {mayOffer && (
                <button
                  type="button"
                  className="of-chip__x"
                  aria-label={t("Stop offering {form} for {objects}…", { form: shown(form.name), objects: plural(type) })}
                  onClick={() => onTake({ form, type })}
                >
                  <Icon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      </td>
      <td role="cell" data-label={t("Required by")}>
        {policies.length > 0 ? policies.map(({ name }) => shown(name)).join(", ") : <span className="of-muted">{t("no policy")}</span>}
      </td>
      <td role="cell" data-label={t("Submissions")} className="of-num">
        {amount(form.submissions)}
      </td>
      {copies && (
        <td role="cell" data-label={t("Copies")}>
          {hasOthers(copies, form.form) ? (
            <Remake form={form} group={group} layout={copies.layout} underWay={copies.jobs.find((each) => each.form === form.form)?.job ?? null} />
          ) : (
            <span className="of-muted">{t("in the layout that is set")}</span>
          )}
        </td>
      )}
    </tr>
  );
}

export function Offered({ base, group, forms, mayOffer, copies, onChange }: Props): ReactElement {
  const [taken, setTaken] = useState<Taken | null>(null);
  // A column that says nothing of any form is in the way.
  const told = copies && forms.some(({ form }) => hasOthers(copies, form)) ? copies : null;
  const done = (changed: FormRow): void => {
    if (!taken) return;
    const { type } = taken;
    const isDone = !typesOffered(changed, group.id).includes(type);
    setTaken(null);
    onChange(changed, isDone ? t("{form} is no longer offered for {objects}.", { form: shown(changed.name), objects: plural(type) }) : BEING_RECORDED);
  };
  return (
    <>
      <Table label={t("Forms offered to {name}", { name: shown(group.name) })} look="of-table of-table--fold" columns={told ? [...COLUMNS, t("Copies")] : COLUMNS}>
        <tbody role="rowgroup">
          {forms.map((form) => (
            <Row key={form.form} base={base} group={group} form={form} mayOffer={mayOffer} copies={told} onTake={setTaken} />
          ))}
        </tbody>
      </Table>
      {taken && <Withdraw {...taken} group={group} onDone={done} onClose={() => setTaken(null)} />}
    </>
  );
}
