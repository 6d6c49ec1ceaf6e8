// SPDX-License-Identifier: AGPL-3.0-or-later
import { format, parse, type ParseError } from "jsonc-parser";

/** JSON with a line for each value, everything else as it was typed; a text that is no JSON yet stays as it is. */
export function laidOut(text: string): string {
  const faults: ParseError[] = [];
  try {
    parse(text, faults);
  } catch {
    // Nested deeper than the parser goes: a draft may be anything.
    return text;
  }
  if (faults.length > 0) return text;
  const edits = format(text, undefined, { tabSize: 2, insertSpaces: true, eol: "\n", keepLines: false });
  return [...edits].reverse().reduce((made, { offset, length, content }) => made.slice(0, offset) + content + made.slice(offset + length), text);
}
