// SPDX-License-Identifier: AGPL-3.0-or-later
/** Failing by group and policy. Each cell leads to its findings. */
import type { MouseEvent, ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { GroupEvaluation, PolicyTotals } from "../shared/types";
import { amount, shown } from "../shared/words";
import { MOST, useReportApi } from "./api";
import { Files } from "./Files";
import { addressOf, type Scope, type Selection } from "./selection";
import { failing, heat, objects, of, percent } from "./totals";

interface Props {
  groups: GroupEvaluation[];
  scope: Scope;
  onPick: (pick: Selection) => void;
}

const notChecked = (number: number): string => tn("{n} object not checked", "{n} objects not checked", number);

interface Cell extends Omit<Props, "groups"> {
  group: GroupEvaluation;
  policy: PolicyTotals;
}

function PolicyCell({ group, policy, scope, onPick }: Cell): ReactElement {
  const bad = failing(policy.totals);
  const whole = objects(policy.totals);
  const errors = of(policy.totals, "error");
  // What could not be checked at all has a look of its own, and leads to that.
  const isError = errors > 0 && bad === 0;
  const led = { group: group.group.id, policy: policy.id, status: isError ? "error" : undefined };
  const pick = (event: MouseEvent): void => {
    // Into a tab of its own it goes as any link does.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onPick(led);
  };
  return (
    <a className={`of-heat__cell${isError ? " of-heat__cell--error" : ""}`} data-heat={isError ? undefined : heat(bad, whole)} href={`?${addressOf(led, scope)}`} onClick={pick}>
      {isError ? (
        <span>
          <Icon name="error" /> <b>{t("Error")}</b>
        </span>
      ) : (
        <>
          <span>
            {rich(t("{failing} of {objects} <share>({percent})</share> <hidden>failing</hidden>"), {
              failing: <b>{amount(bad)}</b>,
              objects: amount(whole),
              share: (inside) => <span className="of-xs">{rich(inside, { percent: percent(bad, whole) })}</span>,
              hidden: unseen(),
            })}
          </span>
          <svg className="of-heat__bar" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
            <rect className="t" width="100" height="5" />
            <rect className="v" width={whole > 0 ? ((100 * bad) / whole).toFixed(1) : 0} height="5" />
          </svg>
        </>
      )}
      {errors > 0 && <span className="of-xs">{notChecked(errors)}</span>}
    </a>
  );
}

/** Where a policy comes from that is not changed in the browser. */
const ORIGINS = { file: t("kept in a file"), site: t("set by admins for many groups") } as const;

function requirementWords(policy: PolicyTotals): string {
  const forms = policy.forms.map(shown).join(", ");
  if (policy.requirement === "none" || forms === "") return t("asks for nothing");
  if (policy.forms.length === 1) return t("asks for {form}", { form: forms });
  return policy.requirement === "all_of" ? t("asks for all of: {forms}", { forms }) : t("asks for one of: {forms}", { forms });
}

/** What no policy reaches, or reaches in vain. */
function Beside({ group }: { group: GroupEvaluation }): ReactElement | null {
  if (!group.beside) return null;
  const { images_in_no_dataset: images, datasets_without_images: datasets } = group.beside;
  return (
    <>
      {images > 0 && <span className="of-cellsub">{tn("{n} image in no dataset", "{n} images in no dataset", images)}</span>}
      {datasets > 0 && <span className="of-cellsub">{tn("{n} dataset without images", "{n} datasets without images", datasets)}</span>}
    </>
  );
}

function GroupRows({ group, ...led }: Omit<Cell, "policy">): ReactElement {
  const head = (
    <th scope="rowgroup" role="rowheader" rowSpan={Math.max(1, group.policies.length)}>
      {shown(group.group.name)}
      <span className="of-cellsub">
        {group.policies.length > 0 ? tn("{n} object", "{n} objects", objects(group.totals)) : ""}
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
            <span className="of-heat__cell of-heat__cell--none">{t("No policy, so nothing is required")}</span>
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
              <PolicyCell group={group} policy={policy} {...led} />
            ) : (
              <span className="of-heat__cell of-heat__cell--none">{t("Not evaluated yet")}</span>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  );
}

const LEGEND = [t("none failing"), t("under 5 %"), t("5 to 10 %"), t("10 to 25 %"), t("25 % and more")];

export function GroupTable({ groups, ...led }: Props): ReactElement {
  const { api } = useReportApi();
  const { only } = led.scope;
  return (
    <section className="of-card" aria-labelledby="of-heat">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-heat">
          {t("Failing by group and policy")}
        </h2>
        <span className="of-small of-muted">{t("by finding: an object covered by two policies counts in both")}</span>
        <Files csv={api.file("reports/totals.csv", { by: "policy", group: only })} json={api.file("reports/totals", { group: only, limit: MOST })} />
      </div>
      <div className="of-card__body of-stack of-stack--3">
        <Table bare label={t("Failing by group and policy")} look="of-heat" columns={[t("Group"), t("Policy"), t("Failing")]}>
          {groups.map((group) => (
            <GroupRows key={group.group.id} group={group} {...led} />
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
            {t("could not be checked")}
          </span>
        </p>
      </div>
    </section>
  );
}
