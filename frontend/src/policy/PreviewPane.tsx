// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a policy would do, on the data as they are: how many objects, whose, when they fall due, and the mails. */
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { ApiError } from "../shared/api/client";
import { STATUS_WORDS, STATUSES } from "../shared/findingStatus";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Banner, Name, StatusChip } from "../shared/parts";
import { Table } from "../shared/Table";
import { t } from "../shared/texts";
import type { Group, MailDay, Preview } from "../shared/types";
import { isOpen, useJob } from "../shared/useJob";
import { count, dayOf, inDays, lowerType, nameOf, plainDate, shown } from "../shared/words";
import { usePolicies } from "./api";
import { gateWords, typesWords, type Terms } from "./terms";

/** How long nothing has to change before it is counted anew. */
const PAUSE_MS = 700;
const ROWS = 20;

interface Found {
  preview: Preview;
  /** The job that found it; null where it was found at once. */
  job: number | null;
  terms: Terms;
}

function Stat({ number, children }: { number: number; children: string }): ReactElement {
  return (
    <div className="of-stat">
      <span className="of-stat__n">{number.toLocaleString("en-GB")}</span>
      <span className="of-stat__what">{children}</span>
    </div>
  );
}

function Stats({ preview }: { preview: Preview }): ReactElement {
  const { totals, total, covered, owners } = preview;
  const nouns = typesWords(preview.type);
  const noun = lowerType(preview.type);
  const shownStatuses = STATUSES.filter((status) => status !== "compliant" && (totals[status] ?? 0) > 0);
  return (
    <div className="of-stats">
      <Stat number={covered}>{`of ${count(total, noun, nouns)} in the group ${covered === 1 ? "is" : "are"} covered`}</Stat>
      <Stat number={totals.compliant ?? 0}>already comply</Stat>
      {shownStatuses.map((status) => (
        <Stat key={status} number={totals[status] ?? 0}>{`would be ${STATUS_WORDS[status].toLowerCase()}`}</Stat>
      ))}
      <Stat number={owners}>{owners === 1 ? "person would have something to do" : "people would have something to do"}</Stat>
    </div>
  );
}

function Dues({ preview, now }: { preview: Preview; now: Date }): ReactElement | null {
  if (preview.due.length === 0) return null;
  const nouns = typesWords(preview.type);
  const first = preview.due.slice(0, 6);
  const rest = preview.due.slice(6).reduce((sum, each) => sum + each.objects, 0);
  return (
    <section className="of-stack of-stack--2" aria-labelledby="of-pre-due">
      <h3 className="of-h3" id="of-pre-due">
        When they fall due
      </h3>
      <ul>
        {first.map(({ day, objects }) => (
          <li key={day}>
            <b>{dayOf(plainDate(day))}</b>, {inDays(day, now)}: {count(objects, lowerType(preview.type), nouns)}
          </li>
        ))}
        {rest > 0 && <li>Later: {count(rest, lowerType(preview.type), nouns)}</li>}
      </ul>
    </section>
  );
}

function Objects({ preview, onPage }: { preview: Preview; onPage: (offset: number) => void }): ReactElement | null {
  const { offset, objects, kept, open } = preview;
  if (open === 0) return null;
  const nouns = typesWords(preview.type);
  const last = Math.min(offset + ROWS, kept);
  return (
    <section className="of-card" aria-labelledby="of-pre-objects">
      <div className="of-card__head">
        <h3 className="of-h3" id="of-pre-objects">
          {count(open, lowerType(preview.type), nouns)} that would not comply
        </h3>
        <span className="of-small of-muted">
          due first, {offset + 1} to {last} of {kept.toLocaleString("en-GB")}
          {kept < open ? ` that are kept of ${open.toLocaleString("en-GB")}` : ""}
        </span>
      </div>
      <Table label="Objects that would not comply" look="of-table of-table--fold" columns={["Name", "Owner", "Today", "Last day", "After that", "Lacking"]} bare>
        <tbody role="rowgroup">
          {objects.map((one) => (
            <tr role="row" key={one.id}>
              <th scope="row" role="rowheader">
                <Name>{one.name}</Name>
              </th>
              <td role="cell" data-label="Owner">
                {nameOf(one.owner)}
              </td>
              <td role="cell" data-label="Today">
                <StatusChip status={one.status} />
              </td>
              <td role="cell" data-label="Last day">
                {one.due ? dayOf(plainDate(one.due)) : "None"}
              </td>
              <td role="cell" data-label="After that">
                {one.later === one.status ? "The same" : <StatusChip status={one.later} />}
              </td>
              <td role="cell" data-label="Lacking">
                {one.reason || one.lacking.map(shown).join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {preview.left_out > 0 && <p className="of-card__body of-small of-muted">{count(preview.left_out, "more is", "more are")} such that you cannot see.</p>}
      {kept > ROWS && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label="Pages of the objects">
            <button type="button" className="of-btn of-btn--sm" disabled={offset === 0} onClick={() => onPage(Math.max(0, offset - ROWS))}>
              Back
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={last >= kept} onClick={() => onPage(offset + ROWS)}>
              Next
            </button>
          </nav>
        </div>
      )}
    </section>
  );
}

function People({ preview }: { preview: Preview }): ReactElement | null {
  if (preview.people.length === 0) return null;
  return (
    <section className="of-card" aria-labelledby="of-pre-people">
      <div className="of-card__head">
        <h3 className="of-h3" id="of-pre-people">
          People
        </h3>
        <span className="of-small of-muted">
          most open first, {preview.people.length} of {preview.owners.toLocaleString("en-GB")}
        </span>
      </div>
      <Table label="People" look="of-table of-table--fold" columns={["Person", "Failing today", "In grace"]} bare>
        <tbody role="rowgroup">
          {preview.people.map(({ person, failing, grace }) => (
            <tr role="row" key={person.id}>
              <th scope="row" role="rowheader">
                {nameOf(person)}
              </th>
              <td role="cell" data-label="Failing today" className="of-num">
                {failing.toLocaleString("en-GB")}
              </td>
              <td role="cell" data-label="In grace" className="of-num">
                {grace.toLocaleString("en-GB")}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function mailCounts({ members, owners }: MailDay): string {
  const parts = [members > 0 ? count(members, "member") : "", owners > 0 ? count(owners, "owner of the group", "owners of the group") : ""].filter((one) => one !== "");
  return parts.length > 0 ? `mails to ${parts.join(" and ")}` : "no mail can be sent";
}

function Mails({ preview, now }: { preview: Preview; now: Date }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-pre-mails">
      <div className="of-card__head">
        <h3 className="of-h3" id="of-pre-mails">
          Mails that would go out
        </h3>
        <span className="of-small of-muted">if nobody does anything until then</span>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        {preview.withheld && <p>{preview.withheld}</p>}
        {!preview.withheld && preview.mails.length === 0 && <p>None.</p>}
        {preview.mails.map((day) => (
          <div key={day.day} className="of-stack of-stack--2">
            <p>
              <b>{dayOf(plainDate(day.day))}</b>, {inDays(day.day, now)}: {mailCounts(day)}
              {day.mails.length < day.members + day.owners && day.mails.length > 0 ? `; ${count(day.mails.length, "mail")} shown here` : ""}
            </p>
            <ul className="of-mails">
              {day.mails.map((mail) => (
                <li key={mail.person_id}>
                  <details>
                    <summary>
                      {shown(mail.full_name)}
                      {mail.is_owner ? ", owner" : ""}: {shown(mail.subject)}
                    </summary>
                    <pre className="of-mail" tabIndex={0} aria-label={`Mail to ${shown(mail.full_name)}`}>
                      {mail.text}
                    </pre>
                  </details>
                </li>
              ))}
            </ul>
            {day.unreachable.map((person) => (
              <p className="of-small" key={person.full_name}>
                {shown(person.full_name)}: {person.why}
              </p>
            ))}
          </div>
        ))}
        <p className="of-small of-muted">A mail also tells what other policies find; that is left out here.</p>
      </div>
    </section>
  );
}

export function PreviewPane({ group, terms, policy }: { group: Group; terms: Terms; policy: number | null }): ReactElement {
  const guarded = usePolicies();
  const { api, guard } = guarded;
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  /** A worker counts: then it is asked for, and not done again with every change. */
  const [isLarge, setIsLarge] = useState(false);
  const [now, setNow] = useState(() => new Date());
  const turn = useRef(0);
  const asked = useRef(terms);
  const job = useRef<number | null>(null);
  const text = JSON.stringify(terms);

  const take = useCallback((preview: Preview, jobId: number | null, of: Terms) => {
    setFound({ preview, job: jobId, terms: of });
    setNow(new Date());
  }, []);
  const failed = useCallback((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    setFault(error);
  }, []);
  const onEnd = useCallback(() => {
    const id = job.current;
    if (id === null) return;
    guard(api.previewOf(id, 0)).then(
      (preview) => take(preview, id, asked.current),
      // It was cancelled, or came to no end, which is told already.
      () => undefined,
    );
  }, [api, guard, take]);
  const watched = useJob(guarded, null, onEnd);
  const { begin } = watched;

  const look = useCallback(
    (offset: number) => {
      const mine = (turn.current += 1);
      asked.current = terms;
      setBusy(true);
      setFault(null);
      guard(api.preview(group.id, terms, policy, offset))
        .then((answer) => {
          if (mine !== turn.current) return;
          if ("job" in answer) {
            setIsLarge(true);
            job.current = answer.job;
            begin(() => Promise.resolve(answer.job));
          } else take(answer, null, terms);
        })
        .catch((error: unknown) => {
          if (mine === turn.current) failed(error);
        })
        .finally(() => {
          if (mine === turn.current) setBusy(false);
        });
    },
    // The terms are in `text`: their object is another one with every change of a letter and back.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [api, guard, group.id, policy, text, begin, take, failed],
  );
  const isReady = terms.forms.length > 0 || terms.requirement === "none";
  useEffect(() => {
    turn.current += 1;
    setBusy(false);
    if (!isReady || isLarge) return undefined;
    const timer = window.setTimeout(() => look(0), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [look, isReady, isLarge]);

  const page = (offset: number): void => {
    if (found?.job === null || found === null) look(offset);
    else guard(api.previewOf(found.job, offset)).then((preview) => take({ ...preview, mails: found.preview.mails, withheld: found.preview.withheld }, found.job, found.terms), failed);
  };
  const isOld = found !== null && JSON.stringify(found.terms) !== text;
  const counting = busy || (watched.job !== null && isOpen(watched.job));
  return (
    <section className="of-stack of-stack--3" aria-labelledby="of-preview">
      <div className="of-row of-row--between of-row--base">
        <h2 className="of-h2" id="of-preview">
          If it were switched on today
        </h2>
        <p className="of-small of-muted" role="status">
          {counting ? "Counting…" : found ? `Counted on the data of this moment. Nobody has been told${isOld ? "; the policy was changed since" : ""}.` : ""}
        </p>
      </div>
      {!isReady && <p className="of-muted">Choose what is needed, and what the policy would do appears here.</p>}
      {isLarge && (
        <p>
          The group has many objects, so a worker counts them.{" "}
          <button type="button" className="of-btn of-btn--sm" disabled={counting || !isReady} onClick={() => look(0)}>
            Count again
          </button>
        </p>
      )}
      {watched.job !== null && isOpen(watched.job) && <JobProgress job={watched.job} label="Preview of the policy" far={(n) => t("{n} objects were looked at.", { n })} />}
      <JobFaults watched={watched} what="The preview" />
      {fault && fault.code !== "policy_invalid" && (
        <Banner kind="fault" role="alert" title="What it would do could not be counted">
          <p>{fault.message}</p>
        </Banner>
      )}
      {fault?.code === "policy_invalid" && <p className="of-muted">Something in the policy cannot hold as it is: {problemsOf(fault)}</p>}
      {found && isReady && (
        <>
          <Stats preview={found.preview} />
          {found.terms.gate !== undefined && <p>With the first evaluation {gateWords(found.terms)}: {count(found.preview.totals.compliant ?? 0, lowerType(found.preview.type), typesWords(found.preview.type))} as of today.</p>}
          <Dues preview={found.preview} now={now} />
          <Objects preview={found.preview} onPage={page} />
          <People preview={found.preview} />
          <Mails preview={found.preview} now={now} />
        </>
      )}
    </section>
  );
}

function problemsOf(fault: ApiError): string {
  return (fault.detailsOf("policy_invalid")?.problems ?? []).map((one) => one.message).join(" ");
}
