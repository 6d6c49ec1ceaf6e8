// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { Empty, Moment } from "../shared/parts";
import { Table } from "../shared/Table";
import type { Keys } from "../shared/types";
import { count } from "../shared/words";
import { useIntegrity } from "./api";
import { Known } from "./Known";

type Key = Keys["keys"][number];

const COLUMNS = ["Fingerprint", "What it does", "Since", "State"];

const DOES: Record<Key["purpose"], string> = { record: "Seals records", checkpoint: "Signs checkpoints" };
const DONE: Record<Key["purpose"], (many: number) => string> = {
  record: (many) => `${count(many, "record")} so far`,
  checkpoint: (many) => `${count(many, "checkpoint")} so far`,
};

function KeyState({ one }: { one: Key }): ReactElement {
  return (
    <>
      {one.until === null ? "In use" : <>Retired <Moment iso={one.until} now={new Date()} /></>}
      {one.log_size !== null && <span className="of-cellsub">counts for the first {count(one.log_size, "record")} of the log</span>}
      {one.is_alone && (
        <span className="of-error">
          <Icon name="alert" />
          The key before it did not sign it, and nobody has given its fingerprint.
        </span>
      )}
    </>
  );
}

function Row({ one }: { one: Key }): ReactElement {
  return (
    <tr role="row">
      <td role="cell" data-label="Fingerprint" className="of-mono">
        {one.fingerprint}
      </td>
      <td role="cell" data-label="What it does">
        {DOES[one.purpose]}
        <span className="of-cellsub">{DONE[one.purpose](one.records)}</span>
      </td>
      <td role="cell" data-label="Since">
        <Moment iso={one.since} now={new Date()} />
      </td>
      <td role="cell" data-label="State">
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
      <section className="of-card" aria-label="Keys">
        <Known what="the keys" load={load}>
          {({ keys }) =>
            keys.length === 0 ? (
              <Empty icon="form" level={2} title="No key is recorded yet">
                <p>omero-forms setup makes the keys; the first record that a worker writes tells of them.</p>
              </Empty>
            ) : (
              <>
                <p className="of-card__body of-muted">
                  Give these fingerprints to whoever audits the site, by another way than OMERO and this page: by them they tell your keys from any others.
                </p>
                <Table label="Keys, in the order in which they came" look="of-table of-table--foldwide" columns={COLUMNS} bare>
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
            Change a key
          </h2>
        </div>
        <div className="of-card__body of-stack">
          <p>The private keys lie in files of the web host, and no page can read them. Type these commands there, as the user of OMERO.web, and give the name of an admin in the place of ADMIN.</p>
          <ul className="of-steplist">
            <Command title="Replace the key that seals records" line='omero-forms keys rotate --reason "the year is over" --keep OLD-KEY.pem -u ADMIN'>
              The old key signs the new one, and counts no more from then on. Nothing has to be restarted. Back up the new file.
            </Command>
            <Command title="Replace the key that signs checkpoints" line="omero-forms keys rotate --purpose checkpoint -u ADMIN">
              Whoever audits the site needs the new fingerprint.
            </Command>
            <Command title="The key that seals is gone, or somebody else may have it" line='omero-forms keys lost --reason "the disk was stolen" -u ADMIN'>
              Another one is made, and the key that signs checkpoints vouches for it. It is a finding until somebody who has compared its fingerprint gives it.
            </Command>
            <Command title="Say that a fingerprint is the right one" line="omero-forms verify --trust FINGERPRINT">
              For a key that the one before it did not sign, after it was compared by another way.
            </Command>
          </ul>
        </div>
      </section>
    </>
  );
}
