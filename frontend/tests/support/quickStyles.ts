// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whether an element matches a selector, as jsdom asks it of each rule of its own sheet for each style that it computes. */
interface Check {
  (selector: string, element: { localName: string }): { match: boolean; pseudoElement: string | null };
  /** jsdom's own, of one that looks at the name first. */
  within?: Check;
}

/** Names of elements that a selector can match at all; `alone` where a name is all that it asks for. */
interface Names {
  names: Set<string>;
  alone: boolean;
}

/** jsdom's matcher of the page's document, which is not public. */
export function matcher(): { check: Check } | undefined {
  const inner = Object.getOwnPropertySymbols(document).find((symbol) => symbol.description === "impl");
  return inner && (document as unknown as Record<symbol, { _domSelector?: { check: Check } }>)[inner]?._domSelector;
}

/** Parts of a text between characters that stand in no brackets. */
function parts(text: string, between: string): string[] {
  const found = [""];
  let depth = 0;
  for (const char of text) {
    depth += "([".includes(char) ? 1 : ")]".includes(char) ? -1 : 0;
    if (depth === 0 && between.includes(char)) found.push("");
    else found[found.length - 1] += char;
  }
  return found.map((part) => part.trim()).filter(Boolean);
}

function namesIn(selector: string): Names | null {
  const last = parts(selector, ",").map((one) => parts(one, " >+~").at(-1) ?? "");
  const names = last.map((one) => /^[a-z][a-z0-9]*/.exec(one)?.[0]);
  if (names.some((name) => name === undefined)) return null;
  return { names: new Set(names as string[]), alone: selector.split(",").every((one) => /^\s*[a-z][a-z0-9]*\s*$/.test(one)) };
}

/**
 * Have jsdom's matcher look at the name first. Two thirds of the hundred rules are for elements of certain names alone,
 * which it finds out of each by going through the tree: a third of what the tests that ask for roles took.
 */
export function matchByNames(): void {
  const found = matcher();
  // All files of a process share one page, and each asks for it.
  if (found === undefined || found.check.within) return;
  const check = found.check;
  const known = new Map<string, Names | null>();
  const byName: Check = (selector, element) => {
    let names = known.get(selector);
    if (names === undefined) known.set(selector, (names = namesIn(selector)));
    if (names === null) return check(selector, element);
    if (!names.names.has(element.localName)) return { match: false, pseudoElement: null };
    return names.alone ? { match: true, pseudoElement: null } : check(selector, element);
  };
  byName.within = check;
  found.check = byName;
}
