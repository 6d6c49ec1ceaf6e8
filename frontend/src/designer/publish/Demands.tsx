// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormDraft, FormRow, NextDemand } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { dayOf, plainDate, shown } from "../../shared/words";
import { Card } from "../Card";

function Sentence({ demand, version }: { demand: NextDemand; version: number }): ReactElement {
  const { name, group, requirement, objects, late_on } = demand;
  const said =
    requirement === "one_of"
      ? t("{policy} of {group} requires version {version}, or another form that counts instead, of {objects}; the first of them can be late on {day}.", { version })
      : t("{policy} of {group} requires version {version} of {objects}; the first of them can be late on {day}.", { version });
  return rich(said, {
    policy: <b>{shown(name)}</b>,
    group: shown(group.name),
    objects: objects === null ? t("objects that are counted by the next evaluation of the group") : tn("{n} object", "{n} objects", objects),
    day: <time dateTime={late_on}>{dayOf(plainDate(late_on))}</time>,
  });
}

/** Which policies will ask people for the new version. */
export function Demands({ draft, row }: { draft: FormDraft; row: FormRow }): ReactElement {
  const { api, guard, returned } = useDesigner();
  const { form } = draft;
  const load = useCallback(() => guard(api.draftDemands(form)), [api, guard, form]);
  const [loaded, reload] = useLoaded(load, returned);
  return (
    <Card title={t("Which policies will demand it")}>
      {loaded.state === "loading" && <Loading>{t("Asking the policies…")}</Loading>}
      {loaded.state === "failed" && <NotLoaded what={t("What policies will demand")} error={loaded.error} onRetry={reload} />}
      {loaded.state === "ready" && loaded.value.policies.length === 0 && (
        <p>{row.policies.length === 0 ? t("None: no policy asks for this form.") : t("None: where policies ask for this form, answers to older versions go on counting.")}</p>
      )}
      {loaded.state === "ready" && loaded.value.policies.length > 0 && (
        <ul className="of-points">
          {loaded.value.policies.map((demand) => (
            <li key={demand.id}>
              <Sentence demand={demand} version={loaded.value.version} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
