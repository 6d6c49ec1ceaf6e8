// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which objects a policy or an exemption is about, as files and the API write it, and as a person says it. */
import { count, dayOf, plainDate, shown } from "./words";

/** A selector: conditions, and joins of such mappings. Several in one mapping mean all of them. */
export interface Words {
  name?: string;
  tag?: string;
  project?: string;
  created_after?: string;
  min_images?: number;
  all?: Words[];
  any?: Words[];
  none?: Words[];
}

const day = (iso: string): string => dayOf(plainDate(iso));

const CONDITIONS: { [Word in keyof Words]-?: (value: NonNullable<Words[Word]>) => string } = {
  name: (pattern) => `the name fits ${shown(pattern)}`,
  tag: (tag) => `there is the tag ${shown(tag)}`,
  project: (project) => `it is in the project ${shown(project)}`,
  created_after: (date) => `it was made after ${date === "" ? "… (choose a day)" : day(date)}`,
  min_images: (number) => `it has at least ${count(number, "image")}`,
  all: (joined) => joined.map(inBrackets).join(" and "),
  any: (joined) => (joined.length === 0 ? "nothing" : joined.map(inBrackets).join(" or ")),
  none: (joined) => (joined.length === 0 ? "anything" : `not (${joined.map(inBrackets).join(" or ")})`),
};

function partsOf(words: Words): string[] {
  return Object.entries(words).map(([word, value]) => (CONDITIONS[word as keyof Words] as (value: unknown) => string)(value));
}

function inBrackets(words: Words): string {
  const said = partsOf(words).join(" and ");
  const joins = Object.values(words).length > 1 || (words.any ?? words.all ?? []).length > 1;
  return joins ? `(${said})` : said;
}

/** "where the name fits *_TIRF_*"; of an empty selector that it is about all. */
export function whichWords(selector: Words | undefined): string {
  const said = partsOf(selector ?? {}).filter((one) => one !== "");
  return said.length === 0 ? "without exception" : `where ${said.join(" and ")}`;
}
