// SPDX-License-Identifier: AGPL-3.0-or-later
import { whichWords, type Words } from "../shared/selectorWords";
import { t } from "../shared/texts";
import type { Exemption } from "../shared/types";
import { anyOf, countOf, plural, shown } from "../shared/words";

/** As "3 datasets of Conti lab", "all datasets of Conti lab where the name fits old_*". */
export function whom({ object_type: type, selector, count, group: { name }, forms: only }: Exemption): string {
  const group = shown(name);
  const forms = anyOf(only.map(shown));
  if (selector === null) {
    const objects = countOf(count, type);
    return forms ? t("{objects} of {group}, only from {forms}", { objects, group, forms }) : t("{objects} of {group}", { objects, group });
  }
  const all = { types: plural(type), group, which: whichWords(selector as Words) };
  return forms ? t("all {types} of {group} {which}, only from {forms}", { ...all, forms }) : t("all {types} of {group} {which}", all);
}
