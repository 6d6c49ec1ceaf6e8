// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { useExemptions } from "../shared/api/exemptions";
import { Choice } from "../shared/Choice";
import { Empty, Moment, NotLoaded } from "../shared/parts";
import { rich } from "../shared/rich";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Exemption, Exemptions as Page } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { useShellSession } from "../shared/useShellSession";
import { amount, dayOf, lowerType, nameOf, plainDate, shown, typeTitle } from "../shared/words";
import { AskForAll } from "./AskForAll";
import { fromAddress, LISTED, toAddress, type Listed } from "./asked";
import { DeedDialog, type Deed } from "./Deed";
import { whom } from "./whom";

const COLUMNS = [t("Excused"), t("Reason"), t("Asked by"), t("State")];

const STATES: Record<Exemption["state"], string> = {
  asked: t("Waits for a decision"),
  approved: t("Approved"),
  refused: t("Refused"),
  withdrawn: t("Withdrawn"),
  ended: t("Ended"),
};

function Objects({ one, base }: { one: Exemption; base: string }): ReactElement | null {
  if (one.selector !== null) return null;
  const more = one.count - one.objects.length;
  const objects = one.objects.map(({ type, id, name }, index) => (
    <span key={id}>
      {index > 0 && ", "}
      <a href={`${base}?id=${id}&type=${lowerType(type)}`}>{shown(name) || `${typeTitle(type)} ${id}`}</a>
    </span>
  ));
  if (more > 0 && objects.length === 0) return <span className="of-cellsub">{tn("{n} other not shown here", "{n} others not shown here", more)}</span>;
  return <span className="of-cellsub">{more > 0 ? rich(tn("{objects} and {n} other not shown here", "{objects} and {n} others not shown here", more), { objects }) : objects}</span>;
}

function Outcome({ one, now }: { one: Exemption; now: Date }): ReactElement {
  const isOver = one.state === "approved" && one.is_over;
  const last = one.ended_at !== null ? { at: one.ended_at, by: one.ended_by, said: one.ended_message } : { at: one.decided_at, by: one.decided_by, said: one.message };
  return (
    <>
      {isOver ? t("Its last day is over") : STATES[one.state]}
      {last.at !== null && (
        <span className="of-cellsub">
          {last.by === null ? <Moment iso={last.at} now={now} /> : rich(t("by {name}, {when}"), { name: nameOf(last.by), when: <Moment iso={last.at} now={now} /> })}
        </span>
      )}
      {one.is_own && <span className="of-cellsub">{t("decided by who had asked: nobody else could")}</span>}
      {last.said && <span className="of-cellsub of-quote">{shown(last.said)}</span>}
    </>
  );
}

interface RowProps {
  one: Exemption;
  base: string;
  now: Date;
  onDeed: (deed: Deed) => void;
}

function Row({ one, base, now, onDeed }: RowProps): ReactElement {
  const deeds: [Deed, string][] = [];
  if (one.may_decide) deeds.push(["approve", t("Approve…")], ["refuse", t("Refuse…")]);
  if (one.may_end) deeds.push(one.state === "asked" ? ["withdraw", t("Withdraw…")] : ["end", t("End…")]);
  return (
    <tr role="row">
      <td role="cell" data-label={t("Excused")}>
        {whom(one)}
        <Objects one={one} base={base} />
        <span className="of-cellsub">{t("from “{policy}”", { policy: shown(one.policy.name) })}</span>
        <span className="of-cellsub">{rich(t("until {day}"), { day: <time dateTime={one.until}>{dayOf(plainDate(one.until))}</time> })}</span>
      </td>
      <td role="cell" data-label={t("Reason")}>
        {one.reason ? <span className="of-quote">{shown(one.reason)}</span> : <span className="of-muted">{t("redacted")}</span>}
      </td>
      <td role="cell" data-label={t("Asked by")}>
        {nameOf(one.asked_by)}
        <span className="of-cellsub">
          <Moment iso={one.asked_at} now={now} />
        </span>
      </td>
      <td role="cell" data-label={t("State")}>
        <Outcome one={one} now={now} />
        {deeds.length > 0 && (
          <span className="of-row of-row--tight">
            {deeds.map(([deed, words]) => (
              <button key={deed} type="button" className="of-btn of-btn--sm" onClick={() => onDeed(deed)}>
                {words}{" "}
                <span className="of-hidden">{t("{objects}, asked by {name}", { objects: whom(one), name: nameOf(one.asked_by) })}</span>
              </button>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

function Nothing({ listed }: { listed: Listed }): ReactElement {
  if (listed === "waiting") {
    return (
      <Empty icon="compliant" level={2} title={t("Nothing waits for a decision")}>
        <p>{t("What somebody asks for in a group that you own is listed here, and what you asked for yourself.")}</p>
      </Empty>
    );
  }
  return (
    <Empty icon="form" level={2} title={listed === "open" ? t("Nothing is excused") : t("Nobody ever asked for an exemption")}>
      <p>{t("Where a form cannot be filled in, its owner opens the object’s forms and asks for an exemption, with a reason and a last day.")}</p>
    </Empty>
  );
}

interface ListProps {
  page: Page;
  listed: Listed;
  base: string;
  /** Something became of it, or it turned out to be otherwise than listed: then nothing is said. */
  onDone: (said: string) => void;
}

const DONE: Record<Deed, string> = {
  approve: t("It was approved. Reports follow within a minute."),
  refuse: t("It was refused."),
  withdraw: t("It was withdrawn."),
  end: t("It was ended. Reports follow within a minute."),
};

function List({ page, listed, base, onDone }: ListProps): ReactElement {
  const [open, setOpen] = useState<{ one: Exemption; deed: Deed } | null>(null);
  const now = new Date();
  if (page.exemptions.length === 0) return <Nothing listed={listed} />;
  return (
    <>
      <Table label={t("Exemptions, those that wait first")} look="of-table of-table--foldwide" columns={COLUMNS} bare>
        <tbody role="rowgroup">
          {page.exemptions.map((one) => (
            <Row key={one.id} one={one} base={base} now={now} onDeed={(deed) => setOpen({ one, deed })} />
          ))}
        </tbody>
      </Table>
      {page.of > page.exemptions.length && (
        <p className="of-card__foot of-small of-muted">
          {t("{here} of {all} are listed, those that wait longest and those decided last.", { here: amount(page.exemptions.length), all: amount(page.of) })}
        </p>
      )}
      {open && (
        <DeedDialog
          deed={open.deed}
          one={open.one}
          onClose={(isRefused) => {
            setOpen(null);
            if (isRefused) onDone("");
          }}
          onDone={() => {
            setOpen(null);
            onDone(DONE[open.deed]);
          }}
        />
      )}
    </>
  );
}

function Listing({ listed, base }: { listed: Listed; base: string }): ReactElement {
  const { api, guard } = useExemptions();
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, setSaid] = useState<{ words: string } | null>(null);
  // The button that was used is gone; who uses keys goes on from here, once the dialog has given the page back.
  useEffect(() => {
    if (said) heading.current?.focus();
  }, [said]);
  const load = useCallback(() => guard(api.exemptions({ listed })), [api, guard, listed]);
  const [loaded, reload] = useOpened(load);
  return (
    <>
      <h2 className="of-hidden" tabIndex={-1} ref={heading}>
        {t("Exemptions")}
      </h2>
      <p className={said?.words ? "of-card__body of-small" : "of-hidden"} role="status">
        {said?.words}
      </p>
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what={t("The list of exemptions")} error={loaded.error} onRetry={reload} />
        </div>
      )}
      {loaded.state === "loading" && <p className="of-card__body of-muted">{t("Loading the exemptions…")}</p>}
      {loaded.state === "ready" && (
        <List
          page={loaded.value}
          listed={listed}
          base={base}
          onDone={(words) => {
            setSaid({ words });
            reload();
          }}
        />
      )}
    </>
  );
}

export function Exemptions({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  const [listed, setListed] = useState(() => fromAddress(window.location.search));
  const [isAsking, setAsking] = useState(false);
  const [asked, setAsked] = useState(0);
  const toAsk = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked > 0) toAsk.current?.focus();
  }, [asked]);
  const mayAskForAll = session !== null && (session.is_admin || session.owned_groups.length > 0);
  const choose = (value: string): void => {
    const next = LISTED.find(([each]) => each === value)?.[0] ?? "open";
    setListed(next);
    toAddress(next);
  };
  return (
    <Shell base={base} webclient={webclient} session={session} current="exemptions">
      <Head title={t("Exemptions")} lede={t("What is excused from a policy, for a reason and until a day: what you asked for, and what is asked for in the groups that you own. Owners of the group and admins decide, but not on what they asked for themselves, unless nobody else can.")} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      {mayAskForAll && (
        <div className="of-row">
          <button type="button" className="of-btn" ref={toAsk} aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
            {t("Ask for all that fits conditions")}
          </button>
          <span className="of-small" role="status">
            {asked > 0 && t("It was asked for, and waits for a decision.")}
          </span>
        </div>
      )}
      {isAsking && (
        <AskForAll
          onAsked={() => {
            setAsking(false);
            setAsked(asked + 1);
          }}
        />
      )}
      <section className="of-card" aria-label={t("Exemptions")}>
        <div className="of-card__body">
          <div className="of-filters of-grow" role="search" aria-label={t("Which exemptions")}>
            <Choice id="of-x-show" label={t("Show")} value={listed} options={LISTED} onChange={choose} />
          </div>
        </div>
        <Listing key={`${listed} ${asked}`} listed={listed} base={base} />
      </section>
    </Shell>
  );
}
