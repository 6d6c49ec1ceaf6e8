// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Answers that are not submitted yet, kept in this browser. A draft belongs to server, user, form and object (with its
 * creation event: an object restored under the same id is another object), so nobody meets another person's answers and
 * no answer reaches the wrong object.
 */
import { keep, keepSoon, kept } from "../shared/keptInBrowser";
import type { Answers, ObjectInfo } from "../shared/types";

export { isUnstored, letGo as removeDraft, storeNowAll as storeDraftsNow } from "../shared/keptInBrowser";

export interface Draft {
  answers: Answers;
  /** Form version the answers are for. */
  version: number;
  /** Number of the submission they started from. */
  base: number;
  message: string;
  /** ISO time of the last change. */
  saved_at: string;
  /** The last body sent and its client key: sent again, it is the same submission. */
  sent?: { client_key: string; body: string };
}

const PREFIX = "omero-forms:draft";

export function draftKey(object: ObjectInfo, userId: number, formId: string): string {
  const parts = [object.server, userId, formId, object.type, object.id, object.creation_event];
  return [PREFIX, ...parts.map((part) => encodeURIComponent(String(part)))].join(":");
}

export function loadDraft(key: string): Draft | null {
  const text = kept(key);
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.answers === "object" && draft.answers !== null ? draft : null;
  } catch {
    return null;
  }
}

/** False when the browser could not store it: then leaving has to be warned of. */
export const saveDraft = (key: string, draft: Draft): boolean => keep(key, JSON.stringify(draft));

/** The same, once nothing has changed for a moment; `tell` hears whether it could be stored. */
export function saveDraftSoon(key: string, draft: Draft, tell: (stored: boolean) => void): void {
  keepSoon(key, () => JSON.stringify(draft), tell);
}

/** A key that no other submission of this user has. */
export function newClientKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // randomUUID exists only in secure contexts; OMERO.web is often plain http inside a facility.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
