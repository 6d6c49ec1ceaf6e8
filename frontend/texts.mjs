// SPDX-License-Identifier: AGPL-3.0-or-later
// @ts-check
/**
 * What the front-end says, read from its code: `node texts.mjs` prints all of it for `make texts`. And what is said past the
 * catalogue, which tests/texts.test.ts forbids.
 *
 * Texts are said by `t("…")` and `tn("…", "…", number)` of src/shared/texts.ts, called with the text itself.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";

/** @typedef {{ said: string[][], outside: { line: number, text: string }[] }} Found */
/** @typedef {Record<string, any>} Node */

export const SOURCES = join(import.meta.dirname, "src/");
/** What people hear or read of an element. */
const READ = new Set(["alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "aria-valuetext", "data-label", "label", "placeholder", "title"]);
/** Two words, or one that begins a sentence: of what stands in the code, those are for people. */
const WORDS = /\p{L}{2,}[,.:;?!]? +\p{L}|^\p{Lu}\p{Ll}+[ …?!.:]|^\p{Lu}\p{Ll}+$/u;
/** What of an element or a part of ours nobody reads. */
const SILENT_PLACES = /^(?:aria-\w*by|className|d|href|id|key|line|look|of|role|style|type|viewBox|xmlns)$/;
/** Calls whose text is for programs, or for who looks for a fault. */
const SILENT = new Set(["Error", "TypeError", "RangeError", "querySelector", "querySelectorAll", "closest", "matches", "replaceSync", "RegExp", "warn", "error", "getElementById", "execCommand", "define"]);

/** @param {string} folder @returns {string[]} paths below src/ of all code, in order */
export function files(folder = SOURCES) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("shared/api/schema"))
    .sort();
}

/** @param {Node} node @returns {string | null} the text of a literal, or null where it is none or has something in it */
function literal(node) {
  if (node["type"] === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node["type"] === "TemplateLiteral" && node["quasis"].length === 1) return node["quasis"][0].value.cooked;
  if (node["type"] === "BinaryExpression" && node["operator"] === "+") {
    const [left, right] = [literal(node["left"]), literal(node["right"])];
    return left === null || right === null ? null : left + right;
  }
  return null;
}

/** @param {Node} callee @returns {string} "t" of `t(…)`, "closest" of `element.closest(…)` */
const nameOf = (callee) => callee["name"] ?? callee["property"]?.name ?? "";

/**
 * @param {string} source
 * @param {string} path its name, for what is wrong with it
 * @returns {Found}
 */
export function textsIn(source, path) {
  /** @type {Found} */
  const found = { said: [], outside: [] };
  const lineOf = (/** @type {number} */ at) => source.slice(0, at).split("\n").length;
  const outside = (/** @type {Node} */ node, /** @type {string} */ text) => {
    // A line that says why it is for no reader: `// no text: a key of OMERO's`.
    const line = lineOf(node["start"]);
    const lines = source.split("\n");
    if (!/\/[/*] no text: /.test(`${lines[line - 2] ?? ""}\n${lines[line - 1] ?? ""}`)) found.outside.push({ line, text: text.trim() });
  };

  /** @param {Node} node */
  const visitCall = (node) => {
    const name = nameOf(node["callee"]);
    if (name !== "t" && name !== "tn") return false;
    const texts = node["arguments"].slice(0, name === "t" ? 1 : 2).map(literal);
    if (texts.includes(null)) outside(node, `${name}() is called with what is no text by itself`);
    else found.said.push(texts);
    node["arguments"].slice(texts.length).forEach(visit);
    return true;
  };

  /** @param {Node | null | undefined} node */
  function visit(node) {
    if (!node || typeof node !== "object") return;
    const type = node["type"];
    if (type === "ImportDeclaration" || type === "ExportAllDeclaration" || type === "ImportExpression" || /^TS(?!As|NonNull|Satisfies)/.test(type ?? "")) return;
    if (type === "CallExpression" || type === "NewExpression") {
      if (visitCall(node) || SILENT.has(nameOf(node["callee"]))) return;
    }
    if (type === "JSXText") {
      if (/\p{L}/u.test(node["value"])) outside(node, node["value"]);
      return;
    }
    if (type === "JSXAttribute") {
      const name = node["name"].name;
      const text = node["value"] && literal(node["value"]);
      if (typeof text === "string") {
        // A part of ours passes on what it is given: `<Dialog keep="Keep it">`.
        if (READ.has(name) ? /\p{L}/u.test(text) : !SILENT_PLACES.test(name) && WORDS.test(text)) outside(node, text);
        return;
      }
      if (!READ.has(name) && SILENT_PLACES.test(name)) return;
    }
    if (type === "Literal" && typeof node["value"] === "string") {
      if (WORDS.test(node["value"])) outside(node, node["value"]);
      return;
    }
    if (type === "TemplateLiteral") {
      const text = node["quasis"].map((/** @type {Node} */ part) => part["value"].cooked).join("{}");
      // Classes of elements are not read.
      const read = text.replace(/(?<=^|\s)of-\S+/g, "");
      if (/\p{L}{2,}[,.:;?!]? +(?:\p{L}|\{)|\} +\p{L}{2,}/u.test(read)) outside(node, text);
    }
    // Names of properties, cases and comparisons are for programs.
    if (type === "Property") {
      if (node["computed"]) visit(node["key"]);
      visit(node["value"]);
      return;
    }
    if (type === "SwitchCase") {
      node["consequent"].forEach(visit);
      return;
    }
    if (type === "BinaryExpression" && /^[=!]==?$/.test(node["operator"])) return;
    if (type === "MemberExpression") {
      visit(node["object"]);
      return;
    }
    for (const part of Object.values(node)) {
      if (Array.isArray(part)) part.forEach(visit);
      else visit(part);
    }
  }

  visit(parseAst(source, { lang: path.endsWith("x") ? "tsx" : "ts" }));
  return found;
}

if (process.argv[1] === import.meta.filename) {
  const said = files().flatMap((path) => textsIn(readFileSync(SOURCES + path, "utf8"), path).said.map((texts) => ({ path, texts })));
  process.stdout.write(JSON.stringify(said));
}
