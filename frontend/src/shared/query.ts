// SPDX-License-Identifier: AGPL-3.0-or-later
/** A selector as react-querybuilder edits it, and back. */
import type { RuleGroupType, RuleType } from "react-querybuilder";
import type { Words } from "./selectorWords";

const JOINS = ["all", "any", "none"] as const;
type Join = (typeof JOINS)[number];
const isJoin = (word: string): word is Join => (JOINS as readonly string[]).includes(word);

type Entry = RuleType | RuleGroupType;

function entriesOf(words: Words): Entry[] {
  return Object.entries(words).map(([word, value]): Entry => {
    if (isJoin(word)) return { combinator: word, rules: (value as Words[]).map(entryOf) };
    return { field: word, operator: "is", value: String(value) };
  });
}

function entryOf(words: Words): Entry {
  const entries = entriesOf(words);
  return entries.length === 1 && entries[0] ? entries[0] : { combinator: "all", rules: entries };
}

export function toQuery(words: Words | undefined): RuleGroupType {
  const entry = entryOf(words ?? {});
  return "rules" in entry ? entry : { combinator: "all", rules: [entry] };
}

function fromEntry(entry: Entry): Words {
  if (!("rules" in entry)) {
    return { [entry.field]: entry.field === "min_images" && entry.value !== "" ? Number(entry.value) : String(entry.value) } as Words;
  }
  const words = entry.rules.map((one) => fromEntry(one as Entry));
  const join = isJoin(entry.combinator) ? entry.combinator : "all";
  if (join !== "all") return { [join]: words };
  // All of conditions that are each of another kind are one mapping, as people write it.
  const keys = words.flatMap((one) => Object.keys(one));
  return new Set(keys).size === keys.length ? Object.assign({}, ...words) : { all: words };
}

export const fromQuery = (query: RuleGroupType): Words => fromEntry(query);
