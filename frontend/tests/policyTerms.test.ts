// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { fromQuery, toQuery } from "../src/shared/query";
import { campaignWords, changedTerms, differences, gateWords, newTerms, partOf, same, sentence, timeWords, type Terms } from "../src/policy/terms";
import { whom } from "../src/exemptions/whom";
import { whichWords, type Words } from "../src/shared/selectorWords";
import type { Exemption } from "../src/shared/types";

const terms: Terms = { ...newTerms(), name: "P", forms: [{ form: "fa" }, { form: "fb", versions: { from: 2 } }], requirement: "one_of" };
const name = (id: string): string => ({ fa: "A", fb: "B" })[id] ?? id;

describe("a policy as a sentence", () => {
  it("says what is required of which objects, by when, and who is told", () => {
    expect(sentence({ ...terms, selector: { name: "*_TIRF_*" } }, "Conti lab", name)).toBe(
      "Every dataset of Conti lab where the name fits *_TIRF_* needs one of A, B (from version 2) within 14 days; tell the member; tell the owners when somebody has more than 3.",
    );
    expect(sentence({ ...terms, level: "recommended", forms: [{ form: "fa" }], deadline: "2027-03-31" }, "Conti lab", name)).toBe(
      "Every dataset of Conti lab should have A by Wed 31 Mar 2027.",
    );
    expect(sentence({ ...terms, forms: [], level: "recommended", gate: { tag: "reviewed" } }, "Conti lab", name)).toMatch(/ within 14 days; what complies gets the tag reviewed\.$/);
    expect(gateWords({ ...terms, gate: { key: "Metadata", value: "complete" } })).toBe("what complies gets the pair Metadata: complete");
    expect(gateWords({ ...terms, gate: { key: "Metadata", value: "" } })).toBe("what complies gets the pair Metadata: … (give its value)");
    expect(timeWords({ ...terms, grace: 0, start: "2026-11-30" })).toBe("on the day it is made, from Mon 30 Nov 2026 on");
  });

  it("says how far a campaign has got, and how long it has", () => {
    const campaign: Terms = { ...terms, deadline: "2027-01-31" };
    const totals = { objects: 1000, compliant: 940, exempt: 20, grace: 30, missing: 10 };
    const on = (month: number, day: number): string => campaignWords(campaign, totals, new Date(2027, month - 1, day, 23));
    expect(on(1, 19)).toBe("Due by Sun 31 Jan 2027: 40 of 1,000 still open, 12 days left");
    expect(on(1, 30)).toMatch(/, 1 day left$/);
    expect(on(1, 31)).toMatch(/, today is the last day$/);
    expect(on(2, 1)).toMatch(/still open$/);
    expect(campaignWords(terms, totals, new Date())).toBe("");
  });

  it("says joined conditions in brackets, so that nobody reads them otherwise", () => {
    expect(whichWords({})).toBe("without exception");
    expect(whichWords({ created_after: "" })).toBe("where it was made after … (choose a day)");
    expect(whichWords({ all: [{ name: "a*" }, { any: [{ tag: "raw" }, { tag: "final" }] }, { none: [{ tag: "test" }] }] })).toBe(
      "where the name fits a* and (there is the tag raw or there is the tag final) and not (there is the tag test)",
    );
    expect(whichWords({ name: "a*", any: [{ tag: "raw" }, { tag: "final" }] })).toBe(
      "where the name fits a* and (there is the tag raw or there is the tag final)",
    );
    expect(whichWords({ any: [{ tag: "raw" }, { tag: "final" }] })).toBe("where there is the tag raw or there is the tag final");
  });

  it("says of an exemption which objects it is of in the same words, never as JSON", () => {
    const all: Pick<Exemption, "object_type" | "selector" | "count" | "group" | "forms"> = {
      object_type: "Dataset",
      selector: { any: [{ tag: "broken" }, { all: [{ name: "old_*" }, { created_after: "2026-03-31" }] }] },
      count: 0,
      group: { id: 3, name: "Conti lab" },
      forms: ["A", "B"],
    };
    expect(whom(all as Exemption)).toBe(
      "all datasets of Conti lab where there is the tag broken or (the name fits old_* and it was made after Tue 31 Mar 2026), only from A or B",
    );
    expect(whom({ ...all, selector: null, count: 3, forms: [] } as unknown as Exemption)).toBe("3 datasets of Conti lab");
  });

  it("knows which parts differ, whatever the order of words and whatever is left away", () => {
    const { level: _level, grace: _grace, ...short } = { ...terms, grace: 0 };
    expect(same({ ...terms, grace: 0 }, short)).toBe(true);
    expect(same({ ...terms, selector: { name: "a", tag: "b" } }, { ...terms, selector: { tag: "b", name: "a" } })).toBe(true);
    expect(differences(terms, { ...terms, grace: 3, name: "Q", except: [7] })).toEqual(["time", "except", "name"]);
    expect(differences(terms, changedTerms(terms, { deadline: "2027-01-01", grace: undefined }))).toEqual(["time"]);
    expect(["/forms/0/form", "/selector/any/1/tag", "/deadline", "/gate/tag", "/name", "/of_a_newer_server"].map(partOf)).toEqual(["needs", "which", "time", "gate", "name", "name"]);
  });
});

describe("a selector in the query builder", () => {
  const trees: Words[] = [
    {},
    { name: "*_TIRF_*" },
    { name: "*_TIRF_*", min_images: 10, created_after: "2026-11-01" },
    { any: [{ tag: "raw" }, { project: "Endocytosis", min_images: 10 }] },
    { name: "a*", any: [{ tag: "raw" }, { tag: "final" }], none: [{ tag: "test" }] },
    { all: [{ name: "a*" }, { name: "*b" }] },
    { none: [{ any: [{ all: [{ tag: "a" }, { tag: "b" }] }, { tag: "c" }] }] },
  ];
  it.each(trees)("comes back as it went in: %j", (tree) => {
    expect(fromQuery(toQuery(tree))).toEqual(tree);
  });
});
