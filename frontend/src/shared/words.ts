// SPDX-License-Identifier: AGPL-3.0-or-later
/** Dates, counts and names, as all pages write them. */
import { language, t, tn } from "./texts";
import type { CopyReason, ObjectTypeName, ObjectTypePath, Person } from "./types";

// Said when they are asked for: the worker of a form gets its catalogue after it has loaded this.
const weekdays = (): string[] => [t("Sun"), t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat")];
const monthNames = (): string[] => [
  t("Jan"), t("Feb"), t("Mar"), t("Apr"), t("May"), t("Jun"), t("Jul"), t("Aug"), t("Sep"), t("Oct"), t("Nov"), t("Dec"),
];
export const DAY_MS = 86_400_000;

/** A number as clocks and dates write it. */
export const two = (value: number): string => String(value).padStart(2, "0");

/** "Mon 23 Nov 2026"; days of the week and months count from 0. */
export const dayWords = (weekday: number, day: number, month: number, year: number): string =>
  t("{weekday} {day} {month} {year}", { weekday: weekdays()[weekday] ?? "", day, month: monthNames()[month] ?? "", year });

/** "Mon 23 Nov 2026", in the reader's time zone. */
export function dayOf(time: Date): string {
  return dayWords(time.getDay(), time.getDate(), time.getMonth(), time.getFullYear());
}

/** "10:35"; with seconds "10:35:08". */
export function clockOf(time: Date, seconds = false): string {
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return seconds ? `${clock}:${two(time.getSeconds())}` : clock;
}

/** "1,204", as the site's language writes numbers. */
export const amount = (value: number): string => value.toLocaleString(language());

/** "a", "a or b", "a, b or c". */
export function anyOf(words: readonly string[]): string {
  return words.length > 1 ? t("{before} or {last}", { before: words.slice(0, -1).join(", "), last: words.at(-1) ?? "" }) : (words[0] ?? "");
}

/** "just now", "4 minutes ago", "3 days ago". */
export function ago(time: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - time.getTime()) / 1000);
  if (seconds < 45) return t("just now");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return tn("{n} minute ago", "{n} minutes ago", minutes);
  const hours = Math.round(minutes / 60);
  if (hours < 24) return tn("{n} hour ago", "{n} hours ago", hours);
  return tn("{n} day ago", "{n} days ago", Math.round(hours / 24));
}

/** "Mon 23 Nov 2026 at 10:35, 4 minutes ago". */
export function moment(iso: string, now: Date): string {
  const time = new Date(iso);
  return t("{day} at {time}, {ago}", { day: dayOf(time), time: clockOf(time), ago: ago(time, now) });
}

/** A plain date (yyyy-mm-dd) as local midnight, so that it keeps its day in every time zone. */
export function plainDate(date: string): Date {
  const [year = 1970, month = 1, day = 1] = date.slice(0, 10).split("-").map(Number);
  return new Date(year, month - 1, day);
}

/** The day of a plain date's own midnight, as 2026-11-23. */
export const isoDay = (time: Date): string => `${String(time.getFullYear()).padStart(4, "0")}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;

/**
 * The day that it is at the facility, as 2026-11-23: by its clock things are due, wherever the reader is. The page names its time
 * zone; the reader's is taken where the browser does not know that.
 */
export function siteDay(now: Date): string {
  const timeZone = document.querySelector<HTMLElement>("#omero-forms, #omero-forms-loader")?.dataset["zone"];
  try {
    // In Swedish, since that begins with the day as ISO 8601 has it.
    return now.toLocaleString("sv", { timeZone }).slice(0, 10);
  } catch {
    return isoDay(now);
  }
}

/** The day so many days after a plain date, or before it. */
export function dayIn(days: number, from: string): string {
  const day = plainDate(from);
  day.setDate(day.getDate() + days);
  return isoDay(day);
}

/** Whole days from today, as it is at the facility, to `date`; negative when it is past. */
export const daysUntil = (date: string, now: Date): number => Math.round((plainDate(date).getTime() - plainDate(siteDay(now)).getTime()) / DAY_MS);

/** "in 4 days", "today", "tomorrow". Only for dates that are not past. */
export function inDays(date: string, now: Date): string {
  const days = daysUntil(date, now);
  if (days === 0) return t("today");
  return days === 1 ? t("tomorrow") : tn("in {n} day", "in {n} days", days);
}

/** "7 of 9 required". */
export function progress(answered: number, required: number): string {
  return required === 0 ? t("nothing required") : t("{answered} of {required} required", { answered, required });
}

/** What a type of OMERO is called: in the middle of a sentence, several of them there, so many of them, and as a heading. */
const TYPES: Record<ObjectTypePath, () => readonly [one: string, more: string, title: string]> = {
  project: () => [t("project"), t("projects"), t("Project")],
  dataset: () => [t("dataset"), t("datasets"), t("Dataset")],
  screen: () => [t("screen"), t("screens"), t("Screen")],
  plate: () => [t("plate"), t("plates"), t("Plate")],
  image: () => [t("image"), t("images"), t("Image")],
};

const COUNTED: Record<ObjectTypePath, (number: number) => string> = {
  project: (number) => tn("{n} project", "{n} projects", number),
  dataset: (number) => tn("{n} dataset", "{n} datasets", number),
  screen: (number) => tn("{n} screen", "{n} screens", number),
  plate: (number) => tn("{n} plate", "{n} plates", number),
  image: (number) => tn("{n} image", "{n} images", number),
};

/** All types, in the order in which they are always shown. */
export const TYPE_PATHS = Object.keys(TYPES) as readonly ObjectTypePath[];

type Type = ObjectTypeName | ObjectTypePath;

/** "dataset": the type in addresses. */
export const lowerType = (type: Type): ObjectTypePath => type.toLowerCase() as ObjectTypePath;

/** "Dataset": the type of an address, as the API has it. */
export const typeName = (type: ObjectTypePath): ObjectTypeName => `${type.charAt(0).toUpperCase()}${type.slice(1)}` as ObjectTypeName;

/** "dataset", in the middle of a sentence. */
export const typeWord = (type: Type): string => TYPES[lowerType(type)]()[0];

/** "datasets", in the middle of a sentence. */
export const plural = (type: Type): string => TYPES[lowerType(type)]()[1];

/** "Dataset", where it stands alone or before a number. */
export const typeTitle = (type: Type): string => TYPES[lowerType(type)]()[2];

/** "1 dataset", "2 datasets". */
export const countOf = (number: number, type: Type): string => COUNTED[lowerType(type)](number);

/** As in omero_forms/domain/visible.py: controls, marks that turn the direction of writing, line separators and fillers. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

/** A name with such characters written out, as ⟨U+202E⟩, so that nobody's name changes what stands beside it. */
export function shown(name: string): string {
  return name.replace(DECEIVING, (found) => `⟨U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** Who somebody is; "somebody" where nothing proves who it was. */
export function nameOf(person: Pick<Person, "name" | "full_name"> | null): string {
  return person === null ? t("somebody") : shown(person.full_name.trim() || person.name);
}

const COPY_REASONS: Record<CopyReason, (type: string) => string> = {
  changed: (type) =>
    t("Somebody changed the key-value pairs of this form on the {type}. They will be put right in the name of the author or owner, as soon as one of them can annotate it; what was typed there stays on the {type}, as key-value pairs of its own.", { type }),
  missing: (type) => t("The key-value pairs of this form were taken off the {type}. They will be written again.", { type }),
  look_alike: (type) =>
    t("Somebody added key-value pairs to the {type} that look like answers to this form. They will be kept apart from the answers, and none of them is deleted.", { type }),
  older_copy: (type) => t("Somebody else's older copy is still on the {type}. It will be removed in that person's name.", { type }),
  owner_awaited: (type) =>
    t("The copy is added once the owner of the {type} opens its forms, since it has to be theirs. Key-value pairs that are there until then are of earlier answers.", { type }),
  not_annotatable: (type) => t("Neither the author nor the owner of the {type} can add key-value pairs to it at present.", { type }),
  not_visible: (type) => t("The author can no longer see the {type}.", { type }),
  not_in_group: () => t("The person who would own the copy is no longer in the group."),
  inactive: () => t("The account that would own the copy is inactive."),
  unknown: () => t("The account that would own the copy no longer exists."),
  object_gone: (type) => t("The {type} no longer exists.", { type }),
  unproven: () => t("The answers can no longer be proved, so they are not copied."),
  redacted: () => t("The answers were removed by an admin, so there is nothing to copy."),
  newer: () => t("The newest answers were made by a newer version of the forms service, which has to copy them."),
  other_object: (type) => t("A different {type} has this id now.", { type }),
};

/** What is said where nobody has answered a form, and the object has pairs that look like it. */
export const strangePairs = (type: string): string =>
  t("Somebody added key-value pairs to the {type} that look like answers to this form. They are not: nothing has been submitted yet.", { type });

/** Why there is no copy on the object yet, or why it has to be put right, as a sentence; null where nothing is to be said. `type` as `typeWord` says it. */
export function copyReason(reason: CopyReason | null, type: string): string | null {
  if (reason === null) return null;
  // A page that was opened before the server was updated knows no words for a new reason.
  const words: ((type: string) => string) | undefined = COPY_REASONS[reason];
  return words ? t("{reason} The answers are recorded nonetheless.", { reason: words(type) }) : null;
}
