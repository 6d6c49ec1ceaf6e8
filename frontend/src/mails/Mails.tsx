// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Empty, Loading, Moment, NotLoaded } from "../shared/parts";
import { Refused } from "../shared/Refused";
import { rich, unseen } from "../shared/rich";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { SiteMails } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { useLoaded } from "../shared/useLoaded";
import { useShellSession } from "../shared/useShellSession";
import { amount, shown } from "../shared/words";
import { useMails } from "./api";

const REFUSED = [t("Mail"), t("Made"), t("Reason"), t("Send again")];
const NOT_REACHED = [t("User name"), t("Why"), t("Past due")];

const KINDS: Record<string, string> = {
  digest: t("Digest"),
  damage: t("Damaged records"),
  checkpoint: t("Checkpoint"),
  "key alone": t("Key"),
  heartbeat: t("Heartbeat"),
  policy: t("New policy"),
  exemption: t("Exemption"),
  campaign: t("Campaign"),
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
    setSent(t("The mail to {name} is on its way again.", { name }));
    onMails(answer);
  };
  return (
    <section className="of-card" aria-labelledby="of-refused">
      <div className="of-card__body">
        <h2 className="of-h2" id="of-refused">
          {mails.refused_total > mails.refused.length ? t("Refused, {here} of {all}", { here: amount(mails.refused.length), all: amount(mails.refused_total) }) : t("Refused")}
        </h2>
        {mails.refused.length > 0 && (
          <p className="of-muted">{t("Mail servers did not take these. Correct the address in OMERO first, then send the mail again: it goes to the address that OMERO has then, and a digest says what is so then.")}</p>
        )}
        <p role="status">{sent}</p>
        {failed && <Refused what={t("It was not sent again")} error={failed} />}
      </div>
      {mails.refused.length === 0 ? (
        <Empty icon="compliant" level={2} title={t("No mail was refused")}>
          <p>{mails.waiting === 0 ? t("None is waiting either.") : tn("{n} mail on the way.", "{n} mails on the way.", mails.waiting)}</p>
        </Empty>
      ) : (
        <Table label={t("Mails that were refused, newest first")} look="of-table of-table--fold" columns={mails.may_send_again ? REFUSED : REFUSED.slice(0, -1)} bare>
          <tbody role="rowgroup">
            {mails.refused.map((one) => (
              <tr role="row" key={one.id}>
                <td role="cell" data-label={t("Mail")}>
                  {shown(one.name)}
                  <span className="of-cellsub">
                    {KINDS[one.kind] ?? one.kind} {shown(one.period)}
                  </span>
                </td>
                <td role="cell" data-label={t("Made")}>
                  <Moment iso={one.made_at} now={now} />
                </td>
                <td role="cell" data-label={t("Reason")}>
                  {shown(one.reason)}
                </td>
                {mails.may_send_again && (
                  <td role="cell" data-label={t("Send again")}>
                    <button type="button" className="of-btn of-btn--sm" disabled={busy} onClick={() => void again(one.id, shown(one.name))}>
                      {rich(t("Try again<hidden> to send the mail to {name}</hidden>"), { hidden: unseen({ name: shown(one.name) }) })}
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
          {t("Not told by the last digest")}
        </h2>
        <p className="of-muted">
          {mails.made_at === null ? t("No digest was made yet.") : t("Of {period}: members with objects past due, who got no mail of their own. Owners of their groups see them in the report.", { period: shown(mails.period) })}
        </p>
        {mails.made_at !== null && mails.not_reached.length === 0 && <p>{t("Everybody who should be told was told.")}</p>}
      </div>
      {mails.not_reached.length > 0 && (
        <Table label={t("People whom the last digest did not tell")} look="of-table of-table--fold" columns={NOT_REACHED} bare>
          <tbody role="rowgroup">
            {mails.not_reached.map((one) => (
              <tr role="row" key={one.name}>
                <td role="cell" data-label={t("User name")}>
                  {shown(one.name)}
                </td>
                <td role="cell" data-label={t("Why")}>
                  {one.reason}
                </td>
                <td role="cell" data-label={t("Past due")} className="of-num">
                  {tn("{n} object", "{n} objects", one.objects)}
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
      <Empty icon="form" level={2} title={t("This page is for OMERO’s admins")}>
        <p>{t("Ask one of them what became of a mail.")}</p>
      </Empty>
    );
  }
  if (loaded.state === "failed") return <NotLoaded what={t("What became of mails")} error={loaded.error} onRetry={reload} />;
  if (loaded.state === "loading") return <Loading>{t("Loading what became of mails…")}</Loading>;
  const mails = newer ?? loaded.value;
  return (
    <>
      <RefusedMails mails={mails} onMails={setNewer} />
      <NotReached mails={mails} />
    </>
  );
}

export function Mails({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  return (
    <Shell base={base} webclient={webclient} session={session} current="preferences">
      <Head title={t("Mails of this site")} lede={t("What mail servers refused, and whom nobody could tell. Each digest period admins get a mail that says that all works; when none comes, something is broken.")} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      <Loadable />
    </Shell>
  );
}
