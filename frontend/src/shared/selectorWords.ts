// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which objects a policy or an exemption is about, as files and the API write it, and as a person says it. */
import { t, tn } from "./texts";
import { dayOf, plainDate, shown } from "./words";

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

const allOf = (said: string[]): string => said.reduce((before, last) => (before === "" ? last : t("{before} and {last}", { before, last })), "");
const oneOf = (joined: Words[]): string => joined.map(inBrackets).reduce((before, last) => t("{before} or {last}", { before, last }));

const CONDITIONS: { [Word in keyof Words]-?: (value: NonNullable<Words[Word]>) => string } = {
  name: (pattern) => t("the name fits {pattern}", { pattern: shown(pattern) }),
  tag: (tag) => t("there is the tag {tag}", { tag: shown(tag) }),
  project: (project) => t("it is in the project {project}", { project: shown(project) }),
  created_after: (date) => (date === "" ? t("it was made after … (choose a day)") : t("it was made after {day}", { day: day(date) })),
  min_images: (number) => tn("it has at least {n} image", "it has at least {n} images", number),
  all: (joined) => allOf(joined.map(inBrackets)),
  any: (joined) => (joined.length === 0 ? t("nothing") : oneOf(joined)),
  none: (joined) => (joined.length === 0 ? t("anything") : t("not ({conditions})", { conditions: oneOf(joined) })),
};

function partsOf(words: Words): string[] {
  const entries = Object.entries(words);
  return entries.map(([word, value]) => {
    const said = (CONDITIONS[word as keyof Words] as (value: unknown) => string)(value);
    // Beside others nobody could tell where what any joins ends.
    return word === "any" && entries.length > 1 && (value as Words[]).length > 1 ? `(${said})` : said;
  });
}

function inBrackets(words: Words): string {
  const said = allOf(partsOf(words));
  const joins = Object.values(words).length > 1 || (words.any ?? words.all ?? []).length > 1;
  return joins ? `(${said})` : said;
}

/** "where the name fits *_TIRF_*"; of an empty selector that it is about all. */
export function whichWords(selector: Words | undefined): string {
  const said = partsOf(selector ?? {}).filter((one) => one !== "");
  return said.length === 0 ? t("without exception") : t("where {conditions}", { conditions: allOf(said) });
}
