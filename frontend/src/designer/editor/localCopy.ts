// SPDX-License-Identifier: AGPL-3.0-or-later
/** What was changed in a form and the server does not have yet, kept in this browser, for one person and one form of one OMERO. */
import { kept } from "../../shared/keptInBrowser";
import { isObject } from "../../form/refs";
import type { Session } from "../../shared/types";
import type { FormDocument } from "../document/document";

export interface LocalCopy {
  document: FormDocument;
  /** Number of the draft that it was changed from. */
  base: number;
}

export const copyKey = ({ server, user }: Session, form: string): string =>
  ["omero-forms:form", server, user.id, form].map((part) => encodeURIComponent(String(part))).join(":");

export const isSameDocument = (one: FormDocument, other: FormDocument): boolean =>
  one === other ||
  (one.schema === other.schema && one.uiSchema === other.uiSchema && one.name === other.name && one.description === other.description);

/** The copy under a key; null where there is none that can be read. */
export function loadCopy(key: string): LocalCopy | null {
  try {
    const found: unknown = JSON.parse(kept(key) ?? "null");
    if (!isObject(found) || typeof found["base"] !== "number" || !isObject(found["document"])) return null;
    const { name, description, schema, uiSchema } = found["document"];
    const texts = [name, description, schema, uiSchema];
    return texts.every((text) => typeof text === "string") ? (found as unknown as LocalCopy) : null;
  } catch {
    return null;
  }
}
