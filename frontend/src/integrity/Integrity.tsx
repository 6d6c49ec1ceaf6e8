// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, type ReactElement } from "react";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { t } from "../shared/texts";
import type { IntegrityState } from "../shared/types";
import { useJob } from "../shared/useJob";
import { useShellSession } from "../shared/useShellSession";
import { amount } from "../shared/words";
import { useIntegrity } from "./api";
import { Findings } from "./Findings";
import { KeyList } from "./KeyList";
import { Known } from "./Known";
import { LastCheckpoint } from "./LastCheckpoint";
import { Legacy } from "./Legacy";
import { GoContext, Link } from "./Link";
import { OrphanHistory } from "./OrphanHistory";
import { Orphans } from "./Orphans";
import { addressOf, PARTS, useShown, type PartName, type Shown } from "./parts";
import { Redactions } from "./Redactions";
import { Repair } from "./Repair";
import { State } from "./State";
import { useKeptFocus } from "./useKeptFocus";

interface Props {
  known: IntegrityState;
  /** Asks anew what is known. */
  again: () => void;
}

/** Whether everything is as it was recorded, and the last checkpoint. */
function Verification({ known, again }: Props): ReactElement {
  const session = useIntegrity();
  const { api } = session;
  // The job is told to whoever may begin one.
  const watched = useJob(session, known.may_change ? known.job : null, again);
  const verify = async (): Promise<number> => {
    const id = await api.verify();
    // So that it is known here, too, after another part was looked at.
    again();
    return id;
  };
  return (
    <>
      <State known={known} watched={watched} onVerify={() => watched.begin(verify)} />
      <section className="of-card" aria-label={t("Findings")}>
        <Findings known={known} />
      </section>
      <section className="of-card" aria-label={t("Checkpoint")}>
        <LastCheckpoint known={known} onMade={again} />
      </section>
    </>
  );
}

function Part({ shown, known, again }: Props & { shown: Shown }): ReactElement {
  const mayChange = known.may_change;
  const before = useRef(shown.part);
  useEffect(() => {
    // What was begun there, such as a checkpoint, went on meanwhile.
    if (before.current !== shown.part && shown.part === "") again();
    before.current = shown.part;
  }, [again, shown.part]);
  switch (shown.part) {
    case "":
      return <Verification known={known} again={again} />;
    case "repair":
      return <Repair mayChange={mayChange} onChanged={again} />;
    case "orphans":
      return shown.stream === "" ? <Orphans /> : <OrphanHistory key={shown.stream} stream={shown.stream} mayChange={mayChange} />;
    case "redactions":
      return <Redactions key={`${shown.stream} ${shown.number}`} mayChange={mayChange} stream={shown.stream} number={shown.number} />;
    case "keys":
      return <KeyList />;
    case "legacy":
      return <Legacy mayChange={mayChange} />;
  }
}

function Parts({ current, known }: { current: PartName; known: IntegrityState }): ReactElement {
  return (
    <nav className="of-tabs" aria-label={t("Parts of this page")}>
      {Object.entries(PARTS).map(([part, title]) => (
        <Link key={part} to={addressOf({ part: part as PartName })} className="of-tab" current={part === current}>
          {title}
          {part === "" && known.count > 0 && <span className="of-count">{amount(known.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

const ADMINS_READ = t("You read everything here. What changes something is for OMERO admins without restrictions.");

function Page(): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.integrity(), [api]);
  const [shown, go] = useShown();
  const top = useKeptFocus(`${shown.part} ${shown.stream} ${shown.number}`);
  return (
    <GoContext value={go}>
      <Known what={t("what is known")} load={load}>
        {(known, again) => (
          <>
            <Parts current={shown.part} known={known} />
            {!known.may_change && <p className="of-muted">{ADMINS_READ}</p>}
            <div className="of-stack" tabIndex={-1} ref={top}>
              <Part shown={shown} known={known} again={again} />
            </div>
          </>
        )}
      </Known>
    </GoContext>
  );
}

export function Integrity({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  return (
    <Shell base={base} webclient={webclient} session={session} current="integrity">
      <Head title={t("Integrity")} lede={t("Whether everything that was recorded is still there, in OMERO and in the forms database, as it was recorded; and what to do where it is not.")} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      <Page />
    </Shell>
  );
}
