// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import type { FormDraft, FormRow, NextDemand } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { count, dayOf, plainDate, shown } from "../../shared/words";
import { Card } from "../Card";

function Sentence({ demand, version }: { demand: NextDemand; version: number }): ReactElement {
  const { name, group, requirement, objects, late_on } = demand;
  return (
    <>
      <b>{shown(name)}</b> of {shown(group.name)} requires version {version}
      {requirement === "one_of" && ", or another form that counts instead,"}{" "}
      {objects === null ? "of objects that are counted by the next evaluation of the group" : `of ${count(objects, "object")}`}; the first of them can be late on{" "}
      <time dateTime={late_on}>{dayOf(plainDate(late_on))}</time>.
    </>
  );
}

/** Which policies will ask people for the new version. */
export function Demands({ draft, row }: { draft: FormDraft; row: FormRow }): ReactElement {
  const { api, guard, returned } = useDesigner();
  const { form } = draft;
  const load = useCallback(() => guard(api.draftDemands(form)), [api, guard, form]);
  const [loaded, reload] = useLoaded(load, returned);
  return (
    <Card title="Which policies will demand it">
      {loaded.state === "loading" && <Loading>Asking the policies…</Loading>}
      {loaded.state === "failed" && <NotLoaded what="What policies will demand" error={loaded.error} onRetry={reload} />}
      {loaded.state === "ready" && loaded.value.policies.length === 0 && (
        <p>{row.policies.length === 0 ? "None: no policy asks for this form." : "None: where policies ask for this form, answers to older versions go on counting."}</p>
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
