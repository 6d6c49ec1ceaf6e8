// SPDX-License-Identifier: AGPL-3.0-or-later
/** The terms of a policy as files and the API write them, and as a person says them. */
import { openWords } from "../shared/campaignWords";
import { OWED } from "../shared/findingStatus";
import { whichWords, type Words } from "../shared/selectorWords";
import { t, tn } from "../shared/texts";
import type { FormRow, Group, ObjectTypeName, Person, PolicyView, Requirement, Totals } from "../shared/types";
import { anyOf, dayOf, nameOf, plainDate, shown, TYPE_PATHS, typeName, typeWord } from "../shared/words";

export type Versions = "any" | "current" | { from: number };

export interface AskedForm {
  form: string;
  versions?: Versions;
}

/** What stands on each object that complies: a tag, or a key with its value. */
export type Gate = { tag: string } | { key: string; value: string };

/** An entry of a file of policies. What the page has no control for stays as it is. */
export interface Terms {
  name: string;
  /** Of what is required of several groups: their ids. */
  groups?: number[] | "all";
  object_type: ObjectTypeName;
  selector?: Words;
  requirement: Requirement;
  forms: AskedForm[];
  level?: "required" | "recommended";
  except?: number[];
  grace?: number;
  start?: string;
  deadline?: string;
  tell_member: "never" | "any";
  tell_owner_above: number | "never";
  gate?: Gate;
}

/** What becomes different of the terms; what is undefined is left away from then on. */
export type Changed = { [Word in keyof Terms]?: Terms[Word] | undefined };

export function changedTerms(terms: Terms, changed: Changed): Terms {
  const entries = Object.entries({ ...terms, ...changed }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Terms;
}

/** The parts of the sentence, each with a control. */
export const PARTS = ["type", "groups", "which", "needs", "time", "member", "owner", "gate", "except", "name"] as const;
export type Part = (typeof PARTS)[number];

const PART_OF: Record<string, Part> = {
  groups: "groups",
  object_type: "type",
  selector: "which",
  requirement: "needs",
  level: "needs",
  forms: "needs",
  grace: "time",
  start: "time",
  deadline: "time",
  tell_member: "member",
  tell_owner_above: "owner",
  gate: "gate",
  except: "except",
};

/** The part that a problem of the server is about. */
export const partOf = (pointer: string): Part => PART_OF[pointer.split("/")[1] ?? ""] ?? "name";

/** What the API told, as this page reads it: its shape is that of a file. */
export function termsOf(policy: PolicyView): Terms {
  const { group: _group, ...terms } = policy.terms as unknown as Terms & { group: number };
  return terms;
}

export const newTerms = (): Terms => ({
  name: "",
  object_type: typeName("dataset"),
  requirement: "all_of",
  forms: [],
  level: "required",
  grace: 14,
  tell_member: "any",
  tell_owner_above: 3,
});

export const TYPES: readonly ObjectTypeName[] = TYPE_PATHS.map(typeName);
const day = (iso: string): string => dayOf(plainDate(iso));

const askedWords = (form: string, versions: Versions | undefined): string => {
  if (versions === undefined || versions === "any") return form;
  return versions === "current" ? t("{form} (current version)", { form }) : t("{form} (from version {version})", { form, version: versions.from });
};

/** "needs one of A, B". `nameOfForm` is what a form is called. */
export function needsWords(terms: Terms, nameOfForm: (id: string) => string): string {
  if (terms.requirement === "none") return t("needs nothing");
  const isAdvice = terms.level === "recommended";
  const named = terms.forms.map((one) => askedWords(shown(nameOfForm(one.form)), one.versions));
  const forms = named.join(", ");
  if (named.length === 0) return isAdvice ? t("should have … (choose a form)") : t("needs … (choose a form)");
  if (named.length === 1) return isAdvice ? t("should have {form}", { form: forms }) : t("needs {form}", { form: forms });
  if (terms.requirement === "one_of") return isAdvice ? t("should have one of {forms}", { forms }) : t("needs one of {forms}", { forms });
  return isAdvice ? t("should have all of {forms}", { forms }) : t("needs all of {forms}", { forms });
}

/** How far a campaign has got: its last day, what is left to do, and how long; "" where the policy is none. */
export function campaignWords({ deadline }: Terms, totals: Totals, now: Date): string {
  if (deadline === undefined) return "";
  const open = OWED.reduce((number, status) => number + (totals[status] ?? 0), 0);
  return t("Due by {day}: {open}", { day: day(deadline), open: openWords(open, totals.objects, deadline, now) });
}

/** "within 14 days from Mon 30 Nov 2026 on", "by Wed 31 Mar 2027". */
export function timeWords({ grace = 0, start: first, deadline }: Terms): string {
  if (first === undefined) {
    if (deadline !== undefined) return t("by {day}", { day: day(deadline) });
    return grace === 0 ? t("on the day it is made") : tn("within {n} day", "within {n} days", grace);
  }
  const start = day(first);
  if (deadline !== undefined) return t("by {day}, from {start} on", { day: day(deadline), start });
  return grace === 0 ? t("on the day it is made, from {start} on", { start }) : tn("within {n} day, from {start} on", "within {n} days, from {start} on", grace, { start });
}

export const memberWords = (terms: Terms): string => (terms.tell_member === "any" ? t("tell the member") : t("tell no member"));

export function ownerWords({ tell_owner_above: above }: Terms): string {
  return above === "never" ? t("never tell the owners") : t("tell the owners when somebody has more than {n}", { n: above });
}

const orAsked = (text: string, asked: string): string => (text.trim() === "" ? asked : shown(text));

export function gateWords({ gate }: Terms): string {
  if (gate === undefined) return t("nothing is put on what complies");
  if ("tag" in gate) return t("what complies gets the tag {tag}", { tag: orAsked(gate.tag, t("… (name it)")) });
  return t("what complies gets the pair {key}: {value}", { key: orAsked(gate.key, t("… (name its key)")), value: orAsked(gate.value, t("… (give its value)")) });
}

export function exceptWords(terms: Terms, members: readonly Person[]): string {
  const excluded = terms.except ?? [];
  if (excluded.length === 0) return t("everybody’s count");
  const named = excluded.map((id) => members.find((one) => one.id === id)).map((one, index) => (one ? nameOf(one) : t("user {id}", { id: excluded[index] ?? "" })));
  return t("not those of {people}", { people: anyOf(named) });
}

/** The group of what is required of several: there is none. */
export const NO_GROUP: Group = { id: 0, name: "" };

/** So many groups are named in a sentence. */
const MOST_NAMED = 8;

export function groupsWords({ groups }: Terms, known: readonly Group[], most = MOST_NAMED): string {
  if (groups === undefined || groups === "all") return t("all groups");
  if (groups.length === 0) return t("… (choose groups)");
  const named = groups.map((id) => shown(known.find((one) => one.id === id)?.name ?? String(id)));
  const more = named.length - most;
  if (more <= 1) return t("these groups: {groups}", { groups: named.join(", ") });
  return t("these groups: {groups}, and {n} others", { groups: named.slice(0, most).join(", "), n: more });
}

/** What terms are told with beside themselves. */
interface Named {
  nameOfForm: (id: string) => string;
  members: readonly Person[];
  groups: readonly Group[];
  /** Of many groups so many are named. */
  most?: number;
}

const PART_WORDS: Record<Part, (terms: Terms, named: Named) => string> = {
  type: ({ object_type }) => typeWord(object_type),
  groups: (terms, { groups, most }) => groupsWords(terms, groups, most),
  which: ({ selector }) => whichWords(selector),
  needs: (terms, { nameOfForm }) => needsWords(terms, nameOfForm),
  time: timeWords,
  member: memberWords,
  owner: ownerWords,
  gate: gateWords,
  except: (terms, { members }) => exceptWords(terms, members),
  name: ({ name }) => shown(name),
};

/** A part of the sentence, as it stands there. */
export const partWords = (part: Part, terms: Terms, named: Named): string => PART_WORDS[part](terms, named);

/** The whole policy as one sentence; whose objects do not count is said where it is known who these are. */
export function sentence(terms: Terms, group: string, nameOfForm: (id: string) => string, groups: readonly Group[] = [], members: readonly Person[] = []): string {
  const values = { type: typeWord(terms.object_type), group: terms.groups === undefined ? shown(group) : groupsWords(terms, groups), needs: needsWords(terms, nameOfForm), time: timeWords(terms) };
  const isOfSome = Object.keys(terms.selector ?? {}).length > 0;
  const asked = isOfSome
    ? t("Every {type} of {group} {which} {needs} {time}", { ...values, which: whichWords(terms.selector) })
    : t("Every {type} of {group} {needs} {time}", values);
  const told = terms.level === "recommended" ? [] : [memberWords(terms), ownerWords(terms)];
  const out = terms.except?.length && members.length > 0 ? [t("of the objects of its people {except}", { except: exceptWords(terms, members) })] : [];
  return `${[asked, ...told, ...(terms.gate ? [gateWords(terms)] : []), ...out].join("; ")}.`;
}

/** Whether the terms say the same: what is left away is what holds without it. */
export function same(one: Terms, other: Terms): boolean {
  return differences(one, other).length === 0;
}

const whole = (terms: Terms): Record<string, unknown> => ({
  selector: {},
  level: "required",
  except: [],
  grace: 0,
  ...terms,
  forms: terms.forms.map(({ form, versions = "any" }) => ({ form, versions })),
});

/** Keys sorted at every level: the order in which a server writes them says nothing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, canonical(each)]),
  );
}

/** The parts in which two terms differ. */
export function differences(one: Terms, other: Terms): Part[] {
  const [a, b] = [whole(one), whole(other)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const differing = keys.filter((key) => JSON.stringify(canonical(a[key])) !== JSON.stringify(canonical(b[key])));
  return PARTS.filter((part) => differing.some((key) => partOf(`/${key}`) === part));
}

const isOffered = (form: FormRow, { id }: Group, type: ObjectTypeName): boolean => form.offered.some((each) => each.group.id === id && each.object_type === type);

/** Forms that a policy of these groups may ask for, of objects of a type: of all there are it holds where it can, and else in each. */
export function formsFor(forms: readonly FormRow[], groups: readonly Group[], { object_type: type, groups: of }: Terms): FormRow[] {
  const offered = forms.filter((form) => form.state === "published" && groups.some((group) => isOffered(form, group, type)));
  return of === "all" ? offered : offered.filter((form) => groups.every((group) => isOffered(form, group, type)));
}

/** Those of the groups in which the terms can hold today: all forms are offered there. */
export function holdingIn(terms: Terms, groups: readonly Group[], forms: readonly FormRow[]): Group[] {
  const asked = terms.forms.map(({ form }) => forms.find((one) => one.form === form));
  return groups.filter((group) => asked.every((form) => form !== undefined && isOffered(form, group, terms.object_type)));
}
