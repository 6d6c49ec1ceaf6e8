// SPDX-License-Identifier: AGPL-3.0-or-later
import { createElement, Fragment, type ReactElement, type ReactNode } from "react";

/** What stands in the place of `{name}`; or what is made of the words between `<name>` and `</name>`. */
export type Parts = Record<string, ReactNode | ((inside: string) => ReactNode)>;

/**
 * A text of the catalogue with elements in it: `rich(t("Go to <a>all policies</a> of {group}"), { a: (inside) => <a href="…">{inside}</a>,
 * group: <b>{name}</b> })`. Give names of people and things here, not to `t`: what they hold is never taken for a part.
 */
export function rich(text: string, parts: Parts): ReactElement {
  const pieces = text.split(/(\{\w+\}|<(\w+)>.*?<\/\2>)/s);
  const nodes: ReactNode[] = [];
  // Each third one is the name that the expression remembers.
  for (let at = 0; at < pieces.length; at += 3) {
    nodes.push(pieces[at]);
    const piece = pieces[at + 1];
    if (piece === undefined) continue;
    const name = pieces[at + 2] ?? piece.slice(1, -1);
    const part = parts[name];
    if (typeof part === "function") nodes.push(part(piece.slice(name.length + 2, -name.length - 3)));
    else nodes.push(part === undefined ? piece : part);
  }
  return createElement(Fragment, null, ...nodes);
}

/** Makes of the words between `<hidden>` and `</hidden>` what only a screen reader says: `{ hidden: unseen({ title }) }`. */
export const unseen =
  (parts: Parts = {}) =>
  (inside: string): ReactElement =>
    createElement("span", { className: "of-hidden" }, rich(inside, parts));
