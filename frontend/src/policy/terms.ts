// SPDX-License-Identifier: AGPL-3.0-or-later
/** The terms of a policy as files and the API write them, and as a person says them. */
import { openWords } from "../shared/campaignWords";
import { OWED } from "../shared/findingStatus";
import { whichWords, type Words } from "../shared/selectorWords";
import type { FormRow, ObjectTypeName, Person, PolicyView, Requirement, Totals } from "../shared/types";
import { anyOf, count, dayOf, lowerType, nameOf, plainDate, plural, shown } from "../shared/words";

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
export const PARTS = ["type", "which", "needs", "time", "member", "owner", "gate", "except", "name"] as const;
export type Part = (typeof PARTS)[number];

const PART_OF: Record<string, Part> = {
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
  object_type: "Dataset",
  requirement: "all_of",
  forms: [],
  level: "required",
  grace: 14,
  tell_member: "any",
  tell_owner_above: 3,
});

export const TYPES: readonly ObjectTypeName[] = ["Project", "Dataset", "Screen", "Plate", "Image"];
const day = (iso: string): string => dayOf(plainDate(iso));

export const typeWords = (type: ObjectTypeName): string => lowerType(type);
export const typesWords = (type: ObjectTypeName): string => plural(lowerType(type));

const versionWords = (versions: Versions | undefined): string => {
  if (versions === undefined || versions === "any") return "";
  return versions === "current" ? " (current version)" : ` (from version ${versions.from})`;
};

/** "needs one of A, B". `nameOfForm` is what a form is called. */
export function needsWords(terms: Terms, nameOfForm: (id: string) => string): string {
  if (terms.requirement === "none") return "needs nothing";
  const verb = terms.level === "recommended" ? "should have" : "needs";
  const named = terms.forms.map((one) => `${shown(nameOfForm(one.form))}${versionWords(one.versions)}`);
  if (named.length === 0) return `${verb} … (choose a form)`;
  if (named.length === 1) return `${verb} ${named[0]}`;
  return `${verb} ${terms.requirement === "one_of" ? "one of" : "all of"} ${named.join(", ")}`;
}

/** How far a campaign has got: its last day, what is left to do, and how long; "" where the policy is none. */
export function campaignWords({ deadline }: Terms, totals: Totals, now: Date): string {
  if (deadline === undefined) return "";
  const open = OWED.reduce((number, status) => number + (totals[status] ?? 0), 0);
  return `Due by ${day(deadline)}: ${openWords(open, totals.objects, deadline, now)}`;
}

/** "within 14 days from Mon 30 Nov 2026 on", "by Wed 31 Mar 2027". */
export function timeWords({ grace, start, deadline }: Terms): string {
  const from = start === undefined ? "" : `, from ${day(start)} on`;
  if (deadline !== undefined) return `by ${day(deadline)}${from}`;
  return grace === undefined || grace === 0 ? `on the day it is made${from}` : `within ${count(grace, "day")}${from}`;
}

export const memberWords = (terms: Terms): string => (terms.tell_member === "any" ? "tell the member" : "tell no member");

export function ownerWords({ tell_owner_above: above }: Terms): string {
  return above === "never" ? "never tell the owners" : `tell the owners when somebody has more than ${above}`;
}

const orAsked = (text: string, asked: string): string => (text.trim() === "" ? `… (${asked})` : shown(text));

export function gateWords({ gate }: Terms): string {
  if (gate === undefined) return "nothing is put on what complies";
  if ("tag" in gate) return `what complies gets the tag ${orAsked(gate.tag, "name it")}`;
  return `what complies gets the pair ${orAsked(gate.key, "name its key")}: ${orAsked(gate.value, "give its value")}`;
}

export function exceptWords(terms: Terms, members: readonly Person[]): string {
  const excluded = terms.except ?? [];
  if (excluded.length === 0) return "everybody’s count";
  const named = excluded.map((id) => members.find((one) => one.id === id)).map((one, index) => (one ? nameOf(one) : `user ${excluded[index]}`));
  return `not those of ${anyOf(named)}`;
}

/** What terms are told with beside themselves. */
interface Named {
  nameOfForm: (id: string) => string;
  members: readonly Person[];
}

const PART_WORDS: Record<Part, (terms: Terms, named: Named) => string> = {
  type: ({ object_type }) => typeWords(object_type),
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

/** The whole policy as one sentence. */
export function sentence(terms: Terms, group: string, nameOfForm: (id: string) => string): string {
  const told = terms.level === "recommended" ? "" : `; ${memberWords(terms)}; ${ownerWords(terms)}`;
  const gate = terms.gate === undefined ? "" : `; ${gateWords(terms)}`;
  const which = terms.selector && Object.keys(terms.selector).length > 0 ? ` ${whichWords(terms.selector)}` : "";
  return `Every ${typeWords(terms.object_type)} of ${shown(group)}${which} ${needsWords(terms, nameOfForm)} ${timeWords(terms)}${told}${gate}.`;
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

/** Forms that a policy of the group may ask for, of objects of a type. */
export function formsFor(forms: readonly FormRow[], group: number, type: ObjectTypeName): FormRow[] {
  return forms.filter((form) => form.state === "published" && form.offered.some((each) => each.group.id === group && each.object_type === type));
}
