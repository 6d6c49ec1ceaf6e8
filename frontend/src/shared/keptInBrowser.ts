// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody typed and no server has yet, kept in this browser: stored with every pause, and at the latest when the page goes. */

/** What the browser would not store: it survives as long as the page does. */
const unstored = new Map<string, string>();

/** What is stored once nobody types any more. */
interface Waiting {
  text: () => string;
  tell: (stored: boolean) => void;
  timer: number;
}

const waiting = new Map<string, Waiting>();

/** To store takes as long as all else that a key does. */
const PAUSE_MS = 400;

/** What is kept under a key; null where nothing is. */
export function kept(key: string): string | null {
  storeNow(key);
  try {
    return unstored.get(key) ?? window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** False when the browser could not store it (full, or switched off): then leaving has to be warned of. */
export function keep(key: string, text: string): boolean {
  forget(key);
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
export function keepSoon(key: string, text: () => string, tell: (stored: boolean) => void): void {
  forget(key);
  const timer = window.setTimeout(() => storeNow(key), PAUSE_MS);
  waiting.set(key, { text, tell, timer });
}

function forget(key: string): void {
  window.clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
}

function storeNow(key: string): void {
  const due = waiting.get(key);
  if (due !== undefined) due.tell(keep(key, due.text()));
}

/** Stores what waits: the page may be gone the next moment. */
export function storeNowAll(): void {
  for (const key of waiting.keys()) storeNow(key);
}

// A phone may take a hidden page away without another word.
window.addEventListener("pagehide", storeNowAll);
document.addEventListener("visibilitychange", storeNowAll);

/** Whether what is kept under a key is nowhere but on this page. */
export const isUnstored = (key: string): boolean => unstored.has(key);

export function letGo(key: string): void {
  forget(key);
  unstored.delete(key);
  try {
    window.localStorage.removeItem(key);
  } catch {
    // A browser that stores nothing has nothing to remove.
  }
}
