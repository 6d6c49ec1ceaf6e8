// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What was made of the texts seen last: an edit in one pane reads the other no second time, and undo reads nothing. Up to `most` are
 * kept, those that were asked for last.
 */
export function remembering<T>(most: number, make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { made: T }>();
  return (text) => {
    const found = kept.get(text) ?? { made: make(text) };
    kept.delete(text);
    kept.set(text, found);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return found.made;
  };
}
