// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page's side and the worker's side of finding problems, at the two ends of a real channel. */
import type { RJSFSchema } from "@rjsf/utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Examiner, type Helper } from "../src/fill/examiner";
import { examineFor, type Asker } from "../src/fill/examination";

const FORM: RJSFSchema = { type: "object", required: ["a"], properties: { a: { type: "string", title: "A", maxLength: 3 } } };
const DEADLINE_MS = 5000;

const open: { close: () => void }[] = [];
// No deadline passes by itself.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  open.splice(0).forEach((each) => each.close());
  vi.useRealTimers();
});

/** Workers as a browser starts them, one after the other; each is what `serves` makes of its end. */
function workers(...serves: ((end: Asker) => void)[]): { start: () => Helper; started: () => number; ended: () => number; heard: () => Promise<void> } {
  let [started, ended] = [0, 0];
  let heard: Promise<void> = Promise.resolve();
  const start = (): Helper => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const serve = serves[Math.min(started, serves.length - 1)] ?? examineFor;
    started += 1;
    const helper: Helper = {
      onmessage: null,
      onerror: null,
      postMessage: (asked) => port1.postMessage(asked),
      terminate: () => {
        ended += 1;
        port1.close();
      },
    };
    heard = new Promise((hear) => {
      port1.onmessage = (event) => {
        helper.onmessage?.(event);
        hear();
      };
    });
    serve(port2 as unknown as Asker);
    return helper;
  };
  // The newest one: its first word.
  return { start, started: () => started, ended: () => ended, heard: () => heard };
}

const silent = (end: Asker): void => end.postMessage({ isReady: true });
const never = (): void => undefined;

function examinerWith(given: { start: () => Helper }): Examiner {
  const examiner = new Examiner(FORM, {}, given.start);
  open.push(examiner);
  return examiner;
}

const keywords = async (examiner: Examiner, answers: Record<string, unknown>): Promise<string[]> =>
  (await examiner.examineThese(answers)).map((problem) => problem.keyword);

it("a worker finds what the page would, in one answer after the other", async () => {
  const given = workers(examineFor);
  const examiner = examinerWith(given);
  expect(await keywords(examiner, {})).toEqual(["required"]);
  expect(await keywords(examiner, { a: "long" })).toEqual(["maxLength"]);
  expect(await keywords(examiner, { a: "abc" })).toEqual([]);
  expect(given.started()).toBe(1);
});

it("the same answers are looked at once, and of those that come meanwhile only the newest", async () => {
  const looked: unknown[] = [];
  const counting = (end: Asker): void => {
    examineFor(end);
    const answer = end.onmessage;
    end.onmessage = (event) => {
      if ("answers" in event.data) looked.push(event.data.answers["a"]);
      answer?.(event);
    };
  };
  const examiner = examinerWith(workers(counting));
  const [first, second, third] = [{ a: "1" }, { a: "2" }, { a: "3" }];
  const found = await Promise.all([first, first, second, third].map((answers) => examiner.examine(answers)));
  expect(found.map((each) => each.answers)).toEqual([first, first, third, third]);
  expect((await examiner.examine(third)).answers).toBe(third);
  expect(looked).toEqual(["1", "3"]);
  const [these] = await Promise.all([examiner.examineThese(second), examiner.examine({ a: "4" }), examiner.examine({ a: "5" })]);
  expect(these).toEqual([]);
  expect(looked).toContain("2");
});

/** Asks of somebody who never answers, until the time is over. */
async function inVain(examiner: Examiner, given: { heard: () => Promise<void> }, a: string): Promise<unknown> {
  const found = examiner.examine({ a });
  await given.heard();
  vi.advanceTimersByTime(DEADLINE_MS);
  return (await found).problems;
}

it("an examination that comes to no end is broken off, and the next begins with another worker", async () => {
  const given = workers(silent, examineFor);
  const examiner = examinerWith(given);
  expect(await inVain(examiner, given, "long")).toBeNull();
  expect(given.ended()).toBe(1);
  expect(await keywords(examiner, { a: "long" })).toEqual(["maxLength"]);
});

it("what comes to no end again and again is left to the server", async () => {
  const given = workers(silent);
  const examiner = examinerWith(given);
  for (const a of ["long 1", "long 2"]) expect(await inVain(examiner, given, a)).toBeNull();
  expect(await keywords(examiner, { a: "long 3" })).toEqual([]);
  expect(given.started()).toBe(2);
});

it("the page finds problems itself where a worker cannot be started", async () => {
  const start = (): Helper => {
    throw new DOMException("not allowed", "SecurityError");
  };
  const examiner = examinerWith({ start });
  expect(await keywords(examiner, {})).toEqual(["required"]);
  expect(await keywords(examiner, { a: "long" })).toEqual(["maxLength"]);
});

it("the page finds problems itself where a worker never begins", async () => {
  const examiner = examinerWith(workers(never));
  const found = keywords(examiner, {});
  vi.advanceTimersByTime(DEADLINE_MS);
  expect(await found).toEqual(["required"]);
  expect(await keywords(examiner, { a: "long" })).toEqual(["maxLength"]);
});

it("the page finds them itself where the browser refuses the file of the worker", async () => {
  const given = workers(never);
  const start = (): Helper => {
    const helper = given.start();
    queueMicrotask(() => helper.onerror?.(new ErrorEvent("error")));
    return helper;
  };
  expect(await keywords(examinerWith({ start }), {})).toEqual(["required"]);
});

it("a worker that breaks down is replaced, and what it was looking at is left to the server", async () => {
  const helpers: Helper[] = [];
  const given = workers(silent, examineFor);
  const start = (): Helper => {
    const helper = given.start();
    helpers.push(helper);
    return helper;
  };
  const examiner = examinerWith({ start });
  const lost = examiner.examine({ a: "long" });
  await given.heard();
  helpers[0]?.onerror?.(new ErrorEvent("error"));
  expect((await lost).problems).toBeNull();
  expect(await keywords(examiner, {})).toEqual(["required"]);
  // Not a miss: nobody waited for it.
  helpers[1]?.onerror?.(new ErrorEvent("error"));
  expect(await keywords(examiner, { a: "long" })).toEqual(["maxLength"]);
  expect(given.started()).toBe(3);
});

it("closing ends the worker", async () => {
  const given = workers(examineFor);
  const examiner = examinerWith(given);
  await examiner.examine({});
  examiner.close();
  expect(given.ended()).toBe(1);
});

it("says problems in the site's language, which it learns of after all its code has run", async () => {
  globalThis.omeroFormsTexts = { language: "cs", plurals: "2".repeat(200), texts: { "An answer is needed here.": "Tady chybí odpověď." } };
  try {
    const problems = await examinerWith(workers(examineFor)).examineThese({});
    expect(problems.map(({ message }) => message)).toEqual(["Tady chybí odpověď."]);
  } finally {
    globalThis.omeroFormsTexts = undefined;
  }
});
