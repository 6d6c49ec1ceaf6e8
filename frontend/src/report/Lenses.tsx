// SPDX-License-Identifier: AGPL-3.0-or-later
/** The same numbers by form, by question and by person, each with the way to its findings. */
import { useCallback, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Moment, NotLoaded } from "../shared/parts";
import { Table } from "../shared/Table";
import type { ReportTotals, Totals } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { count, dayOf, nameOf, plainDate, shown } from "../shared/words";
import { useReportApi } from "./api";
import type { Scope, Selection } from "./selection";
import { failing, objects, of, percent } from "./totals";

const NUMBERS = ["Objects", "Failing", "In grace", "Exempt", "Not checked"];

function Numbers({ totals }: { totals: Totals }): ReactElement {
  const values = [objects(totals), failing(totals), of(totals, "grace"), of(totals, "exempt"), of(totals, "error")];
  return (
    <>
      {values.map((value, index) => (
        <td role="cell" className="of-n" data-label={NUMBERS[index]} key={NUMBERS[index]}>
          {value.toLocaleString("en-GB")}
          {index === 1 && <span className="of-cellsub">{percent(value, objects(totals))}</span>}
        </td>
      ))}
    </>
  );
}

interface Row {
  key: string;
  name: string;
  totals: Totals;
  onPick?: (() => void) | undefined;
}

function Lens({ title, noun, rows, whole, file, children }: { title: string; noun: string; rows: Row[]; whole: number; file: string; children?: (key: string) => ReactElement }): ReactElement {
  const id = `of-lens-${noun}`;
  return (
    <section className="of-card" aria-labelledby={id}>
      <div className="of-card__head">
        <h2 className="of-h2" id={id}>
          {title}
        </h2>
        <span className="of-count">
          {rows.length.toLocaleString("en-GB")} of {whole.toLocaleString("en-GB")}
        </span>
        <a className="of-btn of-btn--sm of-push" href={file}>
          <Icon name="download" /> CSV
        </a>
      </div>
      {rows.length === 0 ? (
        <p className="of-card__body of-muted">Nothing was counted.</p>
      ) : (
        <Table label={title} look="of-table of-table--fold of-table--dense" columns={[noun, ...NUMBERS, ...(children ? ["Questions"] : [])]} bare>
          <tbody role="rowgroup">
            {rows.map(({ key, name, totals, onPick }) => (
              <tr role="row" key={key}>
                <th scope="row" role="rowheader">
                  {onPick ? (
                    <button type="button" className="of-btn-link" onClick={onPick}>
                      {shown(name)}
                    </button>
                  ) : (
                    shown(name)
                  )}
                </th>
                <Numbers totals={totals} />
                {children && (
                  <td role="cell" data-label="Questions">
                    {children(key)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {rows.length < whole && <p className="of-card__body of-small of-muted">Those with most failing; the CSV file has up to 1,000.</p>}
    </section>
  );
}

function Questions({ form, name, group }: { form: string; name: string; group: number | undefined }): ReactElement {
  const { api, guard, returned } = useReportApi();
  const load = useCallback(() => guard(api.questions({ form, group })), [api, guard, form, group]);
  const [loaded, reload] = useLoaded(load, returned);
  const most = loaded.state === "ready" ? Math.max(0, ...loaded.value.map((one) => one.objects)) : 0;
  return (
    <section className="of-card" aria-labelledby="of-questions">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-questions">
          Questions of {shown(name)}
        </h2>
        {loaded.state === "ready" && <span className="of-small of-muted">by the newest recorded answers of {count(most, "object")}; where a question was not asked, it counts as unanswered</span>}
      </div>
      {loaded.state === "loading" && (
        <p className="of-card__body of-muted" role="status">
          Counting answers…
        </p>
      )}
      {loaded.state === "failed" && (
        <div className="of-card__body">
          <NotLoaded what="The questions" error={loaded.error} onRetry={reload} />
        </div>
      )}
      {loaded.state === "ready" && (
        <Table label={`Questions of ${name}`} look="of-table of-table--fold of-table--dense" columns={["Question", "Without an answer", "Of", "Share", "Required"]} bare>
          <tbody role="rowgroup">
            {loaded.value.map((one) => (
              <tr role="row" key={one.pointer}>
                <th scope="row" role="rowheader">
                  {shown(one.titles)}
                </th>
                <td role="cell" className="of-n" data-label="Without an answer">
                  {one.unanswered.toLocaleString("en-GB")}
                </td>
                <td role="cell" className="of-n" data-label="Of">
                  {one.objects.toLocaleString("en-GB")}
                </td>
                <td role="cell" className="of-n" data-label="Share">
                  {percent(one.unanswered, one.objects)}
                </td>
                <td role="cell" data-label="Required">
                  {one.is_required ? "required" : "optional"}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

interface Props {
  totals: ReportTotals;
  scope: Scope;
  /** The group whose findings a number leads to; none where the numbers are of several, or of a day that is over. */
  group: number | undefined;
  now: Date;
  onPick: (pick: Selection) => void;
}

export function Lenses({ totals, scope, group, now, onPick }: Props): ReactElement {
  const { api } = useReportApi();
  const [asked, setAsked] = useState<string | null>(null);
  const name = totals.forms.find((one) => one.form.id === asked)?.form.name;
  const lead = (pick: Partial<Selection>): (() => void) | undefined => (group === undefined ? undefined : () => onPick({ group, status: "", ...pick }));
  const file = (by: string): string => api.file("reports/totals.csv", { by, group: scope.only, day: scope.day });
  const forms = totals.forms.map((one) => ({ key: one.form.id, name: one.form.name, totals: one.totals, onPick: lead({ form: one.form.id }) }));
  const people = totals.people.map((one) => ({ key: String(one.person.id), name: nameOf(one.person), totals: one.totals, onPick: lead({ person: one.person.id }) }));
  if (totals.day === null && totals.counted_at === null) {
    return <p className="of-muted">By form and person the numbers come right after the first evaluation; until then there is nothing to show here.</p>;
  }
  return (
    <>
      <p className="of-small of-muted">
        {totals.day ? `By form and person as it was at the end of ${dayOf(plainDate(totals.day))}.` : totals.counted_at && <>By form and person as counted <Moment iso={totals.counted_at} now={now} />.</>}{" "}
        {group === undefined && "Choose one group, and now, to get from a number to its findings."}
      </p>
      <Lens title="By form" noun="Form" rows={forms} whole={totals.of.forms} file={file("form")}>
        {(form) => (
          <button type="button" className="of-btn of-btn--sm" aria-pressed={asked === form} onClick={() => setAsked(asked === form ? null : form)}>
            {asked === form ? "Hide questions" : "Show questions"}
          </button>
        )}
      </Lens>
      {asked !== null && name !== undefined && <Questions form={asked} name={name} group={scope.only} />}
      <Lens title="By person" noun="Owner" rows={people} whole={totals.of.people} file={file("person")} />
    </>
  );
}
