// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Empty, Loading, Moment, NotLoaded, SetupProblems } from "../shared/parts";
import { Refused } from "../shared/Refused";
import { LoginBanner } from "../shared/session";
import { Shell } from "../shared/Shell";
import { Table } from "../shared/Table";
import type { SiteMails } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { useLoaded } from "../shared/useLoaded";
import { useShellSession } from "../shared/useShellSession";
import { count, shown } from "../shared/words";
import { useMails } from "./api";

const REFUSED = ["Mail", "Made", "Reason", "Send again"];
const NOT_REACHED = ["User name", "Why", "Past due"];

const KINDS: Record<string, string> = {
  digest: "Digest",
  damage: "Damaged records",
  checkpoint: "Checkpoint",
  "key alone": "Key",
  heartbeat: "Heartbeat",
  policy: "New policy",
  exemption: "Exemption",
  campaign: "Campaign",
};

interface ListProps {
  mails: SiteMails;
  onMails: (mails: SiteMails) => void;
}

function RefusedMails({ mails, onMails }: ListProps): ReactElement {
  const { api } = useMails();
  const { busy, failed, ask } = useAsk();
  const [sent, setSent] = useState("");
  const now = new Date();
  const again = async (id: number, name: string): Promise<void> => {
    const answer = await ask(() => api.sendAgain(id));
    if (answer === null) return;
    setSent(`The mail to ${name} is on its way again.`);
    onMails(answer);
  };
  return (
    <section className="of-card" aria-labelledby="of-refused">
      <div className="of-card__body">
        <h2 className="of-h2" id="of-refused">
          Refused{mails.refused_total > mails.refused.length && `, ${mails.refused.length} of ${mails.refused_total.toLocaleString("en-GB")}`}
        </h2>
        <p className="of-muted">A mail server will never take these. Correct the address in OMERO first, then send the mail again: it goes to the address that OMERO has then, and a digest says what is so then.</p>
        <p role="status">{sent}</p>
        {failed && <Refused what="It was not sent again" error={failed} />}
      </div>
      {mails.refused.length === 0 ? (
        <Empty icon="compliant" level={2} title="No mail was refused">
          <p>{mails.waiting === 0 ? "None waits, either." : `${count(mails.waiting, "mail")} on the way.`}</p>
        </Empty>
      ) : (
        <Table label="Mails that were refused, newest first" look="of-table of-table--fold" columns={mails.may_send_again ? REFUSED : REFUSED.slice(0, -1)} bare>
          <tbody role="rowgroup">
            {mails.refused.map((one) => (
              <tr role="row" key={one.id}>
                <td role="cell" data-label="Mail">
                  {shown(one.name)}
                  <span className="of-cellsub">
                    {KINDS[one.kind] ?? one.kind} {shown(one.period)}
                  </span>
                </td>
                <td role="cell" data-label="Made">
                  <Moment iso={one.made_at} now={now} />
                </td>
                <td role="cell" data-label="Reason">
                  {shown(one.reason)}
                </td>
                {mails.may_send_again && (
                  <td role="cell" data-label="Send again">
                    <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => void again(one.id, shown(one.name))}>
                      Try again<span className="of-hidden"> to send the mail to {shown(one.name)}</span>
                    </button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function NotReached({ mails }: { mails: SiteMails }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-notreached">
      <div className="of-card__body">
        <h2 className="of-h2" id="of-notreached">
          Not told by the last digest
        </h2>
        {mails.made_at === null ? <p className="of-muted">No digest was made yet.</p> : <p className="of-muted">Of {shown(mails.period)}: members with objects past due, who got no mail of their own. Owners of their groups see them in the report.</p>}
        {mails.made_at !== null && mails.not_reached.length === 0 && <p>Everybody who should be told was told.</p>}
      </div>
      {mails.not_reached.length > 0 && (
        <Table label="People whom the last digest did not tell" look="of-table of-table--fold" columns={NOT_REACHED} bare>
          <tbody role="rowgroup">
            {mails.not_reached.map((one) => (
              <tr role="row" key={one.name}>
                <td role="cell" data-label="User name">
                  {shown(one.name)}
                </td>
                <td role="cell" data-label="Why">
                  {one.reason}
                </td>
                <td role="cell" data-label="Past due" className="of-num">
                  {count(one.objects, "object")}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function Loadable(): ReactElement {
  const { api, guard, returned } = useMails();
  const load = useCallback(() => guard(api.mails()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  const [newer, setNewer] = useState<SiteMails | null>(null);
  if (loaded.state === "failed" && loaded.error.code === "forbidden") {
    return (
      <Empty icon="form" level={2} title="This page is for OMERO’s admins">
        <p>Ask one of them what became of a mail.</p>
      </Empty>
    );
  }
  if (loaded.state === "failed") return <NotLoaded what="What became of mails" error={loaded.error} onRetry={reload} />;
  if (loaded.state === "loading") return <Loading>Loading what became of mails…</Loading>;
  const mails = newer ?? loaded.value;
  return (
    <>
      <RefusedMails mails={mails} onMails={setNewer} />
      <NotReached mails={mails} />
    </>
  );
}

interface Props {
  base: string;
  webclient: string;
}

export function Mails({ base, webclient }: Props): ReactElement {
  const { api, returned } = useMails();
  const session = useShellSession(api, returned);
  return (
    <Shell base={base} webclient={webclient} session={session} current="preferences">
      <main className="of-main of-stack">
        <div className="of-head">
          <div className="of-head__text">
            <h1 className="of-h1">Mails of this site</h1>
            <p className="of-lede">What mail servers refused, and whom nobody could tell. Each digest period admins get a mail that says that all works; when none comes, something is broken.</p>
          </div>
        </div>
        <LoginBanner holds="This page may be out of date." />
        {session && <SetupProblems problems={session.problems} />}
        <Loadable />
      </main>
    </Shell>
  );
}
