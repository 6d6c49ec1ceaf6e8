// SPDX-License-Identifier: AGPL-3.0-or-later
/** Numbers as people write them. A number is made of the whole text, or not at all: what was typed is never changed. */
import { isBlank } from "./blank";

/** From here on JSON writes a whole number with an exponent, so it is not taken for an exact one. */
const EXPONENT_FROM = 1e21;

/** Whether `value` comes back from JSON as the number it was; the server refuses others. */
export function isRepresentable(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return !Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= EXPONENT_FROM;
}

function signOf(languages: readonly string[]): string {
  try {
    const parts = new Intl.NumberFormat([...languages]).formatToParts(1.5);
    return parts.find((part) => part.type === "decimal")?.value ?? ".";
  } catch {
    // A language that the browser has never heard of.
    return ".";
  }
}

/** By the languages: to ask the browser takes long, and each number of a form wants to know. */
const signs = new Map<string, string>();

/** What stands between the whole and the fraction where the reader lives: "." or ",". */
export function decimalSign(languages: readonly string[] = navigator.languages): string {
  const key = languages.join();
  const sign = signs.get(key) ?? signOf(languages);
  signs.set(key, sign);
  return sign;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

/** The text in the one spelling that JavaScript reads. A minus sign is what papers are printed with. */
function spelled(text: string, sign: string): string {
  const trimmed = text.trim().replace("−", "-");
  return sign === "." || trimmed.includes(".") ? trimmed : trimmed.replace(sign, ".");
}

/** Without its last zeros. Not by an expression: many zeros that are not the last would keep one busy. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end -= 1;
  return digits.slice(0, end);
}

/** Digits and power of ten of a decimal number, the same for all its spellings; null where it is none. */
function decimal(text: string): string | null {
  const [, sign, whole = "", fraction = "", power = "0"] = NUMBER.exec(text) ?? [];
  if (sign === undefined || whole + fraction === "") return null;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = withoutLastZeros(digits);
  if (significant === "") return "0";
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${exponent}`;
}

/** Whether `text` is a number that a computer could only keep rounded. */
export function isTooLong(text: string, sign: string = decimalSign()): boolean {
  const written = decimal(spelled(text, sign));
  return written !== null && readNumber(text, sign) === null;
}

/** The number that the whole text is, null where it is none or could only be kept rounded. */
export function readNumber(text: string, sign: string = decimalSign()): number | null {
  const standard = spelled(text, sign);
  const written = decimal(standard);
  if (written === null) return null;
  const value = Number(standard);
  if (!isRepresentable(value) || decimal(String(value)) !== written) return null;
  return value === 0 ? 0 : value;
}

/** A number as it stands in a field: all its digits, none made up. */
export function writeNumber(value: number, sign: string = decimalSign()): string {
  return String(value).replace("e+", "e").replace(".", sign);
}

/** What a field for numbers holds for what was typed into it; `takesText` where the question may be answered by text too. */
export function typedValue(text: string, takesText: boolean, sign: string = decimalSign()): number | string | undefined {
  if (isBlank(text)) return undefined;
  const value = readNumber(text, sign);
  if (value === null) return text;
  // "007" may be a name where names are answers; only what reads the same as a number is one.
  return takesText && writeNumber(value, sign) !== text ? text : value;
}

/** What was typed, as it stands once the field is left: the same digits, in the reader's own spelling. */
export function tidied(text: string, sign: string = decimalSign()): string {
  return readNumber(text, sign) === null ? text : spelled(text, sign).replace(".", sign);
}
