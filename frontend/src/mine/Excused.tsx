// SPDX-License-Identifier: AGPL-3.0-or-later
/** What of the reader's own need not have what a policy requires: why, until when, and how to ask for longer. */
import { useCallback, useState, type ReactElement } from "react";
import type { MineApi } from "../shared/api/mine";
import { Became, Name, NotLoaded } from "../shared/parts";
import { rich, unseen } from "../shared/rich";
import { AskExemption } from "../shared/seldom";
import type { SessionGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { MyFinding, MyPolicy } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { amount, dayOf, plainDate, shown, typeWord } from "../shared/words";

/** So many are shown here; all of them are in the list, by their status. */
const SHOWN = 20;

interface OneProps {
  finding: MyFinding;
  policy: MyPolicy | undefined;
}

function One({ finding, policy }: OneProps): ReactElement {
  const { object, due, reason } = finding;
  const [isOpen, setOpen] = useState(false);
  const [isAsked, setAsked] = useState(finding.exemption_asked);
  return (
    <li className="of-stack of-stack--1">
      <a href={finding.deep_link}>
        <Name>{object.name}</Name>
      </a>
      <span className="of-small of-muted">
        {due === null
          ? t("from “{policy}”, without an end", { policy: shown(finding.policy.name) })
          : rich(t("from “{policy}”, until {day}"), { policy: shown(finding.policy.name), day: <time dateTime={due}>{dayOf(plainDate(due))}</time> })}
      </span>
      {reason && <span className="of-small">{shown(reason)}</span>}
      {isAsked && (
        <Became look="of-small" isNew={!finding.exemption_asked}>
          {t("Another exemption is asked for, and waits for a decision.")}
        </Became>
      )}
      {!isAsked && policy && due !== null && (
        <span>
          <button type="button" className="of-btn-link of-small" onClick={() => setOpen(true)}>
            {rich(t("Ask to extend… <hidden>the exemption of {name}</hidden>"), { hidden: unseen({ name: shown(object.name) }) })}
          </button>
        </span>
      )}
      {isOpen && policy && (
        <AskExemption
          whom={t("this {type}", { type: typeWord(object.type) })}
          objects={[object.id]}
          policies={[policy]}
          onClose={() => setOpen(false)}
          onAsked={() => {
            setAsked(true);
            setOpen(false);
          }}
        />
      )}
    </li>
  );
}

interface Props {
  base: string;
  api: MineApi;
  guard: SessionGuard["guard"];
  policies: MyPolicy[];
}

export function Excused({ base, api, guard, policies }: Props): ReactElement {
  const load = useCallback(() => guard(api.mine({ status: "exempt", limit: SHOWN })), [guard, api]);
  const [loaded, reload] = useOpened(load);
  return (
    <section className="of-card" aria-labelledby="of-excused">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-excused">
          {t("Excused")}
        </h2>
        {loaded.state === "ready" && (
          <span className="of-count">
            {t("{here} of {all}", { here: amount(loaded.value.findings.length), all: amount(loaded.value.of) })}
          </span>
        )}
      </div>
      <div className="of-card__body">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            {t("Loading what is excused…")}
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what={t("What is excused of yours")} error={loaded.error} onRetry={reload} />}
        {loaded.state === "ready" && (
          <ul className="of-submitted">
            {loaded.value.findings.map((finding) => (
              <One key={`${finding.policy.id}-${finding.object.type}-${finding.object.id}`} finding={finding} policy={policies.find(({ id }) => id === finding.policy.id)} />
            ))}
          </ul>
        )}
      </div>
      <p className="of-card__foot of-small">
        <a href={`${base}exemptions/`}>{t("All exemptions, and what became of them")}</a>
      </p>
    </section>
  );
}
