// SPDX-License-Identifier: AGPL-3.0-or-later
/** The choice that a mistyped one was probably meant for, by the measure of the server: Python's difflib. */

/** From this likeness on a choice is close. */
const CUTOFF = 0.75;

const folded = (text: string): string => text.toUpperCase().toLowerCase();

interface Block {
  a: number;
  b: number;
  size: number;
}

/** The longest run that both have, between the given ends; the first of several. */
function longestRun(one: string[], other: string[], [from, to]: [number, number], [start, end]: [number, number]): Block {
  let best: Block = { a: from, b: start, size: 0 };
  let above = new Map<number, number>();
  for (let a = from; a < to; a += 1) {
    const here = new Map<number, number>();
    for (let b = start; b < end; b += 1) {
      if (one[a] !== other[b]) continue;
      const size = (above.get(b - 1) ?? 0) + 1;
      here.set(b, size);
      if (size > best.size) best = { a: a - size + 1, b: b - size + 1, size };
    }
    above = here;
  }
  return best;
}

/** How many characters of both stand in runs that they share, in the same order. */
function shared(one: string[], other: string[], left: [number, number], right: [number, number]): number {
  const { a, b, size } = longestRun(one, other, left, right);
  if (size === 0) return 0;
  const before = shared(one, other, [left[0], a], [right[0], b]);
  return size + before + shared(one, other, [a + size, left[1]], [b + size, right[1]]);
}

/** Twice the characters that both have, at most, by the characters of both: no likeness is above it, and it costs little. */
function ceiling(one: string[], other: string[]): number {
  const left = new Map<string, number>();
  for (const character of other) left.set(character, (left.get(character) ?? 0) + 1);
  let common = 0;
  for (const character of one) {
    const rest = left.get(character) ?? 0;
    if (rest > 0) common += 1;
    left.set(character, rest - 1);
  }
  return (2 * common) / (one.length + other.length);
}

/** The choice closest to `text` whatever the case, null where none is close. */
export function closest(text: string, choices: string[]): string | null {
  const word = [...folded(text)];
  const byFolded = new Map(choices.map((choice) => [folded(choice), choice]));
  let best: { likeness: number; name: string; choice: string } | null = null;
  for (const [name, choice] of byFolded) {
    const letters = [...name];
    const total = letters.length + word.length;
    if (total === 0 || (2 * Math.min(letters.length, word.length)) / total < CUTOFF || ceiling(letters, word) < CUTOFF) continue;
    const likeness = (2 * shared(letters, word, [0, letters.length], [0, word.length])) / total;
    if (likeness < CUTOFF) continue;
    if (best === null || likeness > best.likeness || (likeness === best.likeness && name > best.name)) best = { likeness, name, choice };
  }
  return best?.choice ?? null;
}
