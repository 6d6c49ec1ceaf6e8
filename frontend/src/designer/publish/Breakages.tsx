// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo, useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Name } from "../../shared/parts";
import { Table } from "../../shared/Table";
import { t, tn } from "../../shared/texts";
import type { Breaking } from "../../shared/types";
import { amount, shown, typeTitle } from "../../shared/words";
import { save } from "../save";
import { byQuestion, csvOf, objectAddress, questionOf, ruleWords } from "./breaking";

/** So many objects are shown before the rest is asked for. */
const FIRST = 20;

function Rules({ problems }: Pick<Breaking, "problems">): ReactElement {
  const said = [...new Set(problems.map((problem) => `${shown(questionOf(problem))}: ${ruleWords(problem.keyword)}`))];
  return (
    <ul>
      {said.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

interface Props {
  base: string;
  form: string;
  name: string;
  breaking: readonly Breaking[];
}

/** By question, then by object, for the objects that the reader can see. */
export function Breakages({ base, form, name, breaking }: Props): ReactElement {
  const [isWhole, setWhole] = useState(false);
  const questions = useMemo(() => byQuestion(breaking), [breaking]);
  const rows = isWhole ? breaking : breaking.slice(0, FIRST);
  return (
    <>
      <Table label={t("Questions that break")} look="of-table of-table--fold" columns={[t("Question"), t("What is wrong"), t("Objects")]}>
        <tbody role="rowgroup">
          {questions.map(({ question, rule, objects }) => (
            <tr role="row" key={`${question}:${rule}`}>
              <th scope="row" role="rowheader">
                {shown(question)}
              </th>
              <td role="cell" data-label={t("What is wrong")}>
                {rule}
              </td>
              <td role="cell" data-label={t("Objects")} className="of-num">
                {amount(objects)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Table label={t("Objects whose answers break")} look="of-table of-table--fold" columns={[t("Object"), t("Submission"), t("What is wrong")]}>
        <tbody role="rowgroup">
          {rows.map((one) => (
            <tr role="row" key={`${one.object_type}:${one.object_id}`}>
              <th scope="row" role="rowheader">
                <a href={objectAddress(base, one, form)}>
                  <Name>{one.name}</Name>
                </a>
                <span className="of-cellsub">
                  {typeTitle(one.object_type)} {one.object_id}
                </span>
              </th>
              <td role="cell" data-label={t("Submission")} className="of-num">
                {one.submission}
              </td>
              <td role="cell" data-label={t("What is wrong")}>
                <Rules problems={one.problems} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="of-row">
        {breaking.length > FIRST && (
          <button type="button" className="of-btn of-btn--sm" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole
              ? t("Show the first {n} only", { n: FIRST })
              : tn("Show all {n} object; these are {first}", "Show all {n} objects; these are {first}", breaking.length, { first: FIRST })}
          </button>
        )}
        <button
          type="button"
          className="of-btn of-btn--sm"
          onClick={() => save(`${t("{name}, answers that break", { name: name || form })}.csv`, "text/csv;charset=utf-8", csvOf(breaking, form, `${window.location.origin}${base}`))}
        >
          <Icon name="download" />
          {breaking.length > FIRST ? tn("Download all {n} as CSV", "Download all {n} as CSV", breaking.length) : t("Download the list as CSV")}
        </button>
      </div>
    </>
  );
}
