// SPDX-License-Identifier: AGPL-3.0-or-later
/** Files, a folder or a zip, chosen or dropped. */
import { useRef, useState, type DragEvent, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import { ENDINGS, ofDrop, ofInput, type Picked } from "./picked";

interface Props {
  base: string;
  busy: boolean;
  /** Something else is to be done first. */
  quiet: boolean;
  onPick: (picked: Picked[]) => void;
}

export function Chooser({ base, busy, quiet, onPick }: Props): ReactElement {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (input: HTMLInputElement): void => {
    if (input.files && input.files.length > 0) onPick(ofInput(input.files));
    // The same files may be chosen again, after somebody has changed them.
    input.value = "";
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!busy) void ofDrop(event.dataTransfer).then(onPick);
  };
  const template = `${base}api/v1/forms/import/template`;
  return (
    <div className="of-stack of-stack--3">
      <div className="of-drop" data-over={isOver || undefined} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Icon name="form" size="xl" />
        <p>{t("Drop files, a folder or a zip here, or choose them.")}</p>
        <div className="of-row">
          <button type="button" className={quiet ? "of-btn" : "of-btn of-btn--primary"} disabled={busy} onClick={() => files.current?.click()}>
            {t("Choose files…")}
          </button>
          <button type="button" className="of-btn" disabled={busy} onClick={() => folder.current?.click()}>
            {t("Choose a folder…")}
          </button>
        </div>
        <input
          ref={files}
          className="of-hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={t("Files to bring in")}
          accept={ENDINGS.join(",")}
          onChange={(event) => take(event.currentTarget)}
        />
        <input
          ref={folder}
          className="of-hidden"
          type="file"
          tabIndex={-1}
          aria-label={t("Folder to bring in")}
          {...{ webkitdirectory: "" }}
          onChange={(event) => take(event.currentTarget)}
        />
      </div>
      <p className="of-small">
        {rich(t("No schema yet? Write your questions into a spreadsheet, one in a row: a <xlsx>workbook to fill in</xlsx>, or the same <csv>as CSV</csv>."), {
          xlsx: (inside) => <a href={`${template}.xlsx`}>{inside}</a>,
          csv: (inside) => <a href={`${template}.csv`}>{inside}</a>,
        })}
      </p>
    </div>
  );
}
