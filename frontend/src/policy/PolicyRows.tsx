// SPDX-License-Identifier: AGPL-3.0-or-later
/** A policy as a row of a list, and what is said of one wherever it stands. */
import type { ReactElement } from "react";
import { t } from "../shared/texts";
import type { Group, PolicyView } from "../shared/types";
import { amount, countOf, dayOf, plainDate, shown } from "../shared/words";
import { campaignWords, sentence, termsOf } from "./terms";

export const nameOfForm =
  (policy: PolicyView | null) =>
  (id: string): string =>
    policy?.forms.find((form) => form.id === id)?.name ?? id;

const STATES: Record<PolicyView["state"], (policy: PolicyView) => string> = {
  active: () => t("In force"),
  later: (policy) => t("Begins {day}", { day: dayOf(plainDate(termsOf(policy).start ?? "")) }),
  ended: ({ ended_at: at }) => (at ? t("Ended {day}", { day: dayOf(new Date(at)) }) : t("Ended")),
  archived: () => t("Put away"),
};
export const stateWords = (policy: PolicyView): string => STATES[policy.state](policy);

const ORIGINS: Record<PolicyView["origin"], string> = { browser: t("Made here"), file: t("From a file"), site: t("Site-wide, of the admins") };
export const originWords = (policy: PolicyView): string => ORIGINS[policy.origin];

function compliance({ totals, evaluated_at: at, object_type: type }: PolicyView): string {
  if (at === null) return t("Not evaluated yet");
  return t("{n} of {objects} comply", { n: amount(totals.compliant ?? 0), objects: countOf(totals.objects, type) });
}

export function Row({ policy, address, groups = [] }: { policy: PolicyView; address: string; groups?: readonly Group[] }): ReactElement {
  const campaign = policy.ended_at === null && policy.evaluated_at !== null ? campaignWords(termsOf(policy), policy.totals, new Date()) : "";
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <a href={address}>{shown(policy.name)}</a>
        <span className="of-cellsub">{sentence(termsOf(policy), policy.group.name, nameOfForm(policy), groups)}</span>
      </th>
      <td role="cell" data-label={t("State")}>
        {stateWords(policy)}
      </td>
      <td role="cell" data-label={t("Comply")}>
        {compliance(policy)}
        {campaign && <span className="of-cellsub">{campaign}</span>}
      </td>
      <td role="cell" data-label={t("Origin")}>
        {originWords(policy)}
      </td>
    </tr>
  );
}
