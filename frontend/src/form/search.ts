// SPDX-License-Identifier: AGPL-3.0-or-later
/** Looking up choices by what somebody types: without regard to case, accents and how they are composed. */

const ACCENTS = /[\u0300-\u036f]/g;

/** Texts that fold to the same are the same to somebody who looks for one. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(ACCENTS, "").toLowerCase().replace(/\s+/gu, " ").trim();
}

export interface Found<T> {
  item: T;
  /** Its place in the whole list. */
  index: number;
}

/** How well a choice fits: 0 begins with what was typed, 1 has a word that does, 2 has it anywhere; null is no match. */
function rank(folded: string, query: string, words: string[]): number | null {
  if (!words.every((word) => folded.includes(word))) return null;
  if (folded.startsWith(query)) return 0;
  return words.every((word) => folded.startsWith(word) || folded.includes(` ${word}`)) ? 1 : 2;
}

/** A list of choices that can be searched as often as somebody types: the folding is done once. */
export class Searchable<T> {
  private readonly folded: string[];

  constructor(
    readonly items: readonly T[],
    textOf: (item: T) => string,
  ) {
    this.folded = items.map((item) => fold(textOf(item)));
  }

  /** The choices that fit, those that begin alike first, else in their own order. */
  matches(text: string): Found<T>[] {
    const query = fold(text);
    const all = this.items.map((item, index) => ({ item, index }));
    if (query === "") return all;
    const words = query.split(" ");
    const ranked: Found<T>[][] = [[], [], []];
    for (const found of all) {
      const place = rank(this.folded[found.index] ?? "", query, words);
      if (place !== null) ranked[place]?.push(found);
    }
    return ranked.flat();
  }

  /** The place of the only choice that reads as `text`, or -1. */
  exact(text: string): number {
    const query = fold(text);
    const first = this.folded.indexOf(query);
    return first >= 0 && this.folded.indexOf(query, first + 1) < 0 ? first : -1;
  }
}
