// SPDX-License-Identifier: AGPL-3.0-or-later
/** Campaigns of a group: what was open from day to day, against an even fall to nothing on the last day. */
import { useCallback, type ReactElement } from "react";
import { campaignSentence } from "../shared/campaignWords";
import { NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Campaign, Group } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { amount, dayOf, plainDate, shown } from "../shared/words";
import { useReportApi } from "./api";
import { Chart } from "./Chart";
import { Files } from "./Files";

type Day = Campaign["days"][number];

/** As many days as somebody reads: of more, every seventh back from the last. */
const MOST = 28;
const listed = (days: readonly Day[]): Day[] => days.toReversed().filter((_, index) => days.length <= MOST || index % 7 === 0 || index === days.length - 1);

function BurnDown({ campaign, first, days }: { campaign: Campaign; first: Day; days: Day[] }): ReactElement {
  const point = ({ day, open }: Day) => ({ day, number: open });
  return (
    <div className="of-overtime">
      <Chart
        lines={[
          { key: "target", words: (n) => t("{n} on the last day", { n }), points: [point(first), { day: campaign.deadline, number: 0 }] },
          { key: "failing", words: (n) => t("{n} open", { n }), points: [point(first), ...days.slice(1).map(point)] },
        ]}
      />
      <Table label={t("Open of {policy} by day", { policy: campaign.policy.name })} look="of-table of-table--dense" columns={[t("Day"), t("Open"), t("Of")]}>
        <tbody role="rowgroup">
          {listed(days).map((day) => (
            <tr role="row" key={day.day}>
              <th scope="row" role="rowheader">
                <time dateTime={day.day}>{dayOf(plainDate(day.day))}</time>
              </th>
              <td role="cell" className="of-n">
                {amount(day.open)}
              </td>
              <td role="cell" className="of-n">
                {amount(day.objects)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface Props {
  group: Group;
  /** The only policy that is looked at, where one is picked. */
  policy: number | undefined;
  now: Date;
}

/** Where the address names this part: browsers look for it before it is there, and not in shadow roots. Once: who changes a filter stays there. */
function ledTo(heading: HTMLElement | null): void {
  if (heading === null || window.location.hash !== "#of-campaigns") return;
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}

/** Nothing where there is none: most groups have no campaign. */
export function Campaigns({ group, policy, now }: Props): ReactElement | null {
  const { api, guard, returned } = useReportApi();
  const load = useCallback(() => guard(api.campaigns(group.id, policy)), [api, guard, group.id, policy]);
  const [loaded, reload] = useLoaded(load, returned);
  const file = (name: string): string => api.file(`reports/${group.id}/${name}`, { policy });
  if (loaded.state === "failed") return <NotLoaded what={t("The campaigns")} error={loaded.error} onRetry={reload} />;
  if (loaded.state === "loading" || loaded.value.length === 0) return null;
  return (
    <section className="of-card" aria-labelledby="of-campaigns">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-campaigns" tabIndex={-1} ref={ledTo}>
          {tn("{n} campaign of {group}", "{n} campaigns of {group}", loaded.value.length, { group: shown(group.name) })}
        </h2>
        <span className="of-small of-muted">{t("open at the end of each day, beside an even fall to nothing on the last day")}</span>
        <Files csv={file("campaigns.csv")} json={file("campaigns")} />
      </div>
      {loaded.value.map((campaign) => (
        <div className="of-card__body of-stack of-stack--3" key={campaign.policy.id}>
          <h3 className="of-h3">{shown(campaign.policy.name)}</h3>
          <p>{campaignSentence(campaign, now)}</p>
          {campaign.days[0] && <BurnDown campaign={campaign} first={campaign.days[0]} days={campaign.days} />}
        </div>
      ))}
    </section>
  );
}
