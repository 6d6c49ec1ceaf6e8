// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { decimalSign, isRepresentable, isTooLong, readNumber, tidied, typedValue, writeNumber } from "../src/form/numbers";

describe("a number", () => {
  it.each([
    ["-0.3", -0.3],
    ["-0.05", -0.05],
    ["2.5e12", 2.5e12],
    ["2.5e-12", 2.5e-12],
    ["1e-10", 1e-10],
    ["6.02e23", 6.02e23],
    ["6.02E+23", 6.02e23],
    ["+5", 5],
    [".5", 0.5],
    ["1.", 1],
    ["-.5", -0.5],
    ["1.40", 1.4],
    ["0.007", 0.007],
    ["007", 7],
    ["-0", 0],
    ["0.0", 0],
    ["0e5", 0],
    ["9007199254740991", 9007199254740991],
    ["2000000.13", 2000000.13],
    ["39999999.12", 39999999.12],
    ["1e21", 1e21],
    [" 4.5 ", 4.5],
    ["\u22121.5", -1.5],
    ["1e0005", 1e5],
  ])("is read from the whole of %j", (text, value) => {
    expect(readNumber(text, ".")).toBe(value);
    expect(isTooLong(text, ".")).toBe(false);
  });

  it.each(["-", "+", ".", "1e", "1e-", "e5", "1,5", "1 000", "1,500", "5 mm", "0x10", "Infinity", "NaN", "--1", "1.2.3", "", " ", "١", "1_000"])(
    "is not read from %j, which stays the text it is",
    (text) => {
      expect(readNumber(text, ".")).toBeNull();
      expect(isTooLong(text, ".")).toBe(false);
    },
  );

  it.each(["12345678901234567", "90071992547409931", "0.12345678901234567891", "1e400", "1e-400", "9007199254740993", "1e20", "123456789012345678901234"])(
    "is not made of %j, which could only be kept rounded",
    (text) => {
      expect(readNumber(text, ".")).toBeNull();
      expect(isTooLong(text, ".")).toBe(true);
      expect(typedValue(text, false, ".")).toBe(text);
    },
  );

  it("is written with a comma where the reader's language says so, and read with either", () => {
    expect(decimalSign(["de-DE"])).toBe(",");
    expect(decimalSign(["en-GB"])).toBe(".");
    expect(decimalSign(["not a language"])).toBe(".");
    expect(readNumber("1,5", ",")).toBe(1.5);
    expect(readNumber("-0,3", ",")).toBe(-0.3);
    expect(readNumber("2,5e-12", ",")).toBe(2.5e-12);
    expect(readNumber("1.5", ",")).toBe(1.5);
    expect(readNumber("1.234,5", ",")).toBeNull();
    expect(readNumber("1,234,5", ",")).toBeNull();
    expect(writeNumber(1.5, ",")).toBe("1,5");
    expect(tidied("1.500", ",")).toBe("1,500");
    expect(tidied("1.234,5", ",")).toBe("1.234,5");
  });

  it("is written with all its digits, and reads as itself again", () => {
    for (const value of [0, -0.3, 1e-7, 2.5e12, 6.02e23, 1e21, 0.1, 123456.789, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, Number.MAX_VALUE]) {
      for (const sign of [".", ","]) expect(readNumber(writeNumber(value, sign), sign)).toBe(value);
    }
    expect(writeNumber(6.02e23, ".")).toBe("6.02e23");
    expect(writeNumber(1e-7, ".")).toBe("1e-7");
  });

  it("is kept by JSON exactly, or refused", () => {
    expect([2 ** 53, 1e20, Infinity, NaN].map(isRepresentable)).toEqual([false, false, false, false]);
    expect([2 ** 53 - 1, 0.1, 1e21, 6.02e23, -1.5].map(isRepresentable)).toEqual([true, true, true, true, true]);
  });

  it("is made only of text that reads the same where text is an answer too", () => {
    expect(["5", "007", "1.40", "1 mg", "+5", "1e3", "1000", ""].map((text) => typedValue(text, true, "."))).toEqual([5, "007", "1.40", "1 mg", "+5", "1e3", 1000, undefined]);
  });
});

it("a number is read at once, however many zeros it has", () => {
  const long = `1${"0".repeat(300_000)}1`;
  expect(readNumber(long)).toBeNull();
  expect(isTooLong(long)).toBe(true);
});
