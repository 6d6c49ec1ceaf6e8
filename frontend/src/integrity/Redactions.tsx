// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import type { ApiError } from "../shared/api/client";
import { Dialog } from "../shared/Dialog";
import { Empty, Moment } from "../shared/parts";
import { Refused } from "../shared/Refused";
import { rich, unseen } from "../shared/rich";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { Redaction, Redactions as Page } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { nameOf, shown } from "../shared/words";
import { useIntegrity } from "./api";
import { AskRedaction } from "./AskRedaction";
import { Known } from "./Known";
import { placeWords } from "./Steps";

const COLUMNS = [t("Record"), t("Reason"), t("Asked by"), t("State")];

const STATES: Record<Redaction["state"], string> = {
  asked: t("Asked for: nothing is gone yet"),
  approved: t("Approved: the workers are taking it away"),
  done: t("Taken away"),
};

interface RowProps {
  one: Redaction;
  onApprove: (() => void) | undefined;
}

function Row({ one, onApprove }: RowProps): ReactElement {
  const now = new Date();
  const since = one.done_at ?? one.approved_at;
  const moment = since !== null && <Moment iso={since} now={now} />;
  return (
    <tr role="row">
      <td role="cell" data-label={t("Record")}>
        {placeWords(one)}
      </td>
      <td role="cell" data-label={t("Reason")}>
        {one.reason ? <span className="of-quote">{shown(one.reason)}</span> : <span className="of-muted">{t("redacted itself")}</span>}
      </td>
      <td role="cell" data-label={t("Asked by")}>
        {nameOf(one.asked_by)}
        <span className="of-cellsub">
          <Moment iso={one.asked_at} now={now} />
        </span>
      </td>
      <td role="cell" data-label={t("State")}>
        {STATES[one.state]}
        {since !== null && (
          <span className="of-cellsub">
            {one.approved_by === null ? moment : rich(t("approved by {name}, {when}"), { name: nameOf(one.approved_by), when: moment })}
          </span>
        )}
        {one.state === "asked" && onApprove && (
          <span className="of-row">
            <button type="button" className="of-btn of-btn--sm of-btn--danger" onClick={onApprove}>
              {rich(t("Approve… <hidden>the redaction of {place}</hidden>"), { hidden: unseen({ place: placeWords(one) }) })}
            </button>
          </span>
        )}
      </td>
    </tr>
  );
}

interface SureProps {
  one: Redaction;
  unreached: string[];
  isBusy: boolean;
  fault: ApiError | null;
  onApprove: () => void;
  onClose: () => void;
}

function Sure({ one, unreached, isBusy, fault, onApprove, onClose }: SureProps): ReactElement {
  return (
    <Dialog title={t("Take away what {place} says?", { place: placeWords(one) })} action={t("Take it away for good")} keep={t("Leave it")} busy={isBusy} onAction={onApprove} onClose={onClose}>
      <p>{t("What was typed and named there goes: in OMERO, in the forms database, in the key-value pairs on the object. It never comes back, not even from a restored backup. That it was there, when and by whom, stays proven.")}</p>
      <p>{t("Answers that may stay have to be submitted anew. Do that first: open the form of the object, change what is to go, and submit.")}</p>
      <details className="of-more">
        <summary>{t("What this does not reach")}</summary>
        <ul className="of-points of-small">
          {unreached.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </details>
      {fault && <Refused what={t("It was not approved")} error={fault} />}
    </Dialog>
  );
}

interface ListProps {
  page: Page;
  mayChange: boolean;
  again: () => void;
}

function List({ page, mayChange, again }: ListProps): ReactElement {
  const { api } = useIntegrity();
  const { busy, failed, ask, forget } = useAsk();
  const [asked, setAsked] = useState<Redaction | null>(null);
  const approve = async (one: Redaction): Promise<void> => {
    if ((await ask(() => api.approveRedaction(one.id))) === null) return;
    setAsked(null);
    again();
  };
  const open = (one: Redaction): void => {
    forget();
    setAsked(one);
  };
  if (page.redactions.length === 0) {
    return (
      <Empty icon="compliant" level={2} title={t("Nothing has ever been taken out of a record")}>
        <p>{t("A redaction is for what should never have been typed, such as the name of a patient. It takes two steps, so that no one person can do it: one admin asks, another one approves.")}</p>
      </Empty>
    );
  }
  return (
    <>
      <Table label={t("Redactions, newest first")} look="of-table of-table--foldwide" columns={COLUMNS} bare>
        <tbody role="rowgroup">
          {page.redactions.map((one) => (
            <Row key={one.id} one={one} onApprove={mayChange ? () => open(one) : undefined} />
          ))}
        </tbody>
      </Table>
      {asked && (
        <Sure one={asked} unreached={page.unreached} isBusy={busy} fault={failed} onApprove={() => void approve(asked)} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface Props {
  mayChange: boolean;
  /** The record that the address names. */
  stream: string;
  number: string;
}

/** What was, or is to be, taken out of records; asked for by one admin and approved by another. */
export function Redactions({ mayChange, stream, number }: Props): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.redactions(), [api]);
  return (
    <Known what={t("redactions")} load={load}>
      {(page, again) => (
        <>
          <section className="of-card" aria-label={t("Redactions")}>
            <List page={page} mayChange={mayChange} again={again} />
          </section>
          {mayChange && (
            <section className="of-card" aria-labelledby="of-i-ask">
              <div className="of-card__head">
                <h2 className="of-h2" id="of-i-ask">
                  {t("Ask for a redaction")}
                </h2>
              </div>
              <div className="of-card__body">
                <AskRedaction stream={stream} number={number} onAsked={again} />
              </div>
            </section>
          )}
        </>
      )}
    </Known>
  );
}
