// SPDX-License-Identifier: AGPL-3.0-or-later
/** What each column of the list of forms shows. The values come from `omero_forms/api/form_list.py`. */
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "../../shared/icons";
import { t, tn } from "../../shared/texts";
import type { FormRow } from "../../shared/types";
import { ago, amount, dayOf, moment, nameOf, plural, shown } from "../../shared/words";
import { FormName } from "../parts";

const STATES: Record<FormRow["state"], [IconName, (form: FormRow) => string]> = {
  draft: ["pending", () => t("Not published yet")],
  published: ["check", ({ version }) => t("Version {version}", { version })],
  retired: ["minus", ({ version }) => t("Retired, version {version}", { version })],
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
function Few({ of: all, more, none }: { of: readonly string[]; more: (number: number) => string; none: string }): ReactElement {
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
        <summary>{more(all.length - FEW)}</summary>
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
    known.types.push(plural(object_type));
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
  { title: t("Form"), cell: (form, base) => <FormName base={base} row={form} /> },
  {
    title: t("State"),
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
  { title: t("Owners"), cell: ({ owners }) => <Few of={owners.map(nameOf)} more={(n) => tn("{n} more owner", "{n} more owners", n)} none={t("nobody")} /> },
  { title: t("Offered to"), cell: (form) => <Few of={offers(form)} more={(n) => tn("{n} more group", "{n} more groups", n)} none={t("no group")} /> },
  { title: t("Required by"), cell: (form) => <Few of={policies(form)} more={(n) => tn("{n} more policy", "{n} more policies", n)} none={t("no policy")} /> },
  { title: t("Submissions"), cell: ({ submissions }) => <span className="of-num">{amount(submissions)}</span> },
];

/** What those are told who may change some of the forms. */
export const DRAFT: Column = {
  title: t("Draft"),
  cell: ({ draft }, _base, now) =>
    draft ? (
      <>
        <time className="of-when" dateTime={draft.saved_at} title={moment(draft.saved_at, now)}>
          {dayOf(new Date(draft.saved_at))}
        </time>
        <span className="of-cellsub">
          {t("{ago}, by {name}", { ago: ago(new Date(draft.saved_at), now), name: nameOf(draft.saved_by) })}
        </span>
      </>
    ) : (
      <span className="of-muted">{t("none")}</span>
    ),
};
