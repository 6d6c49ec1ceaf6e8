// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ceiling } from "../src/report/Chart";
import { Report } from "../src/report/Report";
import { failing, heat, percent, sum } from "../src/report/totals";
import { campaignSentence } from "../src/shared/campaignWords";
import { SessionProvider } from "../src/shared/session";
import type { Campaign, FindingRow, GroupEvaluation, GroupFindings } from "../src/shared/types";
import { isoDay } from "../src/shared/words";
import { axeFindings } from "./support/render";
import { ben, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;
const NEXT = "2026-11-24T01:00:00Z";

const chromatin: GroupEvaluation = {
  group: { id: 3, name: "Chromatin Dynamics" },
  evaluated_at: "2026-11-20T10:35:00Z",
  failed: null,
  problems: [],
  totals: { objects: 347, compliant: 200, missing: 135, exempt: 10, error: 2 },
  beside: { images_in_no_dataset: 1204, datasets_without_images: 1 },
  policies: [{ id: 1, name: "Imaging metadata", requirement: "all_of", origin: "site", forms: ["Imaging\u202egolb"], totals: { objects: 347, missing: 135, compliant: 212 } }],
};
const plants: GroupEvaluation = { group: { id: 4, name: "Plant Cell Biology" }, evaluated_at: null, failed: null, problems: [], totals: { objects: 0 }, policies: [], beside: null };

const row = (id: number): FindingRow => ({
  object: { type: "Dataset", id, name: `2026-07-02_U2OS_${id}` },
  owner: ben,
  policy: { id: 1, name: "Imaging metadata" },
  status: "missing",
  lacking: ["Imaging\u202egolb"],
  reason: "",
  due: "2026-07-16",
  since: "2026-07-16T22:00:00Z",
  deep_link: `/omero_forms/?id=${id}&type=dataset&form=f1`,
});

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/dashboard/");
  server = new FormsServer();
  server.evaluations = { groups: [chromatin, plants], next_run: NEXT };
  server.findings = (id, query): GroupFindings | null => {
    const group = [chromatin, plants].find((each) => each.group.id === id);
    if (!group) return null;
    const all = id === 3 ? 135 : 0;
    const asked = query.get("before") === "end" ? "6" : (query.get("after") ?? query.get("before"));
    const page = Number(asked ?? 0);
    const rows = Array.from({ length: Math.min(20, all - page * 20) }, (_, index) => row((page + 1) * 100 + index));
    const beside = { before: page > 0 ? String(page - 1) : null, after: page < 6 && all ? String(page + 1) : null };
    return { ...group, findings: all ? rows : [], ...beside, left_out: 0, of: all };
  };
  base = await server.start();
});
afterEach(() => server.stop());

function show() {
  render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Report base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  return userEvent.setup();
}

describe("the report", () => {
  it("gives totals, when it was evaluated, and each failing dataset with owner, what is missing and since when", async () => {
    show();
    expect(await screen.findByText(/200 of 347 objects covered by a policy comply \(58 %\). 135 do not./)).toBeTruthy();
    expect(screen.getByText("1,204 images in no dataset")).toBeTruthy();
    expect(screen.getByText("set by admins for many groups")).toBeTruthy();
    expect(screen.getByText("1 dataset without images")).toBeTruthy();
    expect(screen.getAllByText(/Fri 20 Nov 2026/).length).toBeGreaterThan(0);
    const table = await screen.findByRole("group", { name: "Findings in Chromatin Dynamics" });
    const first = within(table).getAllByRole("row")[1] as HTMLElement;
    expect(within(first).getByText("Ben Okafor")).toBeTruthy();
    expect(within(first).getByText("Imaging⟨U+202E⟩golb")).toBeTruthy();
    expect(screen.getByText("asks for Imaging⟨U+202E⟩golb")).toBeTruthy();
    expect(within(first).getAllByText("Thu 16 Jul 2026").length).toBeGreaterThan(0);
    expect(within(first).getByRole("link").getAttribute("href")).toBe("/omero_forms/?id=100&type=dataset&form=f1");
    expect(await axeFindings()).toEqual([]);
  });

  it("says how many of how many are shown, and leads to the rest", async () => {
    const user = show();
    expect(await screen.findByText("20 of 135")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Next" }));
    expect(await screen.findByRole("link", { name: /U2OS_200/ })).toBeTruthy();
    expect(screen.getByText("20 findings here")).toBeTruthy();
  });

  it("goes to the first page, back, on, and to the last, and offers no way beyond either end", async () => {
    const user = show();
    const turn = async (name: string, shown: RegExp): Promise<string[]> => {
      await user.click(screen.getByRole("button", { name }));
      await screen.findByRole("link", { name: shown });
      const buttons = within(screen.getByRole("navigation", { name: "Pages of the findings" })).getAllByRole("button");
      return buttons.filter((each) => (each as HTMLButtonElement).disabled).map((each) => each.textContent ?? "");
    };
    await screen.findByRole("link", { name: /U2OS_100/ });
    expect(await turn("Last", /U2OS_714/)).toEqual(["Next", "Last"]);
    expect(await turn("Back", /U2OS_600/)).toEqual([]);
    expect(await turn("First", /U2OS_100/)).toEqual(["First", "Back"]);
    expect(await turn("Next", /U2OS_200/)).toEqual([]);
  });

  it("puts who turns a page, or chooses in the table of groups, at the heading of what was asked for", async () => {
    const user = show();
    await user.click(await screen.findByRole("button", { name: "Next" }));
    const heading = screen.getByRole("heading", { name: "Findings in Chromatin Dynamics" });
    expect(document.activeElement).toBe(heading);
    await screen.findByRole("link", { name: /U2OS_200/ });
    expect(document.activeElement).toBe(heading);
    await user.click(screen.getByRole("link", { name: /135 of 347/ }));
    expect(document.activeElement).toBe(heading);
    await screen.findByRole("link", { name: /U2OS_100/ });
  });

  it("leaves who changes a filter at that filter", async () => {
    const user = show();
    const status = await screen.findByLabelText("Status");
    await user.selectOptions(status, "Missing");
    await screen.findByRole("link", { name: /U2OS_100/ });
    expect(document.activeElement).toBe(status);
  });

  it("says that nothing is required of a group without a policy", async () => {
    const user = show();
    expect(await screen.findByText("No policy, so nothing is required")).toBeTruthy();
    await user.selectOptions(await screen.findByLabelText("Group"), "Plant Cell Biology");
    expect(await screen.findByText("Nothing is required in Plant Cell Biology")).toBeTruthy();
  });

  it.each([["all", "Nothing was found here"], ["novelty", "Nothing is failing here"], ["exempt", "No finding is Exempt"]])("calls an empty list by its status only where there is one: %s", async (status, title) => {
    window.history.replaceState(null, "", `/omero_forms/dashboard/?group=3&status=${status}`);
    server.findings = () => ({ ...chromatin, findings: [], before: null, after: null, left_out: 0, of: 0 });
    show();
    expect(await screen.findByText(title)).toBeTruthy();
  });

  it("opens what the address names, and keeps the address in step", async () => {
    window.history.replaceState(null, "", "/omero_forms/dashboard/?group=4");
    const user = show();
    expect(await screen.findByText("Nothing is required in Plant Cell Biology")).toBeTruthy();
    await user.click(screen.getByRole("link", { name: /135 of 347/ }));
    expect(window.location.search).toBe("?group=3&policy=1");
    expect(await screen.findByText("20 of 135")).toBeTruthy();
    // What was followed can be gone back from; what was set in a filter is no step.
    await user.selectOptions(screen.getByLabelText("Status"), "Missing");
    expect(window.location.search).toBe("?group=3&policy=1&status=missing");
    window.history.back();
    expect(await screen.findByText("Nothing is required in Plant Cell Biology")).toBeTruthy();
    expect(window.location.search).toBe("?group=4");
  });

  it("leads into a tab of its own by an address that says the same", async () => {
    window.history.replaceState(null, "", "/omero_forms/dashboard/?weeks=4");
    const user = show();
    const link = await screen.findByRole("link", { name: /135 of 347/ });
    expect(link.getAttribute("href")).toBe("?group=3&policy=1&weeks=4");
    await user.keyboard("{Control>}");
    await user.click(link);
    expect(window.location.search).toBe("?group=3&weeks=4");
  });

  it.each([
    ["day=2026-99-99&status=novelty", ""],
    ["day=2999-01-01&weeks=7", ""],
    ["day=0000-00-00&person=-1&form=", ""],
    ["day=2026-02-29&only=99&person=99999999999999999999", ""],
    [`form=${"f".repeat(65)}&person=1.5`, `&form=${"f".repeat(64)}`],
    ["group=9&policy=9&status=missing&status=all&person=8&form=f1&weeks=52", "&status=missing&person=8&form=f1&weeks=52"],
  ])("leaves out of its address what nobody could choose, and asks for none of it: %s", async (search, kept) => {
    window.history.replaceState(null, "", `/omero_forms/dashboard/?${search}`);
    show();
    expect(await screen.findByText("20 of 135")).toBeTruthy();
    expect(window.location.search).toBe(`?group=3${kept}`);
  });

  it("shows a run that failed apart from the numbers", async () => {
    server.evaluations = { groups: [{ ...chromatin, failed: "OMERO did not answer." }], next_run: NEXT };
    show();
    expect(await screen.findByText("Chromatin Dynamics: the last evaluation failed")).toBeTruthy();
    expect(screen.getByText(/The numbers are from the evaluation before it/)).toBeTruthy();
  });

  it("tells what a run that finished could not judge at its policy, and calls it no failure", async () => {
    const problems = [{ policy_id: 1, message: "Imaging is retired, but the policy asks for it." }];
    server.evaluations = { groups: [{ ...chromatin, problems }], next_run: NEXT };
    show();
    const told = await screen.findByText("Imaging is retired, but the policy asks for it.");
    expect(told.closest("tr")?.textContent).toContain("Imaging metadata");
    expect(screen.queryByText(/the last evaluation failed/)).toBeNull();
    expect(screen.queryByText(/could not be evaluated last time/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it("says why an object could not be judged, and does not claim that it lacks nothing", async () => {
    const reason = "The check of this object failed.";
    server.findings = () => ({ ...chromatin, findings: [{ ...row(1), status: "error", lacking: [], reason }], before: null, after: null, left_out: 0, of: 1 });
    show();
    const told = await screen.findByText(reason);
    expect(told.closest("td")?.textContent).toContain("Error");
    expect(within(told.closest("tr") as HTMLElement).getByText("not known")).toBeTruthy();
  });

  it("counts the rows that its reader cannot see", async () => {
    server.findings = () => ({ ...chromatin, findings: [row(1)], before: null, after: "1", left_out: 19, of: 135 });
    show();
    expect(await screen.findByText(/^19 more that you cannot see/)).toBeTruthy();
    expect(screen.getByText("1 of 135")).toBeTruthy();
  });

  it("says so where its reader can see no row of a page", async () => {
    server.findings = () => ({ ...chromatin, findings: [], before: null, after: null, left_out: 1, of: 1 });
    show();
    expect(await screen.findByText(/^1 that you cannot see: an object that was moved/)).toBeTruthy();
  });

  it("tells somebody who owns no group that there is no report for them", async () => {
    server.evaluations = null;
    show();
    expect(await screen.findByText("You own no group")).toBeTruthy();
  });

  it("tells a failed call", async () => {
    await server.stop();
    show();
    expect(await screen.findByText("The last evaluation could not be loaded")).toBeTruthy();
  });
});

describe("what is missing", () => {
  it("is one or the other under a policy that asks for one of several", async () => {
    const choice = { ...chromatin, policies: chromatin.policies.map((policy) => ({ ...policy, requirement: "one_of" as const })) };
    server.evaluations = { groups: [choice], next_run: NEXT };
    server.findings = () => ({ ...choice, findings: [{ ...row(1), lacking: ["Live", "Fixed"] }], before: null, after: null, left_out: 0, of: 1 });
    show();
    expect(await screen.findByText("Live or Fixed")).toBeTruthy();
    expect(screen.getByText(/^\d+ days past due$/)).toBeTruthy();
  });
});

describe("totals", () => {
  it("never count exempt or error as failing or compliant, nor round to none or all", () => {
    expect(failing(chromatin.totals)).toBe(135);
    expect(sum([chromatin.totals, chromatin.totals]).exempt).toBe(20);
    expect([percent(1, 1000), percent(999, 1000), percent(0, 5), percent(5, 5)]).toEqual(["under 1 %", "over 99 %", "0 %", "100 %"]);
    expect([heat(0, 9), heat(1, 100), heat(5, 100), heat(10, 100), heat(25, 100)]).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("the numbers of a report", () => {
  const numbers = { objects: 347, missing: 135, grace: 61, exempt: 22, compliant: 129 };
  beforeEach(() => {
    server.evaluations = { groups: [chromatin], next_run: NEXT };
    server.totals = (query) => ({
      day: query.get("day"),
      counted_at: "2026-11-20T10:35:00Z",
      totals: numbers,
      groups: [{ group: chromatin.group, totals: numbers }],
      policies: [{ policy: { id: 1, name: "Imaging metadata" }, group: chromatin.group, totals: numbers }],
      forms: [{ form: { id: "f1", name: "Imaging" }, totals: numbers }],
      people: [{ person: ben, totals: { objects: 40, missing: 9 } }],
      of: { groups: 1, policies: 1, forms: 1, people: 31 },
    });
    server.days = [
      { day: "2026-11-13", totals: { objects: 347, missing: 149 } },
      { day: "2026-11-20", totals: numbers },
    ];
    server.questions = [{ pointer: "/dye", titles: "Channels > Dye", is_required: true, objects: 212, unanswered: 3 }];
    const kept = { id: 5, group: chromatin.group, period: "2026-W47", first: "2026-11-10", last: "2026-11-16", made_at: "2026-11-16T08:00:00Z", evaluated_at: null, sha256: "ab".repeat(32), totals: numbers, number: 2, is_recorded: true, is_checked: true };
    server.keptReports = { reports: [{ ...kept, intact: true }, { ...kept, id: 4, period: "2026-W46", intact: false }, { ...kept, id: 3, period: "2026-W45", intact: null }, { ...kept, id: 2, period: "2026-W44", intact: true, is_checked: false }], next: null };
  });

  it("are told by form, question and person, over time as a table, and lead to their findings", async () => {
    const user = show();
    const people = await screen.findByRole("group", { name: "By person" });
    expect(screen.getByText("1 of 31")).toBeTruthy();
    const days = await screen.findByRole("group", { name: "Values of the chart" });
    expect(within(days).getAllByRole("row").map((each) => each.textContent)).toEqual(["DayFailingIn graceExempt", "Fri 20 Nov 20261356122", "Fri 13 Nov 202614900"]);
    await user.click(screen.getByRole("button", { name: "Show questions" }));
    const questions = await screen.findByRole("group", { name: "Questions of Imaging" });
    expect(within(questions).getByText("Channels > Dye")).toBeTruthy();
    expect(within(questions).getByText("1 %")).toBeTruthy();
    await user.click(within(people).getByRole("button", { name: "Ben Okafor" }));
    expect(await screen.findByText(/Only objects of/)).toBeTruthy();
    expect(window.location.search).toBe("?group=3&person=8");
    const parts = ["Failing by group and policy", "Over time", "By form", "Questions of Imaging", "By person", "Findings in Chromatin Dynamics"];
    const files = parts.map((part) => within(screen.getByRole("region", { name: part })).getAllByRole("link", { name: /^(CSV|JSON)$/ }));
    expect(files.map((links) => links.map((link) => link.getAttribute("href")?.replace(/^.*api\/v1\//, "").replace(/first=.*&last=.*&/, "")))).toEqual([
      ["reports/totals.csv?by=policy", "reports/totals?limit=1000"],
      ["reports/history.csv?step=7", "reports/history?step=7"],
      ["reports/totals.csv?by=form", "reports/totals?limit=1000"],
      ["reports/questions.csv?form=f1", "reports/questions?form=f1"],
      ["reports/totals.csv?by=person", "reports/totals?limit=1000"],
      ["reports/3/findings.csv?person=8", "reports/3/findings.json?person=8"],
    ]);
    expect(await axeFindings()).toEqual([]);
  });

  it("are one sentence, and no empty tables, before they were counted", async () => {
    server.totals = () => ({ day: null, counted_at: null, totals: { objects: 0 }, groups: [], policies: [], forms: [], people: [], of: { groups: 0, policies: 0, forms: 0, people: 0 } });
    show();
    expect(await screen.findByText(/^By form and person the numbers come right after the first evaluation/)).toBeTruthy();
    expect(screen.queryByText("By form")).toBeNull();
    expect(screen.queryByText("By person")).toBeNull();
  });

  it("say of a kept report whether it is still what its record says, and offer files only where there are any", async () => {
    show();
    const kept = await screen.findByRole("group", { name: "Kept reports" });
    const rows = within(kept).getAllByRole("row").slice(1);
    expect(rows.map((each) => within(each).queryAllByRole("link").length)).toEqual([4, 1, 0, 4]);
    expect(within(rows[0] as HTMLElement).getByText("129 complied")).toBeTruthy();
    const words = ["Unchanged, proven by record 2 of report/3", "The file is not what record 2 of report/3 says", "The file is not there any more", "The list of its rows is unchanged, proven by record 2 of report/3. So many rows are checked"];
    for (const [index, each] of rows.entries()) expect(each.textContent).toContain(words[index]);
  });

  it("are told by group where there are several, each with the way to its findings", async () => {
    server.evaluations = { groups: [chromatin, plants], next_run: NEXT };
    const one = server.totals;
    server.totals = (query) => ({ ...one(query), groups: [...one(query).groups, { group: plants.group, totals: { objects: 0 } }], of: { groups: 2, policies: 1, forms: 1, people: 31 } });
    const user = show();
    const groups = await screen.findByRole("group", { name: "By group" });
    await user.click(within(groups).getByRole("button", { name: "Plant Cell Biology" }));
    expect(await screen.findByText("Nothing is required in Plant Cell Biology")).toBeTruthy();
  });

  it("are those of a past day where the address names one, and say so", async () => {
    window.history.replaceState(null, "", "/omero_forms/dashboard/?day=2026-11-13");
    show();
    expect(await screen.findByText(/347 objects by status, Fri 13 Nov 2026/)).toBeTruthy();
    expect(screen.getByText(/as it was at the end of Fri 13 Nov 2026/)).toBeTruthy();
    const policies = screen.getByRole("group", { name: "By policy" });
    expect(within(policies).getByRole("row", { name: /^Imaging metadata 347 135/ })).toBeTruthy();
    expect(screen.queryByRole("group", { name: "Failing by group and policy" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Ben Okafor" })).toBeNull();
  });
});

describe("a campaign", () => {
  const days = Array.from({ length: 30 }, (_, index) => ({ day: isoDay(new Date(2026, 9, 22 + index)), open: 89 - Math.floor(index * 1.7), objects: 100 }));
  const campaign: Campaign = { policy: { id: 1, name: "Backlog" }, first: "2026-10-22", deadline: "2026-12-02", ended_at: null, totals: { objects: 100, grace: 30, missing: 10, compliant: 60 }, open: 40, line: 27, done_on: "2026-12-12", days };

  it("shows what is open day by day beside an even fall, as lines and as a table, and what becomes of it at this pace", async () => {
    server.campaigns = [campaign];
    window.history.replaceState(null, "", "?group=3#of-campaigns");
    show();
    const table = await screen.findByRole("group", { name: "Open of Backlog by day" });
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows.map((each) => each.querySelector("time")?.dateTime)).toEqual(["2026-11-20", "2026-11-13", "2026-11-06", "2026-10-30", "2026-10-23", "2026-10-22"]);
    expect(rows[0]?.textContent).toBe("Fri 20 Nov 202640100");
    const card = screen.getByRole("region", { name: "1 campaign of Chromatin Dynamics" });
    expect(document.activeElement).toBe(within(card).getByRole("heading", { level: 2 }));
    expect([window.location.search, window.location.hash]).toEqual(["?group=3", ""]);
    expect(card.querySelector("polyline.of-s-target")?.getAttribute("points")?.split(" ")).toHaveLength(2);
    expect(card.querySelector("polyline.of-s-failing")?.getAttribute("points")?.split(" ")).toHaveLength(30);
    expect(await axeFindings()).toEqual([]);
  });

  it("is told as a sentence: on its line or behind, on its last day, and what it came to", () => {
    const said = (changes: Partial<Campaign>, now = new Date(2026, 10, 20, 9)): string => campaignSentence({ ...campaign, ...changes }, now);
    expect(said({})).toBe("40 of 100 still open, 12 days left; behind the line by 13, at this pace it is done only on Sat 12 Dec 2026.");
    expect(said({ line: 40, done_on: "2026-11-30" })).toBe("40 of 100 still open, 12 days left; at this pace it is done on Mon 30 Nov 2026.");
    expect(said({ line: 0, done_on: null }, new Date(2026, 11, 2))).toBe("40 of 100 still open, today is the last day; behind the line by 40.");
    expect(said({ open: 0, done_on: null })).toBe("Its last day is Wed 2 Dec 2026, and none of 100 objects is open any more.");
    expect(said({ totals: null, days: [] })).toMatch(/not been evaluated yet\.$/);
    expect(said({ totals: { objects: 0 }, open: 0 })).toMatch(/No object falls under it\.$/);
    const over = new Date(2026, 11, 3);
    expect(said({}, over)).toBe("Its last day was Wed 2 Dec 2026: 40 of 100 objects were still open. It is put away after the next evaluation.");
    expect(said({ open: 1, ended_at: "2026-12-03T01:00:00Z" }, over)).toBe("Its last day was Wed 2 Dec 2026: 1 of 100 objects was still open.");
  });
});

describe("the axis of a chart", () => {
  it("ends with a round number that is no smaller", () => {
    expect([1, 7, 135, 243, 1000].map(ceiling)).toEqual([1, 8, 150, 250, 1000]);
  });
});
