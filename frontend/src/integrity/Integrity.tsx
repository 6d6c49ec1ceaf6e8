// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Empty, Loading, NotLoaded, SetupProblems } from "../shared/parts";
import { LoginBanner } from "../shared/session";
import { Shell } from "../shared/Shell";
import type { IntegrityState } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { useShellSession } from "../shared/useShellSession";
import { useIntegrity } from "./api";
import { Findings } from "./Findings";
import { LastCheckpoint } from "./LastCheckpoint";
import { State } from "./State";
import { useJob } from "./useJob";

/** What is known, and known anew whenever a job has ended. */
function Known({ first }: { first: IntegrityState }): ReactElement {
  const { api, guard } = useIntegrity();
  const [known, setKnown] = useState(first);
  const again = useCallback(() => {
    // What is on the page stays where it cannot be asked for now.
    guard(api.integrity()).then(setKnown, () => undefined);
  }, [api, guard]);
  const watched = useJob(first.job, again);
  return (
    <>
      <State known={known} watched={watched} onVerify={() => watched.begin(() => api.verify())} />
      <section className="of-card" aria-label="Findings">
        <Findings known={known} />
      </section>
      <section className="of-card" aria-label="Checkpoint">
        <LastCheckpoint known={known} onMade={again} />
      </section>
    </>
  );
}

function Page(): ReactElement {
  const { api, guard, returned } = useIntegrity();
  const load = useCallback(() => guard(api.integrity()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  if (loaded.state === "loading") return <Loading>Loading what is known…</Loading>;
  if (loaded.state === "ready") return <Known first={loaded.value} />;
  if (loaded.error.code !== "forbidden") return <NotLoaded what="Integrity" error={loaded.error} onRetry={reload} />;
  return (
    <Empty icon="form" level={2} title="Integrity is for OMERO’s admins without restrictions">
      <p>Ask one of them whether records were touched.</p>
    </Empty>
  );
}

export function Integrity({ base, webclient }: { base: string; webclient: string }): ReactElement {
  const { api, returned } = useIntegrity();
  const session = useShellSession(api, returned);
  return (
    <Shell base={base} webclient={webclient} session={session} current="integrity">
      <main className="of-main of-stack">
        <div className="of-head">
          <div className="of-head__text">
            <h1 className="of-h1">Integrity</h1>
            <p className="of-lede">Whether everything that was recorded is still there, in OMERO and in the forms database, as it was recorded.</p>
          </div>
        </div>
        <LoginBanner holds="This page may be out of date." />
        {session && <SetupProblems problems={session.problems} />}
        <Page />
      </main>
    </Shell>
  );
}
