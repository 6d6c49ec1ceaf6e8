// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useRef, useState, type ReactElement } from "react";
import { Choice } from "../shared/Choice";
import { Icon } from "../shared/icons";
import { Empty, NotLoaded } from "../shared/parts";
import { useGuard } from "../shared/session";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { AuditEvent, AuditPage } from "../shared/types";
import { useLoaded, type Loaded } from "../shared/useLoaded";
import { clockOf, dayOf, nameOf, shown } from "../shared/words";
import { fromAddress, queryOf, toAddress, type Asked } from "./asked";
import { useShellSession } from "../shared/useShellSession";

const COLUMNS = [t("When"), t("Who"), t("What")];

type NounOf<Name> = Name extends `${infer Noun}.${string}` ? Noun : never;

/** A noun that the server begins to use has to get its words here. */
const NOUNS: Record<NounOf<AuditEvent["event"]>, string> = {
  form: t("Forms: published, offered, retired"),
  policy: t("Policies"),
  exemption: t("Exemptions from policies"),
  setup: "Set-up",
  key: t("Seal keys"),
  mail: t("Mails that were refused"),
  site: t("This site: copied, moved"),
  redaction: t("Redactions"),
  checkpoint: t("Checkpoints of the log"),
  database: t("The forms database: made anew"),
  legacy: t("Imports from OMERO.forms"),
  fork: t("Forks that were resolved"),
  records: t("Records that were repaired"),
  copies: t("Copies that were remade"),
};

const EVENTS = [["", t("All events")] as const, ...Object.entries(NOUNS)];

function Row({ event }: { event: AuditEvent }): ReactElement {
  const at = new Date(event.at);
  const message = typeof event.details["message"] === "string" ? event.details["message"] : "";
  return (
    <tr role="row">
      <td role="cell" data-label={COLUMNS[0]} className="of-num of-when">
        <time dateTime={event.at} title={t("{time} UTC", { time: event.at.slice(0, 19).replace("T", " ") })}>
          {dayOf(at)} <span className="of-cellsub">{clockOf(at, true)}</span>
        </time>
      </td>
      <td role="cell" data-label={COLUMNS[1]} className="of-who">
        {event.person ? nameOf(event.person) : t("The forms service")}
        {event.person && <span className="of-cellsub">{shown(event.person.name)}</span>}
        {event.sudoer && <span className="of-cellsub">{t("in a session that {name} opened", { name: shown(event.sudoer.name) })}</span>}
      </td>
      <td role="cell" data-label={COLUMNS[2]}>
        {shown(event.text)}
        {message && <span className="of-cellsub">“{shown(message)}”</span>}
      </td>
    </tr>
  );
}

function Filters({ asked, onAsk }: { asked: Asked; onAsk: (asked: Asked) => void }): ReactElement {
  const [person, setPerson] = useState(asked.person);
  const take = (): void => {
    if (person.trim() !== asked.person) onAsk({ ...asked, person: person.trim() });
  };
  return (
    <div className="of-filters of-grow" role="search" aria-label={t("Which events")}>
      <Choice id="of-a-event" label={t("Event")} value={asked.event} options={EVENTS} onChange={(event) => onAsk({ ...asked, event })} />
      <div className="of-field">
        <label className="of-label" htmlFor="of-a-person">
          {t("User name")}
        </label>
        <input
          className="of-input"
          id="of-a-person"
          value={person}
          onChange={(event) => setPerson(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === "Enter" && take()}
        />
      </div>
      <div className="of-field">
        <label className="of-label" htmlFor="of-a-from">
          {t("From")}
        </label>
        <input className="of-input" id="of-a-from" type="date" value={asked.from} onChange={(event) => onAsk({ ...asked, from: event.target.value })} />
      </div>
      <div className="of-field">
        <label className="of-label" htmlFor="of-a-to">
          {t("To")}
        </label>
        <input className="of-input" id="of-a-to" type="date" value={asked.to} onChange={(event) => onAsk({ ...asked, to: event.target.value })} />
      </div>
    </div>
  );
}

function Nothing({ restricted }: { restricted: boolean }): ReactElement {
  return restricted ? (
    <Empty icon="form" level={2} title={t("Nothing like this has happened")}>
      <p>{t("Choose other events, another person or other days.")}</p>
    </Empty>
  ) : (
    <Empty icon="form" level={2} title={t("Nothing has happened yet")}>
      <p>{t("Who publishes, offers or retires a form, changes a policy or sets the forms up is listed here.")}</p>
    </Empty>
  );
}

interface EventsPageProps {
  loaded: Loaded<AuditPage>;
  onRetry: () => void;
  restricted: boolean;
  /** To the newer events; null on the first page. */
  onNewer: (() => void) | null;
  onOlder: (next: number) => void;
}

function EventsPage({ loaded, onRetry, restricted, onNewer, onOlder }: EventsPageProps): ReactElement {
  if (loaded.state === "failed" && loaded.error.code === "forbidden") {
    return (
      <Empty icon="form" level={2} title={t("The audit is for OMERO’s admins")}>
        <p>{t("Ask one of them who changed a form or a policy.")}</p>
      </Empty>
    );
  }
  if (loaded.state === "failed") {
    return (
      <div className="of-card__body">
        <NotLoaded what={t("The audit")} error={loaded.error} onRetry={onRetry} />
      </div>
    );
  }
  if (loaded.state === "loading") {
    return (
      <p className="of-card__body of-muted" role="status">
        {t("Loading the audit…")}
      </p>
    );
  }
  const { events, next } = loaded.value;
  if (events.length === 0) return <Nothing restricted={restricted} />;
  return (
    <>
      <Table label={t("Events, newest first")} look="of-table of-table--fold" columns={COLUMNS}>
        <tbody role="rowgroup">
          {events.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </tbody>
      </Table>
      {(onNewer !== null || next !== null) && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label={t("Pages of the audit")}>
            <button type="button" className="of-btn of-btn--sm" disabled={onNewer === null} onClick={() => onNewer?.()}>
              <Icon name="left" />
              {t("Newer")}
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={next === null} onClick={() => next !== null && onOlder(next)}>
              {t("Older")}
              <Icon name="right" />
            </button>
          </nav>
        </div>
      )}
    </>
  );
}

/** The events, a page at a time: `before` holds the ids by which the pages from the newest to this one were asked for. */
function Events({ asked }: { asked: Asked }): ReactElement {
  const { api, guard, returned } = useGuard();
  const [before, setBefore] = useState<number[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const load = useCallback(() => guard(api.audit(queryOf(asked, before.at(-1)))), [api, guard, asked, before]);
  const [loaded, reload] = useLoaded(load, returned);
  const turn = (to: number[]): void => {
    setBefore(to);
    // The button goes while a page is loaded; who uses keys goes on from here.
    heading.current?.focus();
  };
  return (
    <>
      <h2 className="of-hidden" id="of-events" tabIndex={-1} ref={heading}>
        {t("Events")}
      </h2>
      <EventsPage
        loaded={loaded}
        onRetry={reload}
        restricted={Object.values(asked).some((each) => each !== "")}
        onNewer={before.length > 0 ? () => turn(before.slice(0, -1)) : null}
        onOlder={(next) => turn([...before, next])}
      />
    </>
  );
}

export function Audit({ base, webclient }: PageProps): ReactElement {
  const [asked, setAsked] = useState(() => fromAddress(window.location.search));
  const session = useShellSession();
  const ask = (next: Asked): void => {
    setAsked(next);
    toAddress(next);
  };
  return (
    <Shell base={base} webclient={webclient} session={session} current="audit">
      <Head title={t("Audit")} lede={t("Who published, offered or retired forms, changed policies or the set-up; newest first. Nothing is ever removed from here.")} />
      <Standing session={session} holds={t("This page may be out of date.")} />
      <section className="of-card" aria-labelledby="of-events">
        <div className="of-card__body">
          <Filters asked={asked} onAsk={ask} />
        </div>
        <Events key={JSON.stringify(asked)} asked={asked} />
      </section>
    </Shell>
  );
}
