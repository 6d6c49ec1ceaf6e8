// SPDX-License-Identifier: AGPL-3.0-or-later
import { memo, useState, type ReactElement } from "react";
import { useDesigner } from "../api";
import { Table } from "../../shared/Table";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormRow } from "../../shared/types";
import { shown } from "../../shared/words";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { COLUMNS, DRAFT, type Column } from "./columns";
import { NewerEdition } from "./NewerEdition";

interface RowProps {
  form: FormRow;
  columns: readonly Column[];
  base: string;
  now: Date;
  /** null for who may make no forms. */
  onDuplicate: ((form: FormRow) => void) | null;
  onNewer: (form: FormRow) => void;
  /** Something can be done with one of the forms. */
  hasActions: boolean;
}

function Row({ form, columns, base, now, onDuplicate, onNewer, hasActions }: RowProps): ReactElement {
  const [heading] = COLUMNS;
  const hidden = { hidden: (inside: string) => <span className="of-hidden">{rich(inside, { form: shown(form.name) })}</span> };
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {heading.cell(form, base, now)}
        {form.legacy_id !== null && <span className="of-cellsub">{t("Imported from OMERO.forms")}</span>}
        {form.library?.newer && (
          <span className="of-cellsub">
            <button type="button" className="of-btn-link" onClick={() => onNewer(form)}>
              {rich(t("Edition {edition} in the library… <hidden>of {form}</hidden>", { edition: form.library.newer }), hidden)}
            </button>
          </span>
        )}
      </th>
      {columns.slice(1).map(({ title, cell }) => (
        <td role="cell" data-label={title} key={title}>
          {cell(form, base, now)}
        </td>
      ))}
      {hasActions && (
        <td role="cell" className="of-act">
          <div className="of-row of-row--tight">
            {onDuplicate && (
              <button type="button" className="of-btn of-btn--sm" onClick={() => onDuplicate(form)}>
                {rich(t("Duplicate <hidden>{form}</hidden>"), hidden)}
              </button>
            )}
            {form.submissions > 0 && (
              <a className="of-btn of-btn--sm" href={`${base}api/v1/forms/${form.form}/answers.csv`} download>
                {rich(t("Answers as CSV <hidden>of {form}</hidden>"), hidden)}
              </a>
            )}
          </div>
        </td>
      )}
    </tr>
  );
}

interface Props {
  base: string;
  forms: FormRow[];
  mayCreate: boolean;
  /** Who may change none of the forms is told of no draft. */
  hasOwn: boolean;
  now: Date;
}

export const FormTable = memo(function FormTable({ base, forms, mayCreate, hasOwn, now }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [outdated, setOutdated] = useState<FormRow | null>(null);
  const duplicate = async (form: FormRow): Promise<void> => {
    if (busy) return;
    const draft = await ask(() => api.duplicateForm(form.form));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  const columns = hasOwn ? [...COLUMNS, DRAFT] : COLUMNS;
  const hasActions = mayCreate || forms.some((form) => form.submissions > 0);
  const titles = [...columns.map(({ title }) => title), ...(hasActions ? [t("Actions")] : [])];
  return (
    <>
      {failed && (
        <div className="of-card__body">
          <Refused what={t("The form was not duplicated")} error={failed} />
        </div>
      )}
      <Table label={t("Forms")} look={`of-table of-table--foldwide of-table--forms${hasActions ? " of-table--acts" : ""}`} columns={titles}>
        <tbody role="rowgroup">
          {forms.map((form) => (
            <Row
              key={form.form}
              form={form}
              columns={columns}
              base={base}
              now={now}
              onDuplicate={mayCreate ? (each) => void duplicate(each) : null}
              onNewer={setOutdated}
              hasActions={hasActions}
            />
          ))}
        </tbody>
      </Table>
      {outdated?.library && <NewerEdition base={base} form={outdated} origin={outdated.library} onClose={() => setOutdated(null)} />}
    </>
  );
});
