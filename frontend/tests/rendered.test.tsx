// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whatever stands in a form, its questions are shown and nothing throws. */
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { faultsOf } from "./support/faults";
import { randomForm, randomly } from "./support/random";

const warnings: string[] = [];

beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void warnings.push(words.map(String).join(" ")));
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("forms made at random", () => {
  // oxlint-disable-next-line vitest/expect-expect -- it throws, with the form that was at fault
  it("are shown without a fault, whatever their annotations are, and in an end", () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = randomly(seed);
      const form = randomForm(random);
      const fail = (fault: unknown): never => {
        const where = fault instanceof Error ? (fault.stack ?? "") : "";
        throw new Error(`seed ${seed}: ${String(fault)}\n${where.split("\n").slice(1, 6).join("\n")}\n${JSON.stringify(form)}`);
      };
      try {
        const faults = faultsOf(form);
        if (faults.some((fault) => fault.includes("cannot show"))) fail(faults);
      } catch (fault) {
        fail(fault);
      }
      cleanup();
    }
  });
});
