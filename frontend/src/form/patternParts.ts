// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a pattern consists of. It is one that the browser takes with the flag u, which leaves nothing to guess. */

/** Whether a character, by its code point, is meant. */
export type Test = (code: number) => boolean;

export type Node =
  | { kind: "char"; test: Test }
  | { kind: "sequence"; parts: Node[] }
  | { kind: "choice"; options: Node[] }
  | { kind: "repeat"; part: Node; least: number; most: number; isLazy: boolean }
  | { kind: "group"; part: Node; number: number }
  | { kind: "look"; part: Node; behind: boolean; negated: boolean }
  | { kind: "edge"; test: (before: number | undefined, after: number | undefined) => boolean }
  | { kind: "again"; group: number };

export interface Parsed {
  node: Node;
  /** The groups that something refers back to. */
  remembered: ReadonlySet<number>;
  /** Whether one of them is inside a repetition: a browser forgets at each turn what it read, the server does not. */
  forgets: boolean;
}

const QUANTIFIER = /[*+?]|\{(\d+)(,(\d*))?\}/y;
const OPENING = /\((?:\?(?:(<?)([=!])|<([^>]+)>|:))?/y;
const BACK = /\\(?:k<([^>]+)>|([1-9]\d*))/y;
const ESCAPE = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|[^])/y;
const SET = /\[(?:[^\]\\]|\\[^])*\]/y;

const isWord = (code: number | undefined): boolean => code !== undefined && /\w/.test(String.fromCodePoint(code));

/** One character by the browser's own engine, which knows all classes and cannot lose its way in one. */
function oneOf(source: string): Test {
  const matcher = new RegExp(`^${source}$`, "u");
  const known = new Map<number, boolean>();
  return (code) => {
    let found = known.get(code);
    if (found === undefined) {
      found = matcher.test(String.fromCodePoint(code));
      known.set(code, found);
    }
    return found;
  };
}

class Parser {
  private at = 0;
  private groups = 0;
  private readonly names = new Map<string, number>();
  private readonly remembered = new Set<number>();
  private readonly repeatedGroups = new Set<number>();

  constructor(private readonly source: string) {}

  run(): Parsed {
    const node = this.choice();
    const forgets = [...this.remembered].some((group) => this.repeatedGroups.has(group));
    return { node, remembered: this.remembered, forgets };
  }

  private take(matcher: RegExp): RegExpExecArray | null {
    matcher.lastIndex = this.at;
    const found = matcher.exec(this.source);
    if (found) this.at += found[0].length;
    return found;
  }

  private get here(): string {
    return this.source.charAt(this.at);
  }

  private choice(): Node {
    const options = [this.sequence()];
    while (this.here === "|") {
      this.at += 1;
      options.push(this.sequence());
    }
    return options.length === 1 ? (options[0] as Node) : { kind: "choice", options };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && this.here !== "|" && this.here !== ")") {
      const before = this.groups;
      parts.push(this.repeated(this.part(), before));
    }
    return { kind: "sequence", parts };
  }

  /** `part`, before which there were so many groups, as often as what follows says. */
  private repeated(part: Node, before: number): Node {
    const found = this.take(QUANTIFIER);
    if (found === null) return part;
    // A group that is repeated itself has read something at each turn.
    for (let group = part.kind === "group" ? before + 2 : before + 1; group <= this.groups; group += 1) this.repeatedGroups.add(group);
    const [sign, fewest, comma, most] = found;
    const isLazy = this.here === "?";
    if (isLazy) this.at += 1;
    const least = fewest === undefined ? Number(sign === "+") : Number(fewest);
    const bounded = comma === undefined ? least : Number(most);
    const top = fewest === undefined ? (sign === "?" ? 1 : Infinity) : comma !== undefined && most === "" ? Infinity : bounded;
    return { kind: "repeat", part, least, most: top, isLazy };
  }

  private part(): Node {
    const opening = this.take(OPENING);
    if (opening) return this.group(opening);
    const back = this.take(BACK);
    if (back) {
      const group = back[1] === undefined ? Number(back[2]) : (this.names.get(back[1]) ?? 0);
      this.remembered.add(group);
      return { kind: "again", group };
    }
    const escape = this.take(ESCAPE)?.[0];
    if (escape === "\\b" || escape === "\\B") return { kind: "edge", test: (before, after) => (isWord(before) !== isWord(after)) === (escape === "\\b") };
    const set = escape ?? this.take(SET)?.[0];
    if (set !== undefined) return { kind: "char", test: oneOf(set) };
    const code = this.source.codePointAt(this.at) ?? 0;
    const char = String.fromCodePoint(code);
    this.at += char.length;
    if (char === "^") return { kind: "edge", test: (before) => before === undefined };
    if (char === "$") return { kind: "edge", test: (_before, after) => after === undefined };
    return { kind: "char", test: char === "." ? oneOf(char) : (each) => each === code };
  }

  private group([, behind, looking, name]: RegExpExecArray): Node {
    const isKept = looking === undefined && this.source.charAt(this.at - 1) !== ":";
    const number = isKept ? (this.groups += 1) : 0;
    if (name !== undefined) this.names.set(name, number);
    const part = this.choice();
    this.at += 1;
    if (looking !== undefined) return { kind: "look", part, behind: behind === "<", negated: looking === "!" };
    return isKept ? { kind: "group", part, number } : part;
  }
}

/** The parts of a pattern that the browser takes with the flag u. */
export const parsed = (source: string): Parsed => new Parser(source).run();
