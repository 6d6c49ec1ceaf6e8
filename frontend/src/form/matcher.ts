// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Whether a pattern is found in a text, in a bounded number of steps: a browser's own engine tries every way in which `^(a+)+$` can be
 * read, and takes the page with it.
 *
 * A pattern is compiled to a small program. Each instruction is tried once at each place of the text, however many ways lead to
 * it, so the time grows with the product of both lengths. What refers back to a group cannot be remembered so easily; there, and for very
 * long texts, the number of steps is the bound, and what is remembered of groups counts as steps.
 */
import { parsed, type Node, type Test } from "./patternParts";

/** Steps of one search. More take longer than a keystroke may. */
const MOST_STEPS = 200_000;
/** Instructions of one program: repetitions are written out. */
const MOST_INSTRUCTIONS = 40_000;

/** Two ways to go on, the first before the second; one where they are the same. */
interface Split {
  op: "split";
  first: number;
  second: number;
}

type Instruction =
  | Split
  | { op: "char"; test: Test }
  | { op: "save"; slot: number }
  | { op: "edge"; test: (before: number | undefined, after: number | undefined) => boolean }
  | { op: "look"; inside: Program; behind: boolean; negated: boolean }
  | { op: "again"; slot: number; behind: boolean }
  | { op: "end" };

/** Where one way of reading has come to, and what it remembers of groups that are referred back to: where each began and ended. */
interface Thread {
  next: number;
  at: number;
  kept: readonly number[];
}

interface Program {
  instructions: Instruction[];
  /** Whether it reads from right to left. */
  behind: boolean;
  /** Whether something refers back to a group: then what was read before matters. */
  remembers: boolean;
}

class TooManyError extends Error {}

const split = (first: number): Split => ({ op: "split", first, second: first });

class Compiler {
  private count = 0;
  /** Where what is remembered of a group begins. */
  private readonly slots: ReadonlyMap<number, number>;

  constructor(remembered: ReadonlySet<number>) {
    this.slots = new Map([...remembered].map((group, index) => [group, 2 * index]));
  }

  program(node: Node, behind: boolean): Program {
    const instructions: Instruction[] = [];
    this.add(node, behind, instructions);
    instructions.push({ op: "end" });
    return { instructions, behind, remembers: this.slots.size > 0 };
  }

  private put(into: Instruction[], instruction: Instruction): void {
    this.spend();
    into.push(instruction);
  }

  private spend(): void {
    this.count += 1;
    if (this.count > MOST_INSTRUCTIONS) throw new TooManyError();
  }

  private add(node: Node, behind: boolean, into: Instruction[]): void {
    // Nothing may be repeated a million times, too.
    this.spend();
    if (node.kind === "char") this.put(into, { op: "char", test: node.test });
    else if (node.kind === "edge") this.put(into, { op: "edge", test: node.test });
    else if (node.kind === "again") this.put(into, { op: "again", slot: this.slots.get(node.group) ?? 0, behind });
    else if (node.kind === "sequence") for (const part of behind ? node.parts.toReversed() : node.parts) this.add(part, behind, into);
    else if (node.kind === "look") this.put(into, { op: "look", inside: this.program(node.part, node.behind), behind: node.behind, negated: node.negated });
    else if (node.kind === "group") this.group(node.part, node.number, behind, into);
    else if (node.kind === "choice") this.choice(node.options, behind, into);
    else this.repeat(node, behind, into);
  }

  private group(part: Node, number: number, behind: boolean, into: Instruction[]): void {
    const slot = this.slots.get(number);
    if (slot !== undefined) this.put(into, { op: "save", slot: slot + Number(behind) });
    this.add(part, behind, into);
    if (slot !== undefined) this.put(into, { op: "save", slot: slot + Number(!behind) });
  }

  private choice(options: Node[], behind: boolean, into: Instruction[]): void {
    const ends: Split[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) {
        this.add(option, behind, into);
        return;
      }
      const other = split(into.length + 1);
      this.put(into, other);
      this.add(option, behind, into);
      const end = split(0);
      this.put(into, end);
      ends.push(end);
      other.second = into.length;
    });
    for (const end of ends) end.first = end.second = into.length;
  }

  private repeat({ part, least, most, isLazy }: Extract<Node, { kind: "repeat" }>, behind: boolean, into: Instruction[]): void {
    for (let turn = 0; turn < least; turn += 1) this.add(part, behind, into);
    const exits: Split[] = [];
    const turn = (): number => {
      const at = into.length;
      const exit = split(at + 1);
      this.put(into, exit);
      exits.push(exit);
      this.add(part, behind, into);
      return at;
    };
    if (most === Infinity) {
      const back = turn();
      this.put(into, split(back));
    } else {
      for (let more = least; more < most; more += 1) turn();
    }
    for (const exit of exits) {
      exit.second = into.length;
      if (isLazy) [exit.first, exit.second] = [exit.second, exit.first];
    }
  }
}

class Search {
  private steps = 0;

  constructor(private readonly text: readonly number[]) {}

  /** Where reading ends and what it remembers, from the first of the starts that leads anywhere; null where none does. */
  run(program: Program, starts: Iterable<number>, given: readonly number[]): readonly number[] | null {
    const tried = new Set<number | string>();
    const waiting: Thread[] = [];
    for (const start of starts) {
      waiting.push({ next: 0, at: start, kept: given });
      for (let thread = waiting.pop(); thread; thread = waiting.pop()) {
        const kept = this.follow(program, thread, tried, waiting);
        if (kept !== null) return kept;
      }
    }
    return null;
  }

  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MOST_STEPS) throw new TooManyError();
  }

  /** One way to its end: what it remembers there, or null where it leads nowhere. Other ways are left in `waiting`. */
  private follow(program: Program, thread: Thread, tried: Set<number | string>, waiting: Thread[]): readonly number[] | null {
    const { instructions, behind, remembers } = program;
    let { next, at, kept } = thread;
    for (;;) {
      this.spend(1);
      const instruction = instructions[next];
      if (instruction === undefined || instruction.op === "end") return kept;
      next += 1;
      if (instruction.op === "split") {
        const place = (next - 1) * (this.text.length + 1) + at;
        // What is remembered of groups is written out each time, so it counts as that many steps.
        if (remembers) this.spend(kept.length);
        const key = remembers ? `${place}:${kept.join()}` : place;
        if (tried.has(key)) return null;
        tried.add(key);
        if (instruction.second !== instruction.first) waiting.push({ next: instruction.second, at, kept });
        next = instruction.first;
      } else if (instruction.op === "char") {
        const code = this.text[behind ? at - 1 : at];
        if (code === undefined || !instruction.test(code)) return null;
        at += behind ? -1 : 1;
      } else if (instruction.op === "edge") {
        if (!instruction.test(this.text[at - 1], this.text[at])) return null;
      } else if (instruction.op === "save") {
        this.spend(kept.length);
        kept = kept.with(instruction.slot, at);
      } else if (instruction.op === "again") {
        const end = this.again(kept, instruction, at);
        if (end === null) return null;
        at = end;
      } else {
        const found = this.run(instruction.inside, [at], kept);
        if ((found === null) !== instruction.negated) return null;
        if (found !== null) kept = found;
      }
    }
  }

  /** Where the text of a group ends, read once more from here; null where it does not stand here. */
  private again(kept: readonly number[], { slot, behind }: { slot: number; behind: boolean }, at: number): number | null {
    const [from = -1, to = -1] = [kept[slot], kept[slot + 1]];
    // A group that took no part stands anywhere.
    if (from < 0 || to < 0) return at;
    const start = behind ? at - (to - from) : at;
    for (let index = from; index < to; index += 1) {
      this.spend(1);
      if (this.text[index] !== this.text[start + index - from]) return null;
    }
    return behind ? start : at + (to - from);
  }
}

/** Whether a pattern is too much to be judged here: too long a program or search, or nested more deeply than a browser can follow. */
const isTooMuch = (problem: unknown): boolean => problem instanceof TooManyError || problem instanceof RangeError;

/** What `find` finds; null where that is too much. */
function bounded<T>(find: () => T): T | null {
  try {
    return find();
  } catch (problem) {
    if (isTooMuch(problem)) return null;
    throw problem;
  }
}

interface Compiled {
  program: Program;
  slots: readonly number[];
}

function compiled(source: string): Compiled | null {
  const { node, remembered, forgets } = parsed(source);
  if (forgets) return null;
  return { program: new Compiler(remembered).program(node, false), slots: Array<number>(2 * remembered.size).fill(-1) };
}

/** A pattern that is ready to be looked for. */
export class Matcher {
  private readonly compiled: Compiled | null;

  /** `source` is a pattern of the flag u. */
  constructor(source: string) {
    this.compiled = bounded(() => compiled(source));
  }

  /** Whether it is found in `text`; null where finding out would take too long. */
  finds(text: string): boolean | null {
    const { compiled: ready } = this;
    if (ready === null || text.length > MOST_STEPS) return null;
    const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0);
    return bounded(() => new Search(codes).run(ready.program, Array(codes.length + 1).keys(), ready.slots) !== null);
  }
}
