// SPDX-License-Identifier: AGPL-3.0-or-later
import { whichWords, type Words } from "../shared/selectorWords";
import type { Exemption } from "../shared/types";
import { anyOf, count, lowerType, plural, shown } from "../shared/words";

/** As "3 datasets of Conti lab", "all datasets of Conti lab where the name fits old_*". */
export function whom({ object_type, selector, count: number, group, forms }: Exemption): string {
  const type = lowerType(object_type);
  const only = forms.length > 0 ? `, only from ${anyOf(forms.map(shown))}` : "";
  if (selector === null) return `${count(number, type, plural(type))} of ${shown(group.name)}${only}`;
  return `all ${plural(type)} of ${shown(group.name)} ${whichWords(selector as Words)}${only}`;
}
