// SPDX-License-Identifier: AGPL-3.0-or-later
/** Field by field: before, after, and the kind of change in words. */
import type { ReactElement } from "react";
import { Icon, type IconName } from "../shared/icons";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { Change } from "../shared/types";
import { Answer } from "./Answer";

const KINDS: Record<Change["change"], { icon: IconName; word: string }> = {
  changed: { icon: "swap", word: t("Changed") },
  added: { icon: "plus", word: t("Added") },
  removed: { icon: "minus", word: t("Removed") },
};

function None(): ReactElement {
  return <span className="of-diff__none">{t("no answer")}</span>;
}

interface Props {
  changes: Change[];
  before: string;
  after: string;
  /** Accessible name of the table. */
  label: string;
}

export function DiffTable({ changes, before, after, label }: Props): ReactElement {
  return (
    <Table label={label} look="of-table of-table--fold of-diff" columns={[t("Field"), before, after, t("Change")]}>
      <tbody role="rowgroup">
        {changes.map((change) => (
          <tr role="row" key={change.pointer}>
            <th scope="row" role="rowheader">
              {change.path}
            </th>
            <td role="cell" data-label={before}>
              {change.change === "added" ? <None /> : <del><Answer value={change.before} /></del>}
            </td>
            <td role="cell" data-label={after}>
              {change.change === "removed" ? <None /> : <ins><Answer value={change.after} /></ins>}
            </td>
            <td role="cell" data-label={t("Change")}>
              <span className="of-diff__kind">
                <Icon name={KINDS[change.change].icon} />
                {KINDS[change.change].word}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** All answers of one submission, read only. */
export function AnswersTable({ changes, label }: { changes: Change[]; label: string }): ReactElement {
  return (
    <Table label={label} look="of-table of-table--fold of-answers" columns={[t("Field"), t("Answer")]}>
      <tbody role="rowgroup">
        {changes.map((change) => (
          <tr role="row" key={change.pointer}>
            <th scope="row" role="rowheader">
              {change.path}
            </th>
            <td role="cell" data-label={t("Answer")} className="of-lines">
              <Answer value={change.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
