// SPDX-License-Identifier: AGPL-3.0-or-later
/** What of the reader's own need not have what a policy requires: why, until when, and how to ask for longer. */
import { lazy, Suspense, useCallback, useState, type ReactElement } from "react";
import type { MineApi } from "../shared/api/mine";
import { Name, NotLoaded } from "../shared/parts";
import type { SessionGuard } from "../shared/session";
import type { MyFinding, MyPolicy } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { dayOf, lowerType, plainDate, shown } from "../shared/words";

/** Asked for seldom: nobody else loads it. */
const AskExemption = lazy(async () => ({ default: (await import("../shared/AskExemption")).AskExemption }));

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
        from “{shown(finding.policy.name)}”, {due === null ? "without an end" : <>until <time dateTime={due}>{dayOf(plainDate(due))}</time></>}
      </span>
      {reason && <span className="of-small">{shown(reason)}</span>}
      {isAsked && (
        <span className="of-small" role="status">
          Another exemption is asked for, and waits for a decision.
        </span>
      )}
      {!isAsked && policy && due !== null && (
        <span>
          <button type="button" className="of-btn-link of-small" onClick={() => setOpen(true)}>
            Ask to extend… <span className="of-hidden">the exemption of {shown(object.name)}</span>
          </button>
        </span>
      )}
      {isOpen && policy && (
        <Suspense fallback={null}>
          <AskExemption
            whom={`this ${lowerType(object.type)}`}
            objects={[object.id]}
            policies={[policy]}
            onClose={() => setOpen(false)}
            onAsked={() => {
              setAsked(true);
              setOpen(false);
            }}
          />
        </Suspense>
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
          Excused
        </h2>
        {loaded.state === "ready" && (
          <span className="of-count">
            {loaded.value.findings.length.toLocaleString("en-GB")} of {loaded.value.of.toLocaleString("en-GB")}
          </span>
        )}
      </div>
      <div className="of-card__body">
        {loaded.state === "loading" && (
          <p className="of-muted" role="status">
            Loading what is excused…
          </p>
        )}
        {loaded.state === "failed" && <NotLoaded what="What is excused of yours" error={loaded.error} onRetry={reload} />}
        {loaded.state === "ready" && (
          <ul className="of-submitted">
            {loaded.value.findings.map((finding) => (
              <One key={`${finding.policy.id}-${finding.object.type}-${finding.object.id}`} finding={finding} policy={policies.find(({ id }) => id === finding.policy.id)} />
            ))}
          </ul>
        )}
      </div>
      <p className="of-card__foot of-small">
        <a href={`${base}exemptions/`}>All exemptions, and what became of them</a>
      </p>
    </section>
  );
}
