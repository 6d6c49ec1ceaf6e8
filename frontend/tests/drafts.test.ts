// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, it, vi } from "vitest";
import { isUnstored, loadDraft, removeDraft, saveDraftSoon, storeDraftsNow, type Draft } from "../src/fill/drafts";

const KEY = "omero-forms:draft:test";
const draft = (text: string): Draft => ({ answers: { text }, version: 1, base: 0, message: "", saved_at: "2026-11-27T08:00:00Z" });
const stored = (): string | null => window.localStorage.getItem(KEY);
const type = (text: string): void => saveDraftSoon(KEY, draft(text), () => undefined);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  removeDraft(KEY);
});

it("a draft is written once for many keys, when nobody types any more", () => {
  vi.useFakeTimers();
  const write = vi.spyOn(Storage.prototype, "setItem");
  for (const text of ["a", "ab", "abc"]) type(text);
  expect(write).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(write).toHaveBeenCalledOnce();
  expect(stored()).toContain('"abc"');
});

it.each([
  ["the page goes", () => window.dispatchEvent(new Event("pagehide"))],
  ["the page is hidden", () => document.dispatchEvent(new Event("visibilitychange"))],
  ["somebody asks for it", () => loadDraft(KEY)],
  ["the form is left", storeDraftsNow],
])("a draft that waits is stored at once when %s", (_, happen) => {
  type("abc");
  expect(stored()).toBeNull();
  happen();
  expect(stored()).toContain('"abc"');
  expect(loadDraft(KEY)).toEqual(draft("abc"));
});

it("a draft that was discarded or submitted while it waited does not come back", () => {
  vi.useFakeTimers();
  type("abc");
  removeDraft(KEY);
  vi.runAllTimers();
  window.dispatchEvent(new Event("pagehide"));
  expect(stored()).toBeNull();
});

it("who types hears when the browser cannot store it, and it stays on the page", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const told: boolean[] = [];
  saveDraftSoon(KEY, draft("abc"), (isStored) => told.push(isStored));
  storeDraftsNow();
  expect(told).toEqual([false]);
  expect(isUnstored(KEY)).toBe(true);
  expect(loadDraft(KEY)).toEqual(draft("abc"));
});
