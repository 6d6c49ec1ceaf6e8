// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Exemption } from "../shared/types";
import { anyOf, count, lowerType, plural, shown } from "../shared/words";

const CONDITIONS: Record<string, string> = { name: "name fits", tag: "tag", project: "project", created_after: "created after", min_images: "images, at least" };

/** The conditions of a selector, as people read them. */
export function conditions(selector: Record<string, unknown>): string {
  return Object.entries(selector)
    .map(([word, value]) => `${CONDITIONS[word] ?? word} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
}

/** As "3 datasets of Conti lab". */
export function whom({ object_type, selector, count: number, group, forms }: Exemption): string {
  const type = lowerType(object_type);
  const objects = selector === null ? count(number, type, plural(type)) : `all ${plural(type)} with ${conditions(selector)}`;
  const only = forms.length > 0 ? `, only from ${anyOf(forms.map(shown))}` : "";
  return `${objects} of ${shown(group.name)}${only}`;
}
