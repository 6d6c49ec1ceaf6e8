// SPDX-License-Identifier: AGPL-3.0-or-later
/** What each column of the list of forms shows. The values come from `omero_forms/api/form_list.py`. */
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "../../shared/icons";
import type { FormRow } from "../../shared/types";
import { ago, dayOf, lowerType, moment, nameOf, plural, shown } from "../../shared/words";
import { FormName } from "../parts";

const STATES: Record<FormRow["state"], [IconName, (form: FormRow) => string]> = {
  draft: ["pending", () => "Not published yet"],
  published: ["check", ({ version }) => `Version ${version}`],
  retired: ["minus", ({ version }) => `Retired, version ${version}`],
};

function StateOfForm({ form }: { form: FormRow }): ReactElement {
  const [icon, words] = STATES[form.state];
  return (
    <span className="of-state">
      <Icon name={icon} />
      {words(form)}
    </span>
  );
}

/** How many are shown before the rest is folded. */
const FEW = 3;

/** A few of a list, and the way to the rest. */
function Few({ of: all, noun, none }: { of: readonly string[]; noun: string; none: string }): ReactElement {
  if (all.length === 0) return <span className="of-muted">{none}</span>;
  const list = (some: readonly string[]): ReactElement => (
    <ul>
      {some.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
  if (all.length <= FEW + 1) return list(all);
  return (
    <>
      {list(all.slice(0, FEW))}
      <details>
        <summary>
          {all.length - FEW} more {noun}
        </summary>
        {list(all.slice(FEW))}
      </details>
    </>
  );
}

/** "Chromatin Dynamics: datasets, images", a text for each group. */
function offers({ offered }: Pick<FormRow, "offered">): string[] {
  const groups = new Map<number, { name: string; types: string[] }>();
  for (const { group, object_type } of offered) {
    const known = groups.get(group.id) ?? { name: shown(group.name), types: [] };
    known.types.push(plural(lowerType(object_type)));
    groups.set(group.id, known);
  }
  return [...groups.values()].map(({ name, types }) => `${name}: ${types.join(", ")}`);
}

const policies = (form: FormRow): string[] => form.policies.map(({ name, group }) => `${shown(name)} (${shown(group.name)})`);

export interface Column {
  title: string;
  cell: (form: FormRow, base: string, now: Date) => ReactNode;
}

/** What everybody reads of a form, the heading of its row first. */
export const COLUMNS: readonly [Column, ...Column[]] = [
  { title: "Form", cell: (form, base) => <FormName base={base} row={form} /> },
  {
    title: "State",
    cell: (form) => (
      <>
        <StateOfForm form={form} />
        {form.published_at && (
          <span className="of-cellsub">
            <time className="of-when" dateTime={form.published_at}>{dayOf(new Date(form.published_at))}</time>
          </span>
        )}
      </>
    ),
  },
  { title: "Owners", cell: ({ owners }) => <Few of={owners.map(nameOf)} noun="owners" none="nobody" /> },
  { title: "Offered to", cell: (form) => <Few of={offers(form)} noun="groups" none="no group" /> },
  { title: "Required by", cell: (form) => <Few of={policies(form)} noun="policies" none="no policy" /> },
  { title: "Submissions", cell: ({ submissions }) => <span className="of-num">{submissions.toLocaleString("en-GB")}</span> },
];

/** What those are told who may change some of the forms. */
export const DRAFT: Column = {
  title: "Draft",
  cell: ({ draft }, _base, now) =>
    draft ? (
      <>
        <time className="of-when" dateTime={draft.saved_at} title={moment(draft.saved_at, now)}>
          {dayOf(new Date(draft.saved_at))}
        </time>
        <span className="of-cellsub">
          {ago(new Date(draft.saved_at), now)}, by {nameOf(draft.saved_by)}
        </span>
      </>
    ) : (
      <span className="of-muted">none</span>
    ),
};
