// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, RefObject } from "react";
import { Icon } from "../shared/icons";

/** As `omero_forms/api/` takes it. */
const REASON_LIMIT = 2000;

interface Props {
  field?: RefObject<HTMLTextAreaElement | null>;
  label: string;
  /** Beside the label. */
  note?: string;
  /** What becomes of it. */
  help: string;
  /** It is missing. */
  isLacking: boolean;
  reason: string;
  onReason: (reason: string) => void;
}

/** Why something is done that stays for good. */
export function ReasonField({ field, label, note, help, isLacking, reason, onReason }: Props): ReactElement {
  return (
    <div className="of-field of-fields__wide" data-invalid={isLacking || undefined}>
      <div className="of-field__top">
        <label className="of-label" htmlFor="of-i-reason">
          {label}
        </label>
        {note && <span className="of-req">{note}</span>}
      </div>
      <textarea
        ref={field}
        className="of-textarea"
        id="of-i-reason"
        rows={2}
        maxLength={REASON_LIMIT}
        value={reason}
        aria-invalid={isLacking || undefined}
        aria-describedby={isLacking ? "of-i-reason-error of-i-reason-help" : "of-i-reason-help"}
        onChange={(event) => onReason(event.target.value)}
      />
      {isLacking && (
        <p className="of-error" id="of-i-reason-error" role="alert">
          <Icon name="alert" />
          Say why.
        </p>
      )}
      <p className="of-help" id="of-i-reason-help">
        {help}
      </p>
    </div>
  );
}
