// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { grouped } from "../src/record/Proof";
import { shownValue } from "../src/record/values";
import { readCookie } from "../src/shared/api/client";
import { newClientKey } from "../src/fill/drafts";
import type { CopyReason } from "../src/shared/types";
import { ago, dayIn, daysUntil, inDays, moment, nameOf, plainDate, copyReason, shown, siteDay } from "../src/shared/words";

const now = new Date(2026, 10, 23, 10, 39);

describe("words", () => {
  it("put the date before the count", () => {
    expect(moment(new Date(2026, 10, 23, 10, 35).toISOString(), now)).toBe("Mon 23 Nov 2026 at 10:35, 4 minutes ago");
    expect(ago(new Date(2026, 10, 16), now)).toBe("7 days ago");
  });

  it("keep the day of a plain date in every time zone", () => {
    expect(plainDate("2026-11-27").getDate()).toBe(27);
    expect(daysUntil("2026-11-27", now)).toBe(4);
    expect(daysUntil("2026-11-16", now)).toBe(-7);
    expect([inDays("2026-11-23", now), inDays("2026-11-24", now), inDays("2026-11-27", now)]).toEqual(["today", "tomorrow", "in 4 days"]);
  });

  it("count days by the calendar of the facility, wherever the reader is", () => {
    const late = new Date("2026-11-23T22:30:00Z");
    const page = document.createElement("div");
    page.id = "omero-forms";
    document.body.append(page);
    const seen = (zone: string): unknown[] => {
      page.dataset["zone"] = zone;
      return [siteDay(late), daysUntil("2026-11-24", late), inDays("2026-11-24", late)];
    };
    try {
      expect(seen("Pacific/Auckland")).toEqual(["2026-11-24", 0, "today"]);
      expect(seen("America/Los_Angeles")).toEqual(["2026-11-23", 1, "tomorrow"]);
      const unknown = seen("Mars/Phobos");
      delete page.dataset["zone"];
      expect(unknown[0]).toBe(siteDay(late));
    } finally {
      page.remove();
    }
    expect([dayIn(1, "2026-10-24"), dayIn(2, "2026-10-24"), dayIn(-7, "2024-03-01")]).toEqual(["2026-10-25", "2026-10-26", "2024-02-23"]);
  });

  it("show answers as a person reads them", () => {
    expect(shownValue(true)).toBe("Yes");
    expect(shownValue(["a", 2])).toBe("a, 2");
    expect(shownValue({ name: "Far red", nm: 640, x: null })).toBe("Far red, 640");
  });

  it("show a name as what it is, whatever direction it would turn to", () => {
    expect(nameOf({ name: "wquist", full_name: "Wanda Quist\u202eevil" })).toBe("Wanda Quist⟨U+202E⟩evil");
    expect(shown("a\u2066b\u0007c\nd")).toBe("a⟨U+2066⟩b⟨U+0007⟩c⟨U+000A⟩d");
    const names = "מיכל می\u200cخواهم 👩\u200d🔬 Kraków";
    expect(shown(names)).toBe(names);
  });

  it("group a digest for the eye", () => {
    expect(grouped("ab".repeat(32))).toEqual(Array(2).fill(Array(8).fill("abab").join(" ")));
  });
});

describe("the browser's store", () => {
  it("reads one cookie among several", () => {
    expect(readCookie("csrftoken", "a=1; csrftoken=x%3Dy; b=2")).toBe("x=y");
    expect(readCookie("csrftoken", "xcsrftoken=1")).toBe("");
  });

  it("makes client keys that are uuids, also outside of secure contexts", () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
    try {
      expect(newClientKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    } finally {
      Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
    }
  });
});

describe("why there is no copy", () => {
  // All of them, or this does not compile.
  const reasons: Record<CopyReason, true> = {
    changed: true,
    missing: true,
    look_alike: true,
    older_copy: true,
    owner_awaited: true,
    not_annotatable: true,
    not_visible: true,
    object_gone: true,
    other_object: true,
    inactive: true,
    unknown: true,
    not_in_group: true,
    unproven: true, redacted: true, newer: true,
  };

  it.each(Object.keys(reasons) as CopyReason[])("is a sentence for %s", (reason) => {
    expect(copyReason(reason, "dataset")).toMatch(/^[A-Z].* recorded nonetheless\.$/);
  });

  it("promises nothing that only somebody who left could do", () => {
    expect(copyReason("changed", "dataset")).toContain("as soon as one of them can annotate it");
  });

  it("is nothing where there is one, and never a code", () => {
    expect(copyReason(null, "dataset")).toBeNull();
    // From a server that is newer than the page.
    expect(copyReason("brand_new_reason" as CopyReason, "dataset")).toBeNull();
  });
});
