// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Table } from "../../shared/Table";
import type { FormRow } from "../../shared/types";
import { COLUMNS } from "./columns";

interface RowProps {
  form: FormRow;
  base: string;
  now: Date;
}

function Row({ form, base, now }: RowProps): ReactElement {
  const [heading, ...others] = COLUMNS;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {heading.cell(form, base, now)}
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
  return (
    <Table label="Forms" look="of-table of-table--foldwide of-table--forms" columns={COLUMNS.map(({ title }) => title)}>
      <tbody role="rowgroup">
        {forms.map((form) => (
          <Row key={form.form} form={form} base={base} now={now} />
        ))}
      </tbody>
    </Table>
  );
}
