// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Answers that are not submitted yet, kept in this browser. A draft belongs to server, user, form and object (with its
 * creation event: an object restored under the same id is another object), so nobody meets another person's answers and
 * no answer reaches the wrong object.
 */
import type { Answers, ObjectInfo } from "../shared/types";

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

/** Drafts that the browser would not store: they survive as long as the page does. */
const unstored = new Map<string, string>();

/** A draft that is stored once nobody types any more, and at the latest when the page goes. */
interface Waiting {
  draft: Draft;
  tell: (stored: boolean) => void;
  timer: number;
}

const waiting = new Map<string, Waiting>();

/** To store a draft takes as long as all else that a key does. */
const PAUSE_MS = 400;

export function draftKey(object: ObjectInfo, userId: number, formId: string): string {
  const parts = [object.server, userId, formId, object.type, object.id, object.creation_event];
  return [PREFIX, ...parts.map((part) => encodeURIComponent(String(part)))].join(":");
}

export function loadDraft(key: string): Draft | null {
  storeNow(key);
  try {
    const text = unstored.get(key) ?? window.localStorage.getItem(key);
    if (text === null) return null;
    const draft = JSON.parse(text) as Draft;
    return typeof draft.answers === "object" && draft.answers !== null ? draft : null;
  } catch {
    return null;
  }
}

/** False when the browser could not store it (full, or switched off): then leaving has to be warned of. */
export function saveDraft(key: string, draft: Draft): boolean {
  forget(key);
  const text = JSON.stringify(draft);
  try {
    window.localStorage.setItem(key, text);
    unstored.delete(key);
    return true;
  } catch {
    unstored.set(key, text);
    return false;
  }
}

/** The same, once nothing has changed for a moment; `tell` hears whether it could be stored. */
export function saveDraftSoon(key: string, draft: Draft, tell: (stored: boolean) => void): void {
  forget(key);
  const timer = window.setTimeout(() => storeNow(key), PAUSE_MS);
  waiting.set(key, { draft, tell, timer });
}

function forget(key: string): void {
  window.clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
}

function storeNow(key: string): void {
  const due = waiting.get(key);
  if (due !== undefined) due.tell(saveDraft(key, due.draft));
}

/** Stores what waits: the page may be gone the next moment. */
export function storeDraftsNow(): void {
  for (const key of waiting.keys()) storeNow(key);
}

// A phone may take a hidden page away without another word.
window.addEventListener("pagehide", storeDraftsNow);
document.addEventListener("visibilitychange", storeDraftsNow);

/** Whether a draft is nowhere but on this page. */
export const isUnstored = (key: string): boolean => unstored.has(key);

export function removeDraft(key: string): void {
  forget(key);
  unstored.delete(key);
  try {
    window.localStorage.removeItem(key);
  } catch {
    // A browser that stores nothing has nothing to remove.
  }
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
