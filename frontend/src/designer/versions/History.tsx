// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { Imported } from "../../shared/Imported";
import { Moment } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormRow, VersionRow } from "../../shared/types";
import { nameOf, shown } from "../../shared/words";
import { Card } from "../Card";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk, type Asking } from "../../shared/useAsk";
import { Version } from "./Version";

/** So many are shown before the rest is asked for. */
const FIRST = 20;

/** There is one draft for each form: what is in it is not written over. */
function HasDraft({ base, row, now, onClose }: { base: string; row: FormRow; now: Date; onClose: () => void }): ReactElement {
  const { draft } = row;
  return (
    <Dialog title={t("This form has a draft already")} action={t("Open the draft")} keep={t("Leave it")} harmless onAction={() => window.location.assign(formAddress(base, row.form))} onClose={onClose}>
      {draft && (
        <p>
          {rich(t("{name} saved it {time}. To go on from an older version instead, discard that draft in the editor first."), {
            name: nameOf(draft.saved_by),
            time: <Moment iso={draft.saved_at} now={now} />,
          })}
        </p>
      )}
    </Dialog>
  );
}

interface EntryProps {
  row: FormRow;
  version: VersionRow;
  now: Date;
  asking: Asking;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onCompare: (from: number, to: number) => void;
  onContinue: (number: number) => void;
}

function Entry({ row, version, now, asking, isOpen, onOpen, onCompare, onContinue }: EntryProps): ReactElement {
  const { number, author, message, published_at, imported } = version;
  const isCurrent = number === row.version;
  return (
    <li>
      <span className={isCurrent ? "of-timeline__n of-timeline__n--now" : "of-timeline__n"} aria-hidden="true">
        {number}
      </span>
      <div className="of-stack of-stack--2">
        <div className="of-timeline__top">
          <b>{isCurrent ? t("Version {number}, in use", { number }) : t("Version {number}", { number })}</b>
          <span className="of-small of-muted">
            {imported ? (
              <Imported claim={imported} by={author} at={published_at} now={now} />
            ) : (
              <>
                <Moment iso={published_at} now={now} /> · {nameOf(author)}
              </>
            )}
          </span>
        </div>
        {imported?.fault && <p className="of-small">{imported.fault}</p>}
        {message && <p className="of-quote">{shown(message)}</p>}
        <div className="of-row of-row--tight">
          <button type="button" className="of-btn of-btn--sm" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
            {rich(isOpen ? t("Close <hidden>version {number}</hidden>", { number }) : t("View <hidden>version {number}</hidden>", { number }), {
              hidden: (inside) => <span className="of-hidden">{inside}</span>,
            })}
          </button>
          {!isCurrent && (
            <button type="button" className="of-btn of-btn--sm" aria-label={t("Compare with version {version}: version {number}", { version: row.version, number })} onClick={() => onCompare(number, row.version)}>
              {t("Compare with version {version}", { version: row.version })}
            </button>
          )}
          {row.may_edit && row.state !== "retired" && (
            <button type="button" className="of-btn of-btn--sm" disabled={asking.busy} onClick={() => onContinue(number)}>
              {row.draft
                ? t("Continue from version {number}…", { number })
                : isCurrent
                  ? t("Begin version {version}", { version: row.version + 1 })
                  : t("Continue from version {number}", { number })}
            </button>
          )}
        </div>
        {isOpen && <Version form={row.form} name={row.name} number={number} />}
      </div>
    </li>
  );
}

interface Props {
  base: string;
  row: FormRow;
  versions: readonly VersionRow[];
  now: Date;
  onCompare: (from: number, to: number) => void;
}

/** Every version, newest first: when, by whom, why. */
export function History({ base, row, versions, now, onCompare }: Props): ReactElement {
  const { api } = useDesigner();
  const asking = useAsk();
  const [isAsking, setAsking] = useState(false);
  const [isWhole, setWhole] = useState(false);
  // One at a time: the questions of two would have the same names.
  const [open, setOpen] = useState<number | null>(null);
  const goOn = async (number: number): Promise<void> => {
    if (row.draft) {
      setAsking(true);
      return;
    }
    const draft = await asking.ask(() => api.beginDraft(row.form, number));
    if (draft) window.location.assign(formAddress(base, row.form));
  };
  return (
    <Card title={t("Versions")}>
      {versions.length === 0 && (
        <p>
          {rich(t("None yet: the form is a draft. Its first version is listed here once it is <a>published</a>."), {
            a: (inside) => <a href={formAddress(base, row.form, "publish/")}>{inside}</a>,
          })}
        </p>
      )}
      {asking.failed && <Refused what={t("No draft was begun")} error={asking.failed} />}
      {versions.length > 0 && (
        <ol className="of-timeline" aria-label={t("Versions, newest first")} reversed>
          {(isWhole ? versions : versions.slice(0, FIRST)).map((version) => (
            <Entry
              key={version.number}
              row={row}
              version={version}
              now={now}
              asking={asking}
              isOpen={open === version.number}
              onOpen={(isOpen) => setOpen(isOpen ? version.number : null)}
              onCompare={onCompare}
              onContinue={(number) => void goOn(number)}
            />
          ))}
        </ol>
      )}
      {versions.length > FIRST && !isWhole && (
        <button type="button" className="of-btn" onClick={() => setWhole(true)}>
          {tn("Show all {n} version; these are {first}", "Show all {n} versions; these are {first}", versions.length, { first: FIRST })}
        </button>
      )}
      {isAsking && <HasDraft base={base} row={row} now={now} onClose={() => setAsking(false)} />}
    </Card>
  );
}
