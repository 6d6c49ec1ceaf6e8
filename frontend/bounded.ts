// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The libraries that judge answers and draw questions match a form's patterns by `RegExp`, which some patterns keep busy for hours. In what
 * is built they get `boundedRegExp` in its place.
 */
import type { Plugin } from "vite";

/** Those that make expressions of what a form says; the rest of their expressions is written in their own code. */
export const LIBRARIES = /node_modules\/(?:@cfworker\/json-schema|@rjsf\/(?:core|utils)|@x0k\/json-schema-merge)\//;

const MADE = /\b(?:new )?RegExp\(/g;

export const boundedPatterns = (): Plugin => ({
  name: "bounded-patterns",
  enforce: "pre",
  transform(code, id) {
    if (!LIBRARIES.test(id) || !/\.m?js(?:\?|$)/.test(id) || code.search(MADE) < 0) return null;
    const ours = new URL("./src/form/patterns.ts", import.meta.url).pathname;
    return { code: `import { boundedRegExp } from ${JSON.stringify(ours)};\n${code.replaceAll(MADE, "boundedRegExp(")}`, map: null };
  },
});
