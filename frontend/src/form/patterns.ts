// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Patterns as the server takes them (domain/schemas/patterns.py), for the engine of the page, which compiles them with the flag u.
 *
 * That flag counts characters as the server does, and refuses what people write all the same: `\-`, `]` alone, `a{,3}`. The same
 * pattern is written here in words that the flag allows.
 */

import { Matcher } from "./matcher";
import { givenName } from "./names";

const QUANTIFIER = /\{\d+(?:,\d*)?\}/y;
const PROPERTY = /[pP]\{[^{}]*\}/y;
/** Halves of a character only together. */
const HEX = /x[0-9A-Fa-f]{2}|u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}/y;
const BACK = /k<[A-Za-z_][A-Za-z0-9_]*>|[1-9][0-9]?/y;
const CONTROL = /c[A-Za-z]/y;
const POSIX = /\[[:.=][a-z]*[:.=]\]/y;
/** More characters, and more digits of a repetition, are no pattern to the server either. */
const MAX_PATTERN = 10_000;
const MAX_DIGITS = 6;
/** Those that the flag lets stand behind a backslash for themselves. */
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;
/** Those of a class that cannot be the end of a range. */
const SETS = /[dDwWsSpP]/;

function compiles(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

class Writer {
  private at = 0;
  private out = "";
  private groups = 0;

  constructor(private readonly pattern: string) {}

  write(): string {
    while (this.at < this.pattern.length) {
      const char = this.pattern.charAt(this.at);
      if (char === "\\") this.out += this.escape(false);
      else if (char === "[") this.out += this.set();
      else if (char === "{") this.out += this.quantifier();
      else {
        if (char === "(" && !/^\(\?(?!<[^=!])/.test(this.pattern.slice(this.at, this.at + 4))) this.groups += 1;
        this.out += char === "}" || char === "]" ? `\\${char}` : char;
        this.at += 1;
      }
    }
    return this.out;
  }

  private take(matcher: RegExp): string | null {
    matcher.lastIndex = this.at;
    const found = matcher.exec(this.pattern);
    if (found) this.at += found[0].length;
    return found?.[0] ?? null;
  }

  private quantifier(): string {
    const found = this.take(QUANTIFIER);
    if (found === null) {
      this.at += 1;
      return "\\{";
    }
    if ((found.match(/\d+/g) ?? []).some((digits) => digits.length > MAX_DIGITS)) throw new Error("It repeats too often.");
    return found;
  }

  private escape(inside: boolean): string {
    this.at += 1;
    const back = inside ? null : this.take(BACK);
    if (back !== null && Number(back) > this.groups) throw new Error("It refers to a group that does not come before it.");
    const kept = back ?? this.take(PROPERTY) ?? this.take(HEX) ?? this.take(CONTROL);
    if (kept !== null) return `\\${kept}`;
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw new Error("It ends in a backslash.");
    const char = String.fromCodePoint(code);
    this.at += char.length;
    if (char === "u") throw new Error("It names a character that does not exist.");
    if (/[A-Za-z0-9]/.test(char)) return `\\${char}`;
    return SYNTAX.test(char) || (inside && char === "-") ? `\\${char}` : char;
  }

  private set(): string {
    if (this.take(POSIX) !== null) throw new Error("Browsers know no [:alpha:].");
    this.at += 1;
    let out = "[";
    if (this.pattern.charAt(this.at) === "^") {
      out += "^";
      this.at += 1;
    }
    let last: "nothing" | "char" | "set" = "nothing";
    while (this.at < this.pattern.length && this.pattern.charAt(this.at) !== "]") {
      const char = this.pattern.charAt(this.at);
      if (this.take(POSIX) !== null) throw new Error("Browsers know no [:alpha:].");
      if (char === "\\") {
        last = SETS.test(this.pattern.charAt(this.at + 1)) ? "set" : "char";
        out += this.escape(true);
      } else if (char === "-") {
        const isRange: boolean = last === "char" && !this.setFollows();
        out += isRange ? "-" : "\\-";
        // The end of a range begins none.
        last = isRange ? "nothing" : "char";
        this.at += 1;
        if (isRange) out += this.rangeEnd();
      } else {
        out += this.character();
        last = "char";
      }
    }
    if (this.at >= this.pattern.length) throw new Error("A bracket is not closed.");
    this.at += 1;
    return `${out}]`;
  }

  private character(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += char.length;
    return SYNTAX.test(char) && char !== "/" ? `\\${char}` : char;
  }

  /** Whether what comes after a hyphen is no single character. */
  private setFollows(): boolean {
    const next = this.pattern.charAt(this.at + 1);
    return next === "" || next === "]" || (next === "\\" && SETS.test(this.pattern.charAt(this.at + 2)));
  }

  private rangeEnd(): string {
    const char = this.pattern.charAt(this.at);
    if (char === "\\") return this.escape(true);
    if (char !== "-") return this.character();
    this.at += 1;
    return "\\-";
  }
}

const translations = new Map<string, string | null>();

/** The source of the same pattern for the flag u; null where this browser has no such pattern: then the server decides alone. */
export function pagePattern(pattern: string): string | null {
  let found = translations.get(pattern);
  if (found === undefined) {
    try {
      const written = new Writer(pattern).write();
      found = pattern.length <= MAX_PATTERN && compiles(written) ? written : null;
    } catch {
      found = null;
    }
    translations.set(pattern, found);
  }
  return found;
}

/** Verdicts that are remembered of each pattern: the page asks for the same ones with every key. */
const MOST_VERDICTS = 100;

interface Known {
  matcher: Matcher;
  verdicts: Map<string, boolean>;
}

/** null for what the server decides alone. */
const known = new Map<string, Known | null>();

function knownOf(pattern: string): Known | null {
  let found = known.get(pattern);
  if (found === undefined) {
    const source = pagePattern(pattern);
    found = source === null ? null : { matcher: new Matcher(source), verdicts: new Map() };
    known.set(pattern, found);
  }
  return found;
}

/**
 * Whether a pattern is found in a text. Where this browser cannot tell, or not soon enough, it is: the server's verdict is the one
 * that counts. A pattern that took too long once is left to the server from then on.
 */
export function isFound(pattern: string, text: string): boolean {
  const here = knownOf(pattern);
  if (here === null) return true;
  const { matcher, verdicts } = here;
  let verdict = verdicts.get(text) ?? matcher.finds(text);
  if (verdict === null) {
    known.set(pattern, null);
    verdict = true;
  } else {
    if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
    verdicts.set(text, verdict);
  }
  return verdict;
}

/**
 * What the libraries of the page are given in place of `RegExp` (bounded.ts), which would try for ever. They know some names by
 * those of the page.
 */
export const boundedRegExp = (pattern: string): Pick<RegExp, "test"> => ({ test: (text) => isFound(pattern, givenName(text)) });
