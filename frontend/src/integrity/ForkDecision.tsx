// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useId, type ReactElement } from "react";
import { Answer } from "../record/Answer";
import { Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Fork, RepairStep } from "../shared/types";
import { nameOf, shown } from "../shared/words";
import { useIntegrity } from "./api";
import { Known } from "./Known";
import { placeWords } from "./Steps";

/** What a record is called beside the others. */
const letterOf = (index: number): string => String.fromCharCode(65 + index);

const alike = (values: readonly unknown[]): boolean => values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));

function Said({ value }: { value: unknown }): ReactElement {
  return value === null || value === undefined ? <span className="of-diff__none">{t("nothing")}</span> : <Answer value={value} />;
}

/** What they say, where that differs. */
function Beside({ fork }: { fork: Fork }): ReactElement {
  const differing = fork.fields.filter(({ values }) => !alike(values));
  const same = fork.fields.length - differing.length;
  const letters = fork.versions.map((_version, index) => t("Record {letter}", { letter: letterOf(index) }));
  return (
    <>
      {fork.versions.some((version) => version.is_redacted) && <p>{t("What one of them said was redacted, so it cannot be compared.")}</p>}
      {differing.length > 0 ? (
        <Table label={t("What the records of {place} say", { place: placeWords(fork) })} look="of-table of-table--fold of-diff" columns={[t("Field"), ...letters]}>
          <tbody role="rowgroup">
            {differing.map(({ pointer, path, values }) => (
              <tr role="row" key={pointer}>
                <th scope="row" role="rowheader">
                  {shown(path)}
                </th>
                {values.map((value, index) => (
                  <td role="cell" className="of-lines" data-label={letters[index]} key={letters[index]}>
                    <Said value={value} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <p>{t("They say the same, and differ in who recorded them, or when.")}</p>
      )}
      {differing.length > 0 && same > 0 && <p className="of-small of-muted">{tn("{n} other field says the same.", "{n} other fields say the same.", same)}</p>}
    </>
  );
}

interface ChoicesProps {
  fork: Fork;
  /** The digest of the record that counts; empty while nothing is decided. */
  chosen: string;
  onChoose: ((digest: string) => void) | undefined;
}

function Choices({ fork, chosen, onChoose }: ChoicesProps): ReactElement {
  const name = useId();
  const now = new Date();
  return (
    <div className="of-choices of-choices--col">
      {fork.versions.map((version, index) => {
        const author = version.author === null ? t("the forms service") : nameOf(version.author);
        const said = (
          <span>
            {rich(version.version === null ? t("<b>Record {letter}</b>: {who}, {when}") : t("<b>Record {letter}</b>: {who}, {when}, form version {version}"), {
              b: (inside) => <b>{rich(inside, { letter: letterOf(index) })}</b>,
              who: version.sudoer ? t("{name}, in a session that {opener} opened", { name: author, opener: nameOf(version.sudoer) }) : author,
              when: <Moment iso={version.time} now={now} />,
              version: version.version,
            })}
            <span className="of-cellsub">
              {version.annotation === null ? t("in the forms database alone") : t("annotation {annotation} in OMERO", { annotation: version.annotation })}
              {version.is_shown && ` · ${t("pages show it now")}`}
              {version.message && (
                <>
                  {" · "}
                  <span className="of-quote">{shown(version.message)}</span>
                </>
              )}
            </span>
          </span>
        );
        if (!onChoose) return <p key={version.digest}>{said}</p>;
        return (
          <label className="of-choice" key={version.digest}>
            <input type="radio" name={name} checked={chosen === version.digest} onChange={() => onChoose(version.digest)} />
            {said}
          </label>
        );
      })}
      {onChoose && (
        <label className="of-choice">
          <input type="radio" name={name} checked={chosen === ""} onChange={() => onChoose("")} />
          <span>{t("Decide later")}</span>
        </label>
      )}
    </div>
  );
}

interface Props {
  step: RepairStep;
  chosen: string;
  /** Missing for who may not decide. */
  onChoose: ((digest: string) => void) | undefined;
}

/** The sealed records of one number beside each other, and which of them counts. */
export function ForkDecision({ step, chosen, onChoose }: Props): ReactElement {
  const { api } = useIntegrity();
  const { stream, number } = step;
  const load = useCallback(() => api.fork(stream, number), [api, stream, number]);
  return (
    <fieldset className="of-fork of-stack of-stack--3">
      <legend className="of-strong">{placeWords(step)}</legend>
      <Known what={t("these records")} load={load}>
        {(fork) => (
          <>
            <Choices fork={fork} chosen={chosen} onChoose={onChoose} />
            <Beside fork={fork} />
          </>
        )}
      </Known>
    </fieldset>
  );
}
