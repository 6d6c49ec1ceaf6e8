// SPDX-License-Identifier: AGPL-3.0-or-later
/** Titles that people gave, as they stand in a sentence of ours: "Add a channel". Where that might be no English, nothing is made of them. */
import { language } from "../shared/texts";

/** Where a site speaks another language, titles stand in its sentences as they are. */
const isEnglish = (): boolean => language().startsWith("en");

/** "Ethics Approval" and "Light-sheet" in lower case, "ID" and "pH" as they are. */
export const lower = (text: string): string => isEnglish() ? text.replace(/(?<!\S)[A-Z][a-z]+(?:-[a-z]+)*(?!\S)/g, (word) => word.toLowerCase()) : text;

/** Said letter by letter, as "MRI scan" and "X-ray source" are; four capitals and more, "FISH probe", are a word. */
const IS_SPELLED = /^[A-Z]{1,3}(?![A-Za-z])/;
const VOWEL_NAMED = /^[AEFHILMNORSX]/;
/** "A unit", "a user", "a European strain", "a one-way path" begin otherwise than they are written, and so does "an hour". */
const VOWEL = /^(?!eu|one\b|once\b|u(?:ni(?![mn])|s[aeu]|t[ei]))(?:[aeiou8]|hour|hono)/i;

const article = (text: string): string => ((IS_SPELLED.test(text) ? VOWEL_NAMED : VOWEL).test(text) ? "an" : "a");

/** A sentence, a question, something of somebody, or what is not counted: "My table", "Which dyes?", "Raw data". */
const NO_NOUN =
  /[?!:;.]|^(?:an?|the|this|that|these|those|my|our|your|their|its|all|any|some|each|every|no|others?|which|what|who|where|when|how|is|are|do|does|did|has|have|please|add|new|enter|list)\b|\b(?:information|(?:meta)?data|equipment|software|people|personnel|media)$/i;
/** In "Types of cell" the last word is not the one that is many. */
const TWO_NOUNS = /\s(?:of|in|on|at|by|to|for|from|with|per|and|or)\s/i;
/** Words in -s that are one, or whose one is not theirs without an ending. */
const NOT_MANY = /(?:[siu]s|\b(?:axes|lens|news|means|series|species|gas|bias|atlas|canvas|alias)|(?:lens|gas|bias|us|lys|thes)es)$/i;

/** "Channel" of "Channels"; null for what is not many, or may not be. */
export function singular(title: string): string | null {
  if (!isEnglish() || !/\w\ws$/.test(title) || NO_NOUN.test(title) || TWO_NOUNS.test(title) || NOT_MANY.test(title)) return null;
  if (/[^aeiou]ies$/.test(title) && !/movies$/i.test(title)) return `${title.slice(0, -3)}y`;
  return title.slice(0, /(?:ss|x|[cs]h)es$/.test(title) ? -2 : -1);
}

const MOST_WORDS = 6;

/** "a channel", "an MRI scan"; null where the title does not read so. */
export const oneMore = (title: string): string | null =>
  !isEnglish() || title === "" || NO_NOUN.test(title) || title.split(/\s+/).length > MOST_WORDS ? null : `${article(title)} ${lower(title)}`;
