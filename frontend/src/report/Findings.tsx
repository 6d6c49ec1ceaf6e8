// SPDX-License-Identifier: AGPL-3.0-or-later
/** The failing objects of one group: owner, what is missing, since when. */
import { useCallback, type ReactElement, type RefObject } from "react";
import { Choice } from "../shared/Choice";
import { Empty, Moment, NotLoaded } from "../shared/parts";
import { STATUS_WORDS, STATUSES, statusWord } from "../shared/findingStatus";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { FindingRow, GroupEvaluation, GroupFindings, PolicyTotals } from "../shared/types";
import { Pages, type Page } from "../shared/Pages";
import { useLoaded } from "../shared/useLoaded";
import { amount, nameOf, shown } from "../shared/words";
import { COLUMNS } from "./columns";
import { useReportApi } from "./api";
import { Files } from "./Files";
import type { Selection } from "./selection";

function Row({ finding, isChoice, now }: { finding: FindingRow; isChoice: boolean; now: Date }): ReactElement {
  const [heading, ...others] = COLUMNS;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {heading.cell(finding, isChoice, now)}
      </th>
      {others.map(({ title, cell }) => (
        <td role="cell" data-label={title} key={title}>
          {cell(finding, isChoice, now)}
        </td>
      ))}
    </tr>
  );
}

function FindingsTable({ found, policies, now }: { found: GroupFindings; policies: PolicyTotals[]; now: Date }): ReactElement {
  const choices = new Set(policies.filter((policy) => policy.requirement === "one_of").map((policy) => policy.id));
  const titles = COLUMNS.map(({ title }) => title);
  return (
    <Table label={t("Findings in {group}", { group: found.group.name })} look="of-table of-table--foldwide of-table--dense" columns={titles}>
      <tbody role="rowgroup">
        {found.findings.map((finding) => (
          <Row
            key={`${finding.policy.id}-${finding.object.type}-${finding.object.id}`}
            finding={finding}
            isChoice={choices.has(finding.policy.id)}
            now={now}
          />
        ))}
      </tbody>
    </Table>
  );
}

function leftOut({ left_out: number, findings }: GroupFindings): string {
  if (findings.length > 0) {
    return tn(
      "{n} more that you cannot see: an object that was moved, deleted or made private since the evaluation.",
      "{n} more that you cannot see: objects that were moved, deleted or made private since the evaluation.",
      number,
    );
  }
  return tn(
    "{n} that you cannot see: an object that was moved, deleted or made private since the evaluation.",
    "{n} that you cannot see: objects that were moved, deleted or made private since the evaluation.",
    number,
  );
}

interface Props {
  groups: GroupEvaluation[];
  pick: Selection;
  page: Page;
  now: Date;
  /** The names of people and forms that may be picked, by id. */
  people: ReadonlyMap<number, string>;
  forms: ReadonlyMap<string, string>;
  /** Who chose in the table above, or turned a page by a button that goes while it is loaded, goes on from here. */
  heading: RefObject<HTMLHeadingElement | null>;
  onPick: (pick: Selection) => void;
  onPage: (page: Page) => void;
}

function Filters({ groups, pick, onPick }: Pick<Props, "groups" | "pick" | "onPick">): ReactElement {
  const policies = groups.find((each) => each.group.id === pick.group)?.policies ?? [];
  return (
    <div className="of-filters of-grow">
      <Choice
        id="of-f-group"
        label={t("Group")}
        value={pick.group}
        options={groups.map((each) => [each.group.id, shown(each.group.name)] as const)}
        onChange={(value) => onPick({ group: Number(value) })}
      />
      <Choice
        id="of-f-policy"
        label={t("Policy")}
        value={pick.policy ?? ""}
        options={[["", t("All policies")], ...policies.map((policy) => [policy.id, shown(policy.name)] as const)]}
        onChange={(value) => onPick({ ...pick, policy: value ? Number(value) : undefined })}
      />
      <Choice
        id="of-f-status"
        label={t("Status")}
        value={pick.status ?? ""}
        options={[["", t("Failing, or could not be checked")], ...STATUSES.map((status) => [status, STATUS_WORDS[status]] as const), ["all", t("All")]]}
        onChange={(value) => onPick({ ...pick, status: value || undefined })}
      />
    </div>
  );
}

/** What a number above led to, and the way back from it. */
function Narrowed({ pick, people, forms, found, onPick }: Props & { found: GroupFindings | null }): ReactElement | null {
  const owner = found?.findings.find((each) => each.owner.id === pick.person)?.owner;
  const person = pick.person === undefined ? null : (people.get(pick.person) ?? (owner ? nameOf(owner) : t("user {id}", { id: pick.person })));
  const form = pick.form === undefined ? null : (forms.get(pick.form) ?? t("one form"));
  if (person === null && form === null) return null;
  const text =
    form === null
      ? t("Only objects of {person}")
      : person === null
        ? t("Only what lacks {form}")
        : t("Only objects of {person}, what lacks {form}");
  return (
    <p className="of-row of-row--tight of-small">
      <span>{rich(text, { person: <b>{person}</b>, form: <b>{shown(form ?? "")}</b> })}</span>
      <button type="button" className="of-btn-link" onClick={() => onPick({ ...pick, person: undefined, form: undefined })}>
        {t("Show all")}
      </button>
    </p>
  );
}

function Nothing({ group, status }: { group: GroupEvaluation | undefined; status: string | undefined }): ReactElement {
  if (group && group.policies.length === 0) {
    return (
      <Empty icon="compliant" level={2} title={t("Nothing is required in {group}", { group: group.group.name })}>
        <p>{t("The group has no policy. Once it has one, findings appear here after the next evaluation.")}</p>
      </Empty>
    );
  }
  if (group && group.evaluated_at === null) {
    return (
      <Empty icon="grace" level={2} title={t("{group} has not been evaluated yet", { group: group.group.name })}>
        <p>{t("Findings appear here after the next evaluation.")}</p>
      </Empty>
    );
  }
  const word = statusWord(status);
  const title = word ? t("No finding is {status}", { status: word }) : status ? t("Nothing was found here") : t("Nothing is failing here");
  return (
    <Empty icon="compliant" level={2} title={title}>
      <p>{t("Choose another group, policy or status to see more.")}</p>
    </Empty>
  );
}

export function Findings(props: Props): ReactElement {
  const { groups, pick, page, now, heading, onPage } = props;
  const { api, guard, returned } = useReportApi();
  const load = useCallback(
    () => guard(api.groupFindings(pick.group, { ...page, policy: pick.policy, status: pick.status, person: pick.person, form: pick.form })),
    [api, guard, pick, page],
  );
  const [loaded, reload] = useLoaded(load, returned);
  const group = groups.find((each) => each.group.id === pick.group);
  const file = (kind: string): string => api.file(`reports/${pick.group}/findings.${kind}`, { ...pick, group: undefined });
  const found = loaded.state === "ready" ? loaded.value : null;
  const turn = (to: Page): void => {
    onPage(to);
    heading.current?.focus();
  };
  return (
    <section className="of-card" aria-labelledby="of-found">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-found" tabIndex={-1} ref={heading}>
          {group ? t("Findings in {group}", { group: shown(group.group.name) }) : t("Findings in this group")}
        </h2>
        {found && (
          <span className="of-count">
            {t("{here} of {all}", { here: amount(found.findings.length), all: amount(found.of) })}
          </span>
        )}
        {group?.evaluated_at && (
          <span className="of-small of-muted">{rich(t("Evaluated {when}"), { when: <Moment iso={group.evaluated_at} now={now} /> })}</span>
        )}
        <Files csv={file("csv")} json={file("json")} />
      </div>
      <div className="of-card__body of-stack of-stack--3">
        <Filters {...props} />
        <Narrowed {...props} found={found} />
      </div>
      {loaded.state === "loading" && (
        <p className="of-card__body of-muted" role="status">
          {t("Loading the findings…")}
        </p>
      )}
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what={t("The findings")} error={loaded.error} onRetry={reload} />
        </div>
      )}
      {found && found.findings.length === 0 && found.of === 0 && <Nothing group={group} status={pick.status} />}
      {found && (found.findings.length > 0 || found.of > 0) && (
        <>
          {found.findings.length > 0 && <FindingsTable found={found} policies={group?.policies ?? []} now={now} />}
          {found.left_out > 0 && <p className="of-card__body of-small of-muted">{leftOut(found)}</p>}
          <Pages before={found.before} after={found.after} here={found.findings.length} onPage={turn} />
        </>
      )}
    </section>
  );
}
