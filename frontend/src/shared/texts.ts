// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The one door through which words go to people: English as the code has it, or what the site's catalogue says in its place.
 * Where a site has one, its pages load it before any script of ours; see omero_forms/domain/texts.py, which does the same in
 * Python, and texts.mjs, which finds what is said: `t` and `tn` are called with the text itself, never with a variable.
 */

/** As `omero_forms/catalogue.py` makes it. `plurals` holds the form of each number below 200, which stand for all. */
interface Catalogue {
  language: string;
  plurals: string;
  texts: Record<string, string | string[]>;
}

declare global {
  // Set by a script of the page's: a property of globalThis is only declared by var.
  var omeroFormsTexts: Catalogue | undefined;
}

export type Values = Record<string, string | number>;

const said = (text: string, form: number): string | undefined => {
  const found = globalThis.omeroFormsTexts?.texts[text];
  return typeof found === "object" ? found[form] : found;
};

const filled = (text: string, values?: Values): string =>
  values ? text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)) : text;

/** The language of the site as HTML and `Intl` know it. */
export const language = (): string => globalThis.omeroFormsTexts?.language ?? "en-GB";

/** The text in the site's language, with values in the places of their names: `t("{name} asks", { name })`. */
export const t = (text: string, values?: Values): string => filled(said(text, 0) ?? text, values);

/** One of two texts, as the number asks in the site's language; `{n}` is that number: `tn("{n} dataset", "{n} datasets", 3)`. */
export function tn(one: string, more: string, number: number, values?: Values): string {
  const english = number === 1 ? 0 : 1;
  const form = Number(globalThis.omeroFormsTexts?.plurals[number < 200 ? number : 100 + (number % 100)] ?? english);
  return filled(said(one, form) ?? (english ? more : one), { n: number.toLocaleString(language()), ...values });
}
