// SPDX-License-Identifier: AGPL-3.0-or-later
/** The same numbers by form, by question and by person, each with the way to its findings. */
import { useCallback, useState, type ReactElement } from "react";
import { Moment, NotLoaded } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { ReportTotals, Totals } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { amount, dayOf, nameOf, plainDate, shown } from "../shared/words";
import { MOST, useReportApi } from "./api";
import { Files } from "./Files";
import type { Scope, Selection } from "./selection";
import { failing, objects, of, percent } from "./totals";

const NUMBERS = [t("Objects"), t("Failing"), t("In grace"), t("Exempt"), t("Not checked")];

function Numbers({ totals }: { totals: Totals }): ReactElement {
  const values = [objects(totals), failing(totals), of(totals, "grace"), of(totals, "exempt"), of(totals, "error")];
  return (
    <>
      {values.map((value, index) => (
        <td role="cell" className="of-n" data-label={NUMBERS[index]} key={NUMBERS[index]}>
          {amount(value)}
          {index === 1 && <span className="of-cellsub">{percent(value, objects(totals))}</span>}
        </td>
      ))}
    </>
  );
}

interface Row {
  key: string | number;
  name: string;
  totals: Totals;
  onPick?: (() => void) | undefined;
}

interface LensProps {
  title: string;
  noun: string;
  by: "group" | "policy" | "form" | "person";
  rows: Row[];
  whole: number;
  scope: Scope;
  children?: (key: string) => ReactElement;
}

function Lens({ title, noun, by, rows, whole, scope, children }: LensProps): ReactElement {
  const { api } = useReportApi();
  const asked = { group: scope.only, day: scope.day };
  const id = `of-lens-${by}`;
  return (
    <section className="of-card" aria-labelledby={id}>
      <div className="of-card__head">
        <h2 className="of-h2" id={id}>
          {title}
        </h2>
        <span className="of-count">
          {t("{here} of {all}", { here: amount(rows.length), all: amount(whole) })}
        </span>
        <Files csv={api.file("reports/totals.csv", { by, ...asked })} json={api.file("reports/totals", { ...asked, limit: MOST })} />
      </div>
      {rows.length === 0 ? (
        <p className="of-card__body of-muted">{t("Nothing was counted.")}</p>
      ) : (
        <Table label={title} look="of-table of-table--fold of-table--dense" columns={[noun, ...NUMBERS, ...(children ? [t("Questions")] : [])]} bare>
          <tbody role="rowgroup">
            {rows.map(({ key, name, totals, onPick }) => (
              <tr role="row" key={key}>
                <th scope="row" role="rowheader">
                  {onPick ? (
                    <button type="button" className="of-btn-link" onClick={onPick}>
                      {shown(name)}
                    </button>
                  ) : (
                    shown(name)
                  )}
                </th>
                <Numbers totals={totals} />
                {children && (
                  <td role="cell" data-label={t("Questions")}>
                    {children(String(key))}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {rows.length < whole && <p className="of-card__body of-small of-muted">{t("Those with most failing; the files have up to {most}.", { most: amount(MOST) })}</p>}
    </section>
  );
}

function Questions({ form, name, group }: { form: string; name: string; group: number | undefined }): ReactElement {
  const { api, guard, returned } = useReportApi();
  const load = useCallback(() => guard(api.questions({ form, group })), [api, guard, form, group]);
  const [loaded, reload] = useLoaded(load, returned);
  const most = loaded.state === "ready" ? Math.max(0, ...loaded.value.map((one) => one.objects)) : 0;
  return (
    <section className="of-card" aria-labelledby="of-questions">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-questions">
          {t("Questions of {form}", { form: shown(name) })}
        </h2>
        {loaded.state === "ready" && <span className="of-small of-muted">{tn("by the newest recorded answers of {n} object; where a question was not asked, it counts as unanswered", "by the newest recorded answers of {n} objects; where a question was not asked, it counts as unanswered", most)}</span>}
        <Files csv={api.file("reports/questions.csv", { form, group })} json={api.file("reports/questions", { form, group })} />
      </div>
      {loaded.state === "loading" && (
        <p className="of-card__body of-muted" role="status">
          {t("Counting answers…")}
        </p>
      )}
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what={t("The questions")} error={loaded.error} onRetry={reload} />
        </div>
      )}
      {loaded.state === "ready" && (
        <Table label={t("Questions of {form}", { form: name })} look="of-table of-table--fold of-table--dense" columns={[t("Question"), t("Without an answer"), t("Of"), t("Share"), t("Required")]} bare>
          <tbody role="rowgroup">
            {loaded.value.map((one) => (
              <tr role="row" key={one.pointer}>
                <th scope="row" role="rowheader">
                  {shown(one.titles)}
                </th>
                <td role="cell" className="of-n" data-label={t("Without an answer")}>
                  {amount(one.unanswered)}
                </td>
                <td role="cell" className="of-n" data-label={t("Of")}>
                  {amount(one.objects)}
                </td>
                <td role="cell" className="of-n" data-label={t("Share")}>
                  {percent(one.unanswered, one.objects)}
                </td>
                <td role="cell" data-label={t("Required")}>
                  {one.is_required ? t("required") : t("optional")}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

interface Props {
  totals: ReportTotals;
  scope: Scope;
  /** The group whose findings a number leads to; none where the numbers are of several, or of a day that is over. */
  group: number | undefined;
  now: Date;
  onPick: (pick: Selection) => void;
}

export function Lenses({ totals, scope, group, now, onPick }: Props): ReactElement {
  const [asked, setAsked] = useState<string | null>(null);
  const { day, of: all, counted_at: counted } = totals;
  const name = totals.forms.find((one) => one.form.id === asked)?.form.name;
  const lead = (pick: Partial<Selection>, to = group): (() => void) | undefined => (to === undefined || day !== null ? undefined : () => onPick({ group: to, ...pick }));
  const groups = totals.groups.map((one) => ({ key: one.group.id, name: one.group.name, totals: one.totals, onPick: lead({}, one.group.id) }));
  const policies = totals.policies.map((one) => ({
    key: one.policy.id,
    name: all.groups > 1 ? t("{policy} ({group})", { policy: one.policy.name, group: one.group.name }) : one.policy.name,
    totals: one.totals,
  }));
  const forms = totals.forms.map((one) => ({ key: one.form.id, name: one.form.name, totals: one.totals, onPick: lead({ form: one.form.id }) }));
  const people = totals.people.map((one) => ({ key: one.person.id, name: nameOf(one.person), totals: one.totals, onPick: lead({ person: one.person.id }) }));
  if (day === null && counted === null) {
    return <p className="of-muted">{t("By form and person the numbers come right after the first evaluation; until then there is nothing to show here.")}</p>;
  }
  return (
    <>
      <p className="of-small of-muted">
        {day
          ? t("By group, policy, form and person as it was at the end of {day}.", { day: dayOf(plainDate(day)) })
          : counted && rich(t("By group, form and person as counted {when}."), { when: <Moment iso={counted} now={now} /> })}{" "}
        {group === undefined && t("Choose one group, and now, to get from a number to its findings.")}
      </p>
      {all.groups > 1 && <Lens title={t("By group")} noun={t("Group")} by="group" rows={groups} whole={all.groups} scope={scope} />}
      {day !== null && <Lens title={t("By policy")} noun={t("Policy")} by="policy" rows={policies} whole={all.policies} scope={scope} />}
      <Lens title={t("By form")} noun={t("Form")} by="form" rows={forms} whole={all.forms} scope={scope}>
        {(form) => (
          <button type="button" className="of-btn of-btn--sm" aria-pressed={asked === form} onClick={() => setAsked(asked === form ? null : form)}>
            {asked === form ? t("Hide questions") : t("Show questions")}
          </button>
        )}
      </Lens>
      {asked !== null && name !== undefined && <Questions form={asked} name={name} group={scope.only} />}
      <Lens title={t("By person")} noun={t("Owner")} by="person" rows={people} whole={all.people} scope={scope} />
    </>
  );
}
