// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a policy would do, on the data as they are: how many objects, whose, when they fall due, and the mails. */
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { ApiError } from "../shared/api/client";
import { STATUS_WORDS, STATUSES } from "../shared/findingStatus";
import { JobFaults, JobProgress } from "../shared/JobProgress";
import { Banner, Name, StatusChip } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Group, MailDay, Preview } from "../shared/types";
import { isOpen, useJob } from "../shared/useJob";
import { amount, countOf, dayOf, inDays, nameOf, plainDate, shown } from "../shared/words";
import { usePolicies, type Previewed } from "./api";
import { gateWords, type Terms } from "./terms";

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
      <span className="of-stat__n">{amount(number)}</span>
      <span className="of-stat__what">{children}</span>
    </div>
  );
}

function Stats({ preview }: { preview: Preview }): ReactElement {
  const { totals, total, covered, owners, type } = preview;
  const shownStatuses = STATUSES.filter((status) => status !== "compliant" && (totals[status] ?? 0) > 0);
  return (
    <div className="of-stats">
      <Stat number={covered}>{tn("of {objects} in the group is covered", "of {objects} in the group are covered", covered, { objects: countOf(total, type) })}</Stat>
      <Stat number={totals.compliant ?? 0}>{t("already comply")}</Stat>
      {shownStatuses.map((status) => (
        <Stat key={status} number={totals[status] ?? 0}>{t("would be {status}", { status: STATUS_WORDS[status].toLowerCase() })}</Stat>
      ))}
      {preview.unchecked > 0 && <Stat number={preview.unchecked}>{t("not checked yet")}</Stat>}
      <Stat number={owners}>{tn("person would have something to do", "people would have something to do", owners)}</Stat>
    </div>
  );
}

function Dues({ preview, now }: { preview: Preview; now: Date }): ReactElement | null {
  if (preview.due.length === 0) return null;
  const first = preview.due.slice(0, 6);
  const rest = preview.due.slice(6).reduce((sum, each) => sum + each.objects, 0);
  return (
    <section className="of-stack of-stack--2" aria-labelledby="of-pre-due">
      <h3 className="of-h3" id="of-pre-due">
        {t("When they fall due")}
      </h3>
      <ul>
        {first.map(({ day, objects }) => (
          <li key={day}>
            {rich(t("{day}, {when}: {objects}"), { day: <b>{dayOf(plainDate(day))}</b>, when: inDays(day, now), objects: countOf(objects, preview.type) })}
          </li>
        ))}
        {rest > 0 && <li>{t("Later: {objects}", { objects: countOf(rest, preview.type) })}</li>}
      </ul>
    </section>
  );
}

function Objects({ preview, onPage }: { preview: Preview; onPage: (offset: number) => void }): ReactElement | null {
  const { offset, objects, kept, open } = preview;
  if (open === 0) return null;
  const last = Math.min(offset + ROWS, kept);
  const here = { first: amount(offset + 1), last: amount(last), kept: amount(kept), open: amount(open) };
  return (
    <section className="of-card" aria-labelledby="of-pre-objects">
      <div className="of-card__head">
        <h3 className="of-h3" id="of-pre-objects">
          {t("{objects} that would not comply", { objects: countOf(open, preview.type) })}
        </h3>
        <span className="of-small of-muted">
          {kept < open ? t("due first, {first} to {last} of {kept} that are kept of {open}", here) : t("due first, {first} to {last} of {kept}", here)}
        </span>
      </div>
      <Table label={t("Objects that would not comply")} look="of-table of-table--foldwide" columns={[t("Name"), t("Owner"), t("Today"), t("Last day"), t("After that"), t("Lacking")]} bare>
        <tbody role="rowgroup">
          {objects.map((one) => (
            <tr role="row" key={one.id}>
              <th scope="row" role="rowheader">
                <Name>{one.name}</Name>
              </th>
              <td role="cell" data-label={t("Owner")}>
                {nameOf(one.owner)}
              </td>
              <td role="cell" data-label={t("Today")}>
                <StatusChip status={one.status} />
              </td>
              <td role="cell" data-label={t("Last day")}>
                {one.due ? dayOf(plainDate(one.due)) : t("None")}
              </td>
              <td role="cell" data-label={t("After that")}>
                {one.later === one.status ? t("The same") : <StatusChip status={one.later} />}
              </td>
              <td role="cell" data-label={t("Lacking")}>
                {one.reason || one.lacking.map(shown).join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {preview.left_out > 0 && <p className="of-card__body of-small of-muted">{tn("{n} more is such that you cannot see.", "{n} more are such that you cannot see.", preview.left_out)}</p>}
      {kept > ROWS && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label={t("Pages of the objects")}>
            <button type="button" className="of-btn of-btn--sm" disabled={offset === 0} onClick={() => onPage(Math.max(0, offset - ROWS))}>
              {t("Back")}
            </button>
            <button type="button" className="of-btn of-btn--sm" disabled={last >= kept} onClick={() => onPage(offset + ROWS)}>
              {t("Next")}
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
          {t("People")}
        </h3>
        <span className="of-small of-muted">
          {t("most open first, {here} of {all}", { here: amount(preview.people.length), all: amount(preview.owners) })}
        </span>
      </div>
      <Table label={t("People")} look="of-table of-table--fold" columns={[t("Person"), t("Failing today"), t("In grace")]} bare>
        <tbody role="rowgroup">
          {preview.people.map(({ person, failing, grace }) => (
            <tr role="row" key={person.id}>
              <th scope="row" role="rowheader">
                {nameOf(person)}
              </th>
              <td role="cell" data-label={t("Failing today")} className="of-num">
                {amount(failing)}
              </td>
              <td role="cell" data-label={t("In grace")} className="of-num">
                {amount(grace)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function mailCounts({ members, owners }: MailDay): string {
  const toOwners = tn("{n} owner of the group", "{n} owners of the group", owners);
  if (members > 0 && owners > 0) return tn("mails to {n} member and {owners}", "mails to {n} members and {owners}", members, { owners: toOwners });
  if (members > 0) return tn("mails to {n} member", "mails to {n} members", members);
  return owners > 0 ? t("mails to {owners}", { owners: toOwners }) : t("no mail can be sent");
}

/** "Mon 23 Nov 2026, in 3 days: mails to 2 members". */
function MailsOn({ day, now }: { day: MailDay; now: Date }): ReactElement {
  const values = { day: <b>{dayOf(plainDate(day.day))}</b>, when: inDays(day.day, now), mails: mailCounts(day) };
  const here = day.mails.length;
  if (here === 0 || here >= day.members + day.owners) return <p>{rich(t("{day}, {when}: {mails}"), values)}</p>;
  return <p>{rich(tn("{day}, {when}: {mails}; {n} mail shown here", "{day}, {when}: {mails}; {n} mails shown here", here), values)}</p>;
}

function Mails({ preview, now }: { preview: Preview; now: Date }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-pre-mails">
      <div className="of-card__head">
        <h3 className="of-h3" id="of-pre-mails">
          {t("Mails that would go out")}
        </h3>
        <span className="of-small of-muted">{t("if nobody does anything until then")}</span>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        {preview.withheld && <p>{preview.withheld}</p>}
        {!preview.withheld && preview.mails.length === 0 && <p>{t("None.")}</p>}
        {preview.mails.map((day, at) => (
          // On a day a digest may go out, and a campaign's mails.
          <div key={`${day.day} ${at}`} className="of-stack of-stack--2">
            <MailsOn day={day} now={now} />
            <ul className="of-mails">
              {day.mails.map((mail) => (
                <li key={mail.person_id}>
                  <details>
                    <summary>
                      {mail.is_owner
                        ? t("{name}, owner: {subject}", { name: shown(mail.full_name), subject: shown(mail.subject) })
                        : t("{name}: {subject}", { name: shown(mail.full_name), subject: shown(mail.subject) })}
                    </summary>
                    <pre className="of-mail" tabIndex={0} aria-label={t("Mail to {name}", { name: shown(mail.full_name) })}>
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
        <p className="of-small of-muted">{t("A mail also tells what other policies find; that is left out here.")}</p>
      </div>
    </section>
  );
}

export function PreviewPane({ group, terms, policy, site = null }: { group: Group; terms: Terms } & Pick<Previewed, "policy"> & Partial<Previewed>): ReactElement {
  const guarded = usePolicies();
  const { api, guard } = guarded;
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  /** A worker counts: then it is asked for, and not done again with every change. */
  const [isLarge, setIsLarge] = useState(false);
  const [now, setNow] = useState(() => new Date());
  const turn = useRef(0);
  const turned = useRef(0);
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
  const { watch } = watched;

  const look = useCallback(
    (offset: number) => {
      const mine = (turn.current += 1);
      asked.current = terms;
      setBusy(true);
      setFault(null);
      guard(api.preview(group.id, terms, { policy, site }, offset))
        .then((answer) => {
          if (mine !== turn.current) return;
          if ("job" in answer) {
            setIsLarge(true);
            job.current = answer.job;
            watch(answer.job);
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
    [api, guard, group.id, policy, site, text, watch, take, failed],
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
    if (found === null || found.job === null) {
      look(offset);
      return;
    }
    const { job: counted, terms: of } = found;
    const { mails, withheld } = found.preview;
    const [mine, counting] = [(turned.current += 1), turn.current];
    const isOld = (): boolean => mine !== turned.current || counting !== turn.current;
    guard(api.previewOf(counted, offset)).then(
      (preview) => isOld() || take({ ...preview, mails, withheld }, counted, of),
      (error: unknown) => isOld() || failed(error),
    );
  };
  const isOld = found !== null && JSON.stringify(found.terms) !== text;
  const counting = busy || (watched.job !== null && isOpen(watched.job));
  return (
    <section className="of-stack of-stack--3" aria-labelledby="of-preview">
      <div className="of-row of-row--between of-row--base">
        <h2 className="of-h2" id="of-preview">
          {policy === null ? t("If it were switched on today") : t("If it held today as it stands here")}
        </h2>
        <p className="of-small of-muted" role="status">
          {counting ? t("Counting…") : found && (isOld ? t("Counted on the data of this moment. Nobody has been told; the policy was changed since.") : t("Counted on the data of this moment. Nobody has been told."))}
        </p>
      </div>
      {!isReady && <p className="of-muted">{t("Choose what is needed, and what the policy would do appears here.")}</p>}
      {isLarge && (
        <p>
          {rich(t("The group has many objects, so a worker counts them. <again>Count again</again>"), {
            again: (inside) => (
              <button type="button" className="of-btn of-btn--sm" disabled={counting || !isReady} onClick={() => look(0)}>
                {inside}
              </button>
            ),
          })}
        </p>
      )}
      {watched.job !== null && isOpen(watched.job) && <JobProgress job={watched.job} label={t("Preview of the policy")} far={(n, number) => tn("{n} object was looked at.", "{n} objects were looked at.", number, { n })} />}
      <JobFaults watched={watched} what={t("The preview")} />
      {fault && fault.code !== "policy_invalid" && (
        <Banner
          kind="fault"
          role="alert"
          title={t("What it would do could not be counted")}
          actions={
            <button type="button" className="of-btn" onClick={() => look(0)}>
              {t("Try again")}
            </button>
          }
        >
          <p>{fault.message}</p>
        </Banner>
      )}
      {fault?.code === "policy_invalid" && <p className="of-muted">{t("Something in the policy cannot hold as it is: {problems}", { problems: problemsOf(fault) })}</p>}
      {found && isReady && (
        <>
          <Stats preview={found.preview} />
          {found.terms.gate !== undefined && <p>{t("With the first evaluation {gate}: {objects} as of today.", { gate: gateWords(found.terms), objects: countOf(found.preview.totals.compliant ?? 0, found.preview.type) })}</p>}
          {found.preview.unchecked > 0 && (
            <p>
              {tn(
                "{n} object is not checked yet: answers to it are of an older version of a form. The first evaluation checks them; what follows does not count it.",
                "{n} objects are not checked yet: answers to them are of an older version of a form. The first evaluation checks them; what follows does not count them.",
                found.preview.unchecked,
              )}
            </p>
          )}
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
