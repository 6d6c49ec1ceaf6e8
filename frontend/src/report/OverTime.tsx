// SPDX-License-Identifier: AGPL-3.0-or-later
/** How the numbers went on: as lines, and as the table that says the same. */
import { useCallback, type ReactElement } from "react";
import { NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { DayTotals } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { amount, dayIn, dayOf, plainDate, siteDay } from "../shared/words";
import { useReportApi } from "./api";
import { Chart, type Line } from "./Chart";
import { Files } from "./Files";
import { WEEKS, type Scope } from "./selection";
import { failing, of } from "./totals";

const LINES = [
  { key: "failing", words: (n: string) => t("{n} failing", { n }), value: (day: DayTotals) => failing(day.totals) },
  { key: "grace", words: (n: string) => t("{n} in grace", { n }), value: (day: DayTotals) => of(day.totals, "grace") },
  { key: "exempt", words: (n: string) => t("{n} exempt", { n }), value: (day: DayTotals) => of(day.totals, "exempt") },
] as const;

function linesOf([first, ...more]: DayTotals[]): Line[] {
  if (!first) return [];
  return LINES.map(({ key, words, value }) => {
    const point = (day: DayTotals) => ({ day: day.day, number: value(day) });
    return { key, words, points: [point(first), ...more.map(point)] };
  });
}

/** Every day of a month, every week of more. */
const stepOf = (weeks: number): number => (weeks > 4 ? 7 : 1);

function Values({ days }: { days: DayTotals[] }): ReactElement {
  return (
    <Table label={t("Values of the chart")} look="of-table of-table--dense" columns={[t("Day"), t("Failing"), t("In grace"), t("Exempt")]}>
      <tbody role="rowgroup">
        {days.toReversed().map((day) => (
          <tr role="row" key={day.day}>
            <th scope="row" role="rowheader">
              <time dateTime={day.day}>{dayOf(plainDate(day.day))}</time>
            </th>
            {LINES.map(({ key, value }) => (
              <td role="cell" className="of-n" key={key}>
                {amount(value(day))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function stepWords(isDaily: boolean, policy: string | undefined): string {
  if (policy === undefined) return isDaily ? t("at the end of each day") : t("at the end of every seventh day");
  return isDaily ? t("findings of {policy}, at the end of each day", { policy }) : t("findings of {policy}, at the end of every seventh day", { policy });
}

interface Props {
  scope: Scope;
  /** The policy whose numbers these are, by id and name, where one is picked: of a campaign, what is left to do. */
  policy: { id: number; name: string; group: number } | null;
  now: Date;
  onScope: (scope: Scope) => void;
}

export function OverTime({ scope, policy, now, onScope }: Props): ReactElement {
  const { api, guard, returned } = useReportApi();
  const last = scope.day ?? siteDay(now);
  const about = policy ? { by: "policy" as const, key: String(policy.id), group: policy.group } : { group: scope.only };
  const asked = { ...about, first: dayIn(-7 * scope.weeks, last), last, step: stepOf(scope.weeks) };
  const question = JSON.stringify(asked);
  const load = useCallback(() => guard(api.overTime(JSON.parse(question))), [api, guard, question]);
  const [loaded, reload] = useLoaded(load, returned);
  return (
    <section className="of-card" aria-labelledby="of-time">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-time">
          {t("Over time")}
        </h2>
        <span className="of-small of-muted">
          {stepWords(stepOf(scope.weeks) === 1, policy?.name)}
        </span>
        <span className="of-row of-push">
          <span className="of-row of-row--tight" role="group" aria-label={t("Period")}>
            {WEEKS.map((weeks) => (
              <button key={weeks} type="button" className="of-btn of-btn--sm" aria-pressed={weeks === scope.weeks} onClick={() => onScope({ ...scope, weeks })}>
                {weeks === 52 ? t("A year") : tn("{n} week", "{n} weeks", weeks)}
              </button>
            ))}
          </span>
          <Files csv={api.file("reports/history.csv", asked)} json={api.file("reports/history", asked)} />
        </span>
      </div>
      <div className="of-card__body">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            {t("Loading the numbers of past days…")}
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what={t("The numbers of past days")} error={loaded.error} onRetry={reload} />}
        {loaded.state === "ready" && loaded.value.length === 0 && <p className="of-muted">{t("Nothing was counted on these days. The numbers of each day are kept from its first evaluation on.")}</p>}
        {loaded.state === "ready" && loaded.value.length > 0 && (
          <div className="of-overtime">
            <Chart lines={linesOf(loaded.value)} />
            <Values days={loaded.value} />
          </div>
        )}
      </div>
    </section>
  );
}
