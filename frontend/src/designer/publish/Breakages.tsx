// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo, useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Name } from "../../shared/parts";
import { Table } from "../../shared/Table";
import type { Breaking } from "../../shared/types";
import { count, shown } from "../../shared/words";
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
      <Table label="Questions that break" look="of-table of-table--fold" columns={["Question", "What is wrong", "Objects"]}>
        <tbody role="rowgroup">
          {questions.map(({ question, rule, objects }) => (
            <tr role="row" key={`${question}:${rule}`}>
              <th scope="row" role="rowheader">
                {shown(question)}
              </th>
              <td role="cell" data-label="What is wrong">
                {rule}
              </td>
              <td role="cell" data-label="Objects" className="of-num">
                {objects.toLocaleString("en-GB")}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Table label="Objects whose answers break" look="of-table of-table--fold" columns={["Object", "Submission", "What is wrong"]}>
        <tbody role="rowgroup">
          {rows.map((one) => (
            <tr role="row" key={`${one.object_type}:${one.object_id}`}>
              <th scope="row" role="rowheader">
                <a href={objectAddress(base, one, form)}>
                  <Name>{one.name}</Name>
                </a>
                <span className="of-cellsub">
                  {one.object_type} {one.object_id}
                </span>
              </th>
              <td role="cell" data-label="Submission" className="of-num">
                {one.submission}
              </td>
              <td role="cell" data-label="What is wrong">
                <Rules problems={one.problems} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="of-row">
        {breaking.length > FIRST && (
          <button type="button" className="of-btn of-btn--sm" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? `Show the first ${FIRST} only` : `Show all ${count(breaking.length, "object")}; these are ${FIRST}`}
          </button>
        )}
        <button
          type="button"
          className="of-btn of-btn--sm"
          onClick={() => save(`${name || form}, answers that break.csv`, "text/csv;charset=utf-8", csvOf(breaking, form, `${window.location.origin}${base}`))}
        >
          <Icon name="download" />
          Download {breaking.length > FIRST ? `all ${breaking.length.toLocaleString("en-GB")}` : "the list"} as CSV
        </button>
      </div>
    </>
  );
}
