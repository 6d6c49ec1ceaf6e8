// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, RefObject } from "react";
import { MESSAGE_LIMIT } from "./api/schema";
import { Icon } from "./icons";

interface Props {
  id: string;
  field?: RefObject<HTMLTextAreaElement | null>;
  label: string;
  /** Beside the label. */
  note?: string;
  /** What becomes of it. */
  help?: string;
  /** What to say while it is missing. */
  lacking?: string | false;
  reason: string;
  onReason: (reason: string) => void;
}

/** Why something is done that stays for good. */
export function ReasonField({ id, field, label, note, help, lacking, reason, onReason }: Props): ReactElement {
  const isLacking = Boolean(lacking);
  const described = [isLacking && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div className="of-field of-fields__wide" data-invalid={isLacking || undefined}>
      <div className="of-field__top">
        <label className="of-label" htmlFor={id}>
          {label}
        </label>
        {note && <span className="of-req">{note}</span>}
      </div>
      <textarea
        ref={field}
        className="of-textarea"
        id={id}
        rows={2}
        maxLength={MESSAGE_LIMIT}
        value={reason}
        aria-invalid={isLacking || undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onReason(event.target.value)}
      />
      {isLacking && (
        <p className="of-error" id={`${id}-error`} role="alert">
          <Icon name="alert" />
          {lacking}
        </p>
      )}
      {help && (
        <p className="of-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
