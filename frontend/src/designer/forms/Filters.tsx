// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Choice } from "../../shared/Choice";
import { t } from "../../shared/texts";
import type { FormRow } from "../../shared/types";
import { plural, shown, TYPE_PATHS } from "../../shared/words";
import { SORTS, type Asked, type Sort } from "./asked";

const STATES: [FormRow["state"] | "", string][] = [
  ["", t("All states")],
  ["published", t("Published")],
  ["draft", t("Not published yet")],
  ["retired", t("Retired")],
];

/** The groups that any of the forms is offered to, by name. */
function groupsOf(forms: readonly FormRow[]): [string, string][] {
  const names = new Map(forms.flatMap(({ offered }) => offered.map(({ group }) => [String(group.id), shown(group.name)] as const)));
  return [...names].sort(([, a], [, b]) => a.localeCompare(b, "en-GB"));
}

function Box({ id, label, checked, onChange }: { id: string; label: string; checked: boolean; onChange: (checked: boolean) => void }): ReactElement {
  return (
    <label className="of-choice" htmlFor={id}>
      <input className="of-check" type="checkbox" id={id} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface Props {
  forms: readonly FormRow[];
  /** Who can own none of the forms is not asked about own ones and drafts. */
  hasOwn: boolean;
  asked: Asked;
  onAsk: (changed: Partial<Asked>) => void;
}

export function Filters({ forms, hasOwn, asked, onAsk }: Props): ReactElement {
  return (
    <div className="of-stack of-stack--3" role="search" aria-label={t("Which forms")}>
      <div className="of-filters">
        <div className="of-field">
          <label className="of-label" htmlFor="of-l-text">
            {t("Search")}
          </label>
          <input className="of-input" id="of-l-text" type="search" value={asked.text} onChange={(event) => onAsk({ text: event.target.value })} />
        </div>
        <Choice id="of-l-state" label={t("State")} value={asked.state} options={STATES} onChange={(state) => onAsk({ state: state as Asked["state"] })} />
        <Choice
          id="of-l-group"
          label={t("Offered to")}
          value={asked.group}
          options={[["", t("Any group, or none")], ...groupsOf(forms)]}
          onChange={(group) => onAsk({ group })}
        />
        <Choice
          id="of-l-type"
          label={t("For")}
          value={asked.type}
          options={[["", t("All objects")], ...TYPE_PATHS.map((type) => [type, plural(type)] as const)]}
          onChange={(type) => onAsk({ type: type as Asked["type"] })}
        />
        <Choice id="of-l-sort" label={t("Order")} value={asked.sort} options={Object.entries(SORTS)} onChange={(sort) => onAsk({ sort: sort as Sort })} />
      </div>
      {hasOwn && (
        <div className="of-choices">
          <Box id="of-l-mine" label={t("Only those that I own")} checked={asked.mine} onChange={(mine) => onAsk({ mine })} />
          <Box id="of-l-draft" label={t("Only with a draft")} checked={asked.draft} onChange={(draft) => onAsk({ draft })} />
        </div>
      )}
    </div>
  );
}
