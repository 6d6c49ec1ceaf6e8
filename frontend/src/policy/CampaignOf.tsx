// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { campaignSentence } from "../shared/campaignWords";
import { NotLoaded } from "../shared/parts";
import { t } from "../shared/texts";
import type { PolicyView } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { usePolicies } from "./api";

/** How far a policy with one last day for all has got, with the way to its days in the report. */
export function CampaignOf({ policy, base }: { policy: PolicyView; base: string }): ReactElement | null {
  const { api, guard, returned } = usePolicies();
  const { id, group } = policy;
  const load = useCallback(() => guard(api.campaign(group.id, id)), [api, guard, group.id, id]);
  const [loaded, reload] = useLoaded(load, returned);
  if (loaded.state === "failed") return <NotLoaded what={t("How far it has got")} error={loaded.error} onRetry={reload} />;
  if (loaded.state === "loading" || loaded.value === null) return null;
  return (
    <p>
      {campaignSentence(loaded.value, new Date())} <a href={`${base}dashboard/?group=${group.id}&policy=${id}#of-campaigns`}>{t("Day by day in the report")}</a>
    </p>
  );
}
