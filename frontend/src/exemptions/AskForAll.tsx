// SPDX-License-Identifier: AGPL-3.0-or-later
/** Owners of a group ask to excuse all that fits conditions from one of its policies, also what comes later. */
import { useCallback, useState, type ReactElement } from "react";
import { useExemptions } from "../shared/api/exemptions";
import { Choice } from "../shared/Choice";
import { NotLoaded } from "../shared/parts";
import { AskExemption, SelectorBuilder } from "../shared/seldom";
import { whichWords, type Words } from "../shared/selectorWords";
import { t } from "../shared/texts";
import type { Policies, PolicyView } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { plural, shown } from "../shared/words";

/** Whose policies the reader may ask to be excused from as a whole: those of groups that they may set policies for. */
function excusing({ policies, groups }: Policies): PolicyView[] {
  return policies.filter(({ group, ended_at, forms }) => ended_at === null && forms.length > 0 && groups.some(({ id }) => id === group.id));
}

const whomOf = ({ object_type: type, group }: PolicyView, selector: Words): string =>
  t("all {types} of {group} {which}", { types: plural(type), group: shown(group.name), which: whichWords(selector) });

interface ChooseProps {
  policies: readonly [PolicyView, ...PolicyView[]];
  onAsked: () => void;
}

function Choose({ policies, onAsked }: ChooseProps): ReactElement {
  const [chosen, setChosen] = useState(policies[0].id);
  const [selector, setSelector] = useState<Words>({});
  const [isOpen, setOpen] = useState(false);
  const policy = policies.find(({ id }) => id === chosen) ?? policies[0];
  const { id, name, forms } = policy;
  return (
    <>
      <Choice
        id="of-x-from"
        label={t("Policy")}
        value={chosen}
        options={policies.map((each) => [each.id, t("{policy} ({group})", { policy: shown(each.name), group: shown(each.group.name) })] as const)}
        onChange={(value) => setChosen(Number(value))}
      />
      <SelectorBuilder selector={undefined} without={t("To excuse everything, end the policy instead.")} onChange={setSelector} />
      <p className="of-small">{t("Excused would be {objects}, also what comes later and fits.", { objects: whomOf(policy, selector) })}</p>
      <div className="of-row">
        <button type="button" className="of-btn of-btn--primary" disabled={Object.keys(selector).length === 0} onClick={() => setOpen(true)}>
          {t("Until when, and why…")}
        </button>
      </div>
      {isOpen && (
        <AskExemption whom={whomOf(policy, selector)} objects={[]} selector={{ ...selector }} policies={[{ id, name, forms }]} onClose={() => setOpen(false)} onAsked={onAsked} />
      )}
    </>
  );
}

export function AskForAll({ onAsked }: { onAsked: () => void }): ReactElement {
  const { api, guard } = useExemptions();
  const load = useCallback(() => guard(api.policies()), [api, guard]);
  const [loaded, reload] = useOpened(load);
  const [first, ...others] = loaded.state === "ready" ? excusing(loaded.value) : [];
  return (
    <section className="of-card" aria-labelledby="of-x-all">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-x-all">
          {t("Ask for all that fits conditions")}
        </h2>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            {t("Loading the policies…")}
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what={t("The policies of your groups")} error={loaded.error} onRetry={reload} />}
        {loaded.state === "ready" && !first && <p>{t("No policy of a group that you own asks for a form, so there is nothing to be excused from.")}</p>}
        {first && <Choose policies={[first, ...others]} onAsked={onAsked} />}
      </div>
    </section>
  );
}
