// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which forms are asked for, and in which order: as the page's address has it, and as it is found in the list. */
import { t } from "../../shared/texts";
import type { FormRow, ObjectTypePath } from "../../shared/types";
import { lowerType, TYPE_PATHS } from "../../shared/words";

export const SORTS = { name: t("Name"), published: t("Newest version first"), saved: t("Newest draft first"), submissions: t("Most submissions first") } as const;
export type Sort = keyof typeof SORTS;

/** An empty text does not restrict. */
export interface Asked {
  text: string;
  state: FormRow["state"] | "";
  mine: boolean;
  draft: boolean;
  /** Id of a group that the form is offered to. */
  group: string;
  type: ObjectTypePath | "";
  sort: Sort;
  /** From 1. */
  page: number;
}

export const NOTHING_ASKED: Asked = { text: "", state: "", mine: false, draft: false, group: "", type: "", sort: "name", page: 1 };

const STATES: readonly string[] = ["draft", "published", "retired"] satisfies FormRow["state"][];

const among = <Word extends string>(value: string | null, words: readonly string[]): Word | "" =>
  value !== null && words.includes(value) ? (value as Word) : "";

export function fromAddress(search: string): Asked {
  const query = new URLSearchParams(search);
  return {
    text: query.get("q") ?? "",
    state: among(query.get("state"), STATES),
    mine: query.has("mine"),
    draft: query.has("draft"),
    group: /^\d{1,19}$/.exec(query.get("group") ?? "")?.[0] ?? "",
    type: among<ObjectTypePath>(query.get("type"), TYPE_PATHS),
    sort: among<Sort>(query.get("sort"), Object.keys(SORTS)) || "name",
    page: Math.max(1, Number(/^\d{1,6}$/.exec(query.get("page") ?? "")?.[0] ?? 1)),
  };
}

export function toAddress(asked: Asked): void {
  const address = new URL(window.location.href);
  address.search = "";
  const said: Record<string, string> = {
    q: asked.text,
    state: asked.state,
    mine: asked.mine ? "1" : "",
    draft: asked.draft ? "1" : "",
    group: asked.group,
    type: asked.type,
    sort: asked.sort === "name" ? "" : asked.sort,
    page: asked.page === 1 ? "" : String(asked.page),
  };
  for (const [name, value] of Object.entries(said)) if (value) address.searchParams.set(name, value);
  window.history.replaceState(null, "", address);
}

/** All that a form is searched by. */
const words = (form: FormRow): string =>
  [
    form.name,
    form.description,
    form.form,
    ...form.owners.flatMap(({ name, full_name }) => [name, full_name]),
    ...form.offered.map(({ group }) => group.name),
    ...form.policies.map(({ name }) => name),
  ]
    .join("\n")
    .toLowerCase();

const compareNames = new Intl.Collator("en-GB", { sensitivity: "base", numeric: true }).compare;
const newest = (a: string | null | undefined, b: string | null | undefined): number => (b ?? "").localeCompare(a ?? "");

const ORDERS: Record<Sort, (a: FormRow, b: FormRow) => number> = {
  name: () => 0,
  published: (a, b) => newest(a.published_at, b.published_at),
  saved: (a, b) => newest(a.draft?.saved_at, b.draft?.saved_at),
  submissions: (a, b) => b.submissions - a.submissions,
};

/** The forms that are asked for, in order. `me` is null while it is not known who asks: then none is theirs. */
export function arranged(forms: readonly FormRow[], asked: Asked, me: number | null): FormRow[] {
  const parts = asked.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isAsked = (form: FormRow): boolean => {
    if (asked.state && form.state !== asked.state) return false;
    if (asked.draft && form.draft === null) return false;
    if (asked.mine && !form.owners.some(({ id }) => id === me)) return false;
    const isOffered = ({ group, object_type }: FormRow["offered"][number]): boolean =>
      (asked.group === "" || String(group.id) === asked.group) && (asked.type === "" || lowerType(object_type) === asked.type);
    if ((asked.group || asked.type) && !form.offered.some(isOffered)) return false;
    if (parts.length === 0) return true;
    const all = words(form);
    return parts.every((part) => all.includes(part));
  };
  return forms.filter(isAsked).sort((a, b) => ORDERS[asked.sort](a, b) || compareNames(a.name, b.name));
}
