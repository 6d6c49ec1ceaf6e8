// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";

interface Props {
  id: string;
  label: string;
  value: string | number;
  /** Values and what they are called. */
  options: readonly (readonly [string | number, string])[];
  onChange: (value: string) => void;
}

/** One choice of several, with its label. */
export function Choice({ id, label, value, options, onChange }: Props): ReactElement {
  return (
    <div className="of-field">
      <label className="of-label" htmlFor={id}>
        {label}
      </label>
      <select className="of-select of-select--full" id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
