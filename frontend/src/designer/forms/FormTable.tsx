// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { Table } from "../../shared/Table";
import type { FormRow } from "../../shared/types";
import { shown } from "../../shared/words";
import { COLUMNS } from "./columns";
import { NewerEdition } from "./NewerEdition";

interface RowProps {
  form: FormRow;
  base: string;
  now: Date;
  onNewer: (form: FormRow) => void;
}

function Row({ form, base, now, onNewer }: RowProps): ReactElement {
  const [heading, ...others] = COLUMNS;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {heading.cell(form, base, now)}
        {form.library?.newer && (
          <span className="of-cellsub">
            <button type="button" className="of-btn-link" onClick={() => onNewer(form)}>
              Edition {form.library.newer} in the library<span className="of-hidden"> of {shown(form.name)}</span>…
            </button>
          </span>
        )}
      </th>
      {others.map(({ title, cell }) => (
        <td role="cell" data-label={title} key={title}>
          {cell(form, base, now)}
        </td>
      ))}
    </tr>
  );
}

export function FormTable({ base, forms, now }: { base: string; forms: FormRow[]; now: Date }): ReactElement {
  const [outdated, setOutdated] = useState<FormRow | null>(null);
  return (
    <>
      <Table label="Forms" look="of-table of-table--foldwide of-table--forms" columns={COLUMNS.map(({ title }) => title)}>
        <tbody role="rowgroup">
          {forms.map((form) => (
            <Row key={form.form} form={form} base={base} now={now} onNewer={setOutdated} />
          ))}
        </tbody>
      </Table>
      {outdated?.library && <NewerEdition base={base} form={outdated} origin={outdated.library} onClose={() => setOutdated(null)} />}
    </>
  );
}
