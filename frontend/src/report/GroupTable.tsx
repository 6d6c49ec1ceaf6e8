// SPDX-License-Identifier: AGPL-3.0-or-later
/** Failing by group and policy. Each cell leads to its findings. */
import type { MouseEvent, ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Table } from "../shared/Table";
import type { GroupEvaluation, PolicyTotals } from "../shared/types";
import { count, shown } from "../shared/words";
import type { Selection } from "./selection";
import { failing, heat, objects, of, percent } from "./totals";

interface Props {
  groups: GroupEvaluation[];
  onPick: (pick: Selection) => void;
}

const REQUIREMENTS = { none: "nothing", all_of: "all of", one_of: "one of" } as const;

function PolicyCell({ group, policy, onPick }: { group: GroupEvaluation; policy: PolicyTotals; onPick: Props["onPick"] }): ReactElement {
  const bad = failing(policy.totals);
  const whole = objects(policy.totals);
  const errors = of(policy.totals, "error");
  const pick = (event: MouseEvent): void => {
    event.preventDefault();
    onPick({ group: group.group.id, policy: policy.id, ...(errors > 0 && bad === 0 ? { status: "error" } : {}) });
  };
  if (errors > 0 && bad === 0) {
    return (
      <a className="of-heat__cell of-heat__cell--error" href="#findings" onClick={pick}>
        <span>
          <Icon name="error" /> <b>Error</b>
        </span>
        <span className="of-xs">{count(errors, "object")} not checked</span>
      </a>
    );
  }
  const width = whole > 0 ? (100 * bad) / whole : 0;
  return (
    <a className="of-heat__cell" data-heat={heat(bad, whole)} href="#findings" onClick={pick}>
      <span>
        <b>{bad.toLocaleString("en-GB")}</b> of {whole.toLocaleString("en-GB")}{" "}
        <span className="of-xs">({percent(bad, whole)})</span>
        {" "}
        <span className="of-hidden">failing</span>
      </span>
      <svg className="of-heat__bar" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
        <rect className="t" width="100" height="5" />
        <rect className="v" width={width.toFixed(1)} height="5" />
      </svg>
      {errors > 0 && <span className="of-xs">{count(errors, "object")} not checked</span>}
    </a>
  );
}

/** Where a policy comes from that is not changed in the browser. */
const ORIGINS = { file: "kept in a file", site: "set by admins for many groups" } as const;

function requirementWords(policy: PolicyTotals): string {
  if (policy.requirement === "none" || policy.forms.length === 0) return "asks for nothing";
  return policy.forms.length === 1 ? `asks for ${policy.forms[0]}` : `asks for ${REQUIREMENTS[policy.requirement]}: ${policy.forms.join(", ")}`;
}

/** What no policy reaches, or reaches in vain. */
function Beside({ group }: { group: GroupEvaluation }): ReactElement | null {
  if (!group.beside) return null;
  const { images_in_no_dataset: images, datasets_without_images: datasets } = group.beside;
  return (
    <>
      {images > 0 && <span className="of-cellsub">{count(images, "image")} in no dataset</span>}
      {datasets > 0 && <span className="of-cellsub">{count(datasets, "dataset")} without images</span>}
    </>
  );
}

function GroupRows({ group, onPick }: { group: GroupEvaluation; onPick: Props["onPick"] }): ReactElement {
  const head = (
    <th scope="rowgroup" role="rowheader" rowSpan={Math.max(1, group.policies.length)}>
      {shown(group.group.name)}
      <span className="of-cellsub">
        {group.policies.length > 0 ? count(objects(group.totals), "object") : ""}
      </span>
      <Beside group={group} />
    </th>
  );
  if (group.policies.length === 0) {
    return (
      <tbody role="rowgroup">
        <tr role="row">
          {head}
          <td role="cell" colSpan={2}>
            <span className="of-heat__cell of-heat__cell--none">No policy, so nothing is required</span>
          </td>
        </tr>
      </tbody>
    );
  }
  return (
    <tbody role="rowgroup">
      {group.policies.map((policy, index) => (
        <tr role="row" key={policy.id}>
          {index === 0 && head}
          <th scope="row" role="rowheader">
            {shown(policy.name)}
            <span className="of-cellsub">{requirementWords(policy)}</span>
            {policy.origin !== "browser" && <span className="of-cellsub">{ORIGINS[policy.origin]}</span>}
            {group.problems
              .filter((problem) => problem.policy_id === policy.id)
              .map((problem) => (
                <span className="of-cellsub" key={problem.message}>
                  <Icon name="error" /> {problem.message}
                </span>
              ))}
          </th>
          <td role="cell">
            {group.evaluated_at ? (
              <PolicyCell group={group} policy={policy} onPick={onPick} />
            ) : (
              <span className="of-heat__cell of-heat__cell--none">Not evaluated yet</span>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  );
}

const LEGEND = ["none failing", "under 5 %", "5 to 10 %", "10 to 25 %", "25 % and more"];

export function GroupTable({ groups, onPick }: Props): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-heat">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-heat">
          Failing by group and policy
        </h2>
        <span className="of-small of-muted">by finding: an object covered by two policies counts in both</span>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        <Table bare label="Failing by group and policy" look="of-heat" columns={["Group", "Policy", "Failing"]}>
          {groups.map((group) => (
            <GroupRows key={group.group.id} group={group} onPick={onPick} />
          ))}
        </Table>
        <p className="of-legend">
          {LEGEND.map((words, step) => (
            <span key={words}>
              <i className="of-swatch" data-heat={step} aria-hidden="true" />
              {words}
            </span>
          ))}
          <span>
            <i className="of-swatch of-swatch--error" aria-hidden="true" />
            could not be checked
          </span>
        </p>
      </div>
    </section>
  );
}
