// SPDX-License-Identifier: AGPL-3.0-or-later
/** Text that shows nothing. omero_forms/domain/answers/blank.py says the same on the server, over the same vectors. */

// The code points are written out, not asked of the browser's Unicode: each browser knows another edition of it.
const BLANK = new RegExp(
  "^[" +
    "\\u{0}-\\u{20}\\u{7f}-\\u{a0}" + // control characters, spaces
    "\\u{ad}\\u{34f}\\u{61c}" + // soft hyphen, joiner, direction
    "\\u{115f}\\u{1160}\\u{3164}\\u{ffa0}" + // Hangul fillers
    "\\u{1680}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}" +
    "\\u{2000}-\\u{200f}\\u{2028}-\\u{202f}\\u{205f}-\\u{206f}" + // spaces, zero width, line ends, directions, joiners
    "\\u{2800}\\u{3000}" + // empty braille cell, ideographic space
    "\\u{fe00}-\\u{fe0f}\\u{feff}\\u{fff0}-\\u{fff8}" + // variation selectors, byte order mark
    "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}" +
    "]*$",
  "u",
);

/** Whether `text` consists of nothing but white space and characters that leave no mark. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}
