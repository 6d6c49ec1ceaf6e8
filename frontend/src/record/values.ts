// SPDX-License-Identifier: AGPL-3.0-or-later
import { shownMoment } from "../shared/moments";
import { t } from "../shared/texts";

/** An answer as a person reads it; empty for none. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (Array.isArray(value)) return value.map(shownValue).join(", ");
  if (typeof value === "object") return Object.values(value).map(shownValue).filter(Boolean).join(", ");
  return shownMoment(value) ?? String(value);
}
