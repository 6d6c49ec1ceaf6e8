// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Empty, Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { Table } from "../shared/Table";
import { t, tn } from "../shared/texts";
import type { Keys } from "../shared/types";
import { useIntegrity } from "./api";
import { Known } from "./Known";

type Key = Keys["keys"][number];

const COLUMNS = [t("Fingerprint"), t("What it does"), t("Since"), t("State")];

const DOES: Record<Key["purpose"], string> = { record: t("Seals records"), checkpoint: t("Signs checkpoints") };
const DONE: Record<Key["purpose"], (many: number) => string> = {
  record: (many) => tn("{n} record so far", "{n} records so far", many),
  checkpoint: (many) => tn("{n} checkpoint so far", "{n} checkpoints so far", many),
};

function KeyState({ one }: { one: Key }): ReactElement {
  return (
    <>
      {one.until === null ? t("In use") : rich(t("Retired {when}"), { when: <Moment iso={one.until} now={new Date()} /> })}
      {one.log_size !== null && <span className="of-cellsub">{tn("counts for the first {n} record of the log", "counts for the first {n} records of the log", one.log_size)}</span>}
      {one.is_alone && (
        <span className="of-error">
          <Icon name="alert" />
          {t("The key before it did not sign it, and nobody has given its fingerprint.")}
        </span>
      )}
    </>
  );
}

function Row({ one }: { one: Key }): ReactElement {
  return (
    <tr role="row">
      <td role="cell" data-label={t("Fingerprint")} className="of-mono">
        {one.fingerprint}
      </td>
      <td role="cell" data-label={t("What it does")}>
        {DOES[one.purpose]}
        <span className="of-cellsub">{DONE[one.purpose](one.records)}</span>
      </td>
      <td role="cell" data-label={t("Since")}>
        <Moment iso={one.since} now={new Date()} />
      </td>
      <td role="cell" data-label={t("State")}>
        <KeyState one={one} />
      </td>
    </tr>
  );
}

interface CommandProps {
  title: string;
  line: string;
  children: string;
}

function Command({ title, line, children }: CommandProps): ReactElement {
  return (
    <li className="of-stack of-stack--2">
      <h3 className="of-h3">{title}</h3>
      <p>{children}</p>
      <p className="of-command">{line}</p>
    </li>
  );
}

/** What keys there are. They lie in files of the web host, so they change there. */
export function KeyList(): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.keys(), [api]);
  return (
    <>
      <section className="of-card" aria-label={t("Keys")}>
        <Known what={t("the keys")} load={load}>
          {({ keys }) =>
            keys.length === 0 ? (
              <Empty icon="form" level={2} title={t("No key is recorded yet")}>
                <p>{t("omero-forms setup makes the keys; the first record that a worker writes tells of them.")}</p>
              </Empty>
            ) : (
              <>
                <p className="of-card__body of-muted">
                  {t("Give these fingerprints to whoever audits the site, by another way than OMERO and this page: by them they tell your keys from any others.")}
                </p>
                <Table label={t("Keys, in the order in which they came")} look="of-table of-table--foldwide" columns={COLUMNS} bare>
                  <tbody role="rowgroup">
                    {keys.map((one) => (
                      <Row key={`${one.purpose} ${one.fingerprint}`} one={one} />
                    ))}
                  </tbody>
                </Table>
              </>
            )
          }
        </Known>
      </section>
      <section className="of-card" aria-labelledby="of-i-commands">
        <div className="of-card__head">
          <h2 className="of-h2" id="of-i-commands">
            {t("Change a key")}
          </h2>
        </div>
        <div className="of-card__body of-stack">
          <p>{t("The private keys lie in files of the web host, and no page can read them. Type these commands there, as the user of OMERO.web, and give the name of an admin in the place of ADMIN.")}</p>
          <ul className="of-steplist">
            <Command title={t("Replace the key that seals records")} line='omero-forms keys rotate --reason "the year is over" --keep OLD-KEY.pem -u ADMIN'>
              {t("The old key signs the new one, and counts no more from then on. Nothing has to be restarted. Back up the new file.")}
            </Command>
            <Command title={t("Replace the key that signs checkpoints")} line="omero-forms keys rotate --purpose checkpoint -u ADMIN">
              {t("Whoever audits the site needs the new fingerprint.")}
            </Command>
            <Command title={t("The key that seals is gone, or somebody else may have it")} line='omero-forms keys lost --reason "the disk was stolen" -u ADMIN'>
              {t("Another one is made, and the key that signs checkpoints vouches for it. It stays a finding until somebody has compared its fingerprint, and says that it is the right one.")}
            </Command>
            <Command title={t("Say that a fingerprint is the right one")} line="omero-forms verify --trust FINGERPRINT">
              {t("For a key that the one before it did not sign, after it was compared by another way.")}
            </Command>
          </ul>
        </div>
      </section>
    </>
  );
}
