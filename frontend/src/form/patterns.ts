// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Patterns as the server takes them (domain/patterns.py), for the engine of the page, which compiles them with the flag u.
 *
 * That flag counts characters as the server does, and refuses what people write all the same: `\-`, `]` alone, `a{,3}`. The same
 * pattern is written here in words that the flag allows.
 */

const QUANTIFIER = /\{\d{1,6}(?:,\d{0,6})?\}/y;
const PROPERTY = /[pP]\{([A-Za-z_]+)(?:=([A-Za-z_0-9]+))?\}/y;
const HEX = /x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}/y;
const BACK = /k<[A-Za-z_][A-Za-z0-9_]*>|[1-9][0-9]?/y;
const CONTROL = /c[A-Za-z]/y;
const LOOK = /\(\?(?:[=!]|<[=!])/y;
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
  /** Of each open group, how it ends. */
  private readonly ends: string[] = [];

  constructor(private readonly pattern: string) {}

  write(): string {
    while (this.at < this.pattern.length) {
      const char = this.pattern.charAt(this.at);
      if (char === "\\") this.out += this.escape(false);
      else if (char === "[") this.out += this.set();
      else if (char === "(") this.open();
      else if (char === ")") {
        this.out += this.ends.pop() ?? ")";
        this.at += 1;
      } else if (char === "{") {
        const found = this.take(QUANTIFIER);
        this.out += found ?? "\\{";
        if (found === null) this.at += 1;
      } else {
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

  /** What looks ahead or behind may be repeated, to no effect; with the flag only inside a group. */
  private open(): void {
    const look = this.take(LOOK);
    this.ends.push(look === null ? ")" : "))");
    if (look === null) this.at += 1;
    this.out += look === null ? "(" : `(?:${look}`;
  }

  private escape(inside: boolean): string {
    this.at += 1;
    const property = this.property();
    if (property !== null) return property;
    const kept = this.take(HEX) ?? this.take(CONTROL) ?? (inside ? null : this.take(BACK));
    if (kept !== null) return `\\${kept}`;
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw new Error("It ends in a backslash.");
    const char = String.fromCodePoint(code);
    this.at += char.length;
    if (char === "0") return "\\x00";
    if (/[A-Za-z]/.test(char)) return `\\${char}`;
    return SYNTAX.test(char) || (inside && char === "-") ? `\\${char}` : char;
  }

  /** Scripts may be named without saying that they are scripts. */
  private property(): string | null {
    PROPERTY.lastIndex = this.at;
    const found = PROPERTY.exec(this.pattern);
    if (found === null) return null;
    this.at += found[0].length;
    const [all, name = "", value] = found;
    const plain = `\\${all}`;
    const script = `\\${all.charAt(0)}{Script=${name.replace(/^Is/, "")}}`;
    return value === undefined && !compiles(plain) && compiles(script) ? script : plain;
  }

  private set(): string {
    this.at += 1;
    let out = "[";
    if (this.pattern.charAt(this.at) === "^") {
      out += "^";
      this.at += 1;
    }
    let last: "nothing" | "char" | "set" = "nothing";
    while (this.at < this.pattern.length && this.pattern.charAt(this.at) !== "]") {
      const char = this.pattern.charAt(this.at);
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
      found = compiles(written) ? written : null;
    } catch {
      found = null;
    }
    translations.set(pattern, found);
  }
  return found;
}
