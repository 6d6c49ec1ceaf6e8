// SPDX-License-Identifier: AGPL-3.0-or-later
/** Dates and times in the reader's time zone; what nobody touches stays as it was given. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { fireEvent, screen, within } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clockText, isPickable, momentOf, pickerText, readingsOf, shownMoment } from "../src/shared/moments";
import { axeFindings, showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

const zone = process.env["TZ"];
beforeAll(() => {
  process.env["TZ"] = "America/New_York";
});
afterAll(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

const texts = (picked: string): string[] => readingsOf(picked)?.readings.map((reading) => reading.text) ?? [];

describe("a moment", () => {
  it.each([
    ["2026-03-08T07:30:00Z", "Sun 8 Mar 2026 at 03:30 (UTC-04:00)"],
    ["2026-03-08T03:30:00-04:00", "Sun 8 Mar 2026 at 03:30 (UTC-04:00)"],
    ["2026-03-29T02:30:00+02:00", "Sat 28 Mar 2026 at 20:30 (UTC-04:00)"],
    ["2026-11-01T01:30:00.250-04:00", "Sun 1 Nov 2026 at 01:30:00.250 (UTC-04:00)"],
    ["2026-11-01T06:30:05.123456789Z", "Sun 1 Nov 2026 at 01:30:05.123456789 (UTC-05:00)"],
    ["1883-11-18T12:03:58-04:56", "Sun 18 Nov 1883 at 12:03:58 (UTC-04:56)"],
    ["0099-01-01T00:00:00-04:56", "Thu 1 Jan 99 at 00:00 (UTC-04:56)"],
    ["2016-12-31T23:59:60Z", "Sat 31 Dec 2016 at 18:59:60 (UTC-05:00)"],
  ])("%s reads %s in New York", (text, shown) => {
    expect(shownMoment(text)).toBe(shown);
  });

  it.each(["2026-02-30T10:00:00Z", "2026-02-20 10:00", "2026-02-20", "10:00", "about 2026", "", 5, null])("is nothing else: %s", (text) => {
    expect(momentOf(text)).toBeNull();
  });

  it("gets the offset that the clock on the wall has then", () => {
    expect(texts("2026-01-08T03:30")).toEqual(["2026-01-08T03:30:00-05:00"]);
    expect(texts("2026-07-08T03:30:07.5")).toEqual(["2026-07-08T03:30:07.5-04:00"]);
    expect(texts("1883-01-08T03:30")).toEqual(["1883-01-08T03:30:00-04:56"]);
  });

  it("can come twice where the clocks go back, and not at all where they go forward", () => {
    expect(texts("2026-11-01T01:30")).toEqual(["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]);
    expect(readingsOf("2026-03-08T02:30")).toEqual({ readings: [], instead: { text: "2026-03-08T03:30:00-04:00", offset: -240 } });
  });

  it("comes back as it was picked, on every day of a year and in any year", () => {
    for (let day = 0; day < 366 * 3; day += 1) {
      const picked = new Date(Date.UTC(2026, 0, 1, 12, 34) + day * 86_400_000).toISOString().slice(0, 16);
      const [text] = texts(picked);
      expect(pickerText(momentOf(text)?.wall as never)).toBe(`${picked}:00`);
    }
    for (const year of ["0001", "0050", "0999", "1582", "1883", "1900", "2999", "9998"]) {
      const picked = `${year}-06-07T08:09`;
      expect(pickerText(momentOf(texts(picked)[0])?.wall as never)).toBe(`${picked}:00`);
    }
  });
});

it("knows what a picker can show", () => {
  expect(["2026-01-01", "0001-01-01", ""].map((text) => isPickable("date", text))).toEqual([true, true, true]);
  expect(["2026", "2026-02-30", "0000-01-01", "x"].map((text) => isPickable("date", text))).toEqual([false, false, false, false]);
  expect(["08:20", "08:20:05.25", "24:00", "08:20:00Z", "8:20", "08:20:60"].map((text) => isPickable("time", text))).toEqual([true, true, false, false, false, false]);
  expect(["2026-01-01T10:00:00.123", "2026-01-01T10:00:00.1234"].map((text) => isPickable("datetime-local", text))).toEqual([true, false]);
  expect(["08:20", "08:20:05"].map(clockText)).toEqual(["08:20:00", "08:20:05"]);
});

describe("in the page", () => {
  const properties: RJSFSchema["properties"] = {
    when: { type: "string", format: "date-time", title: "Acquired at" },
    clock: { type: "string", title: "Time of day" },
    day: { type: "string", format: "date", title: "Day" },
    last: { type: "string", title: "Last" },
  };

  function open(answers?: Record<string, unknown>, ui: UiSchema = {}, questions: RJSFSchema["properties"] = properties): ReturnType<typeof showPanel> {
    server.versions = [{ ...server.version, schema: { type: "object", properties: questions ?? {} }, ui_schema: { clock: { "ui:widget": "time" }, ...ui } }];
    if (answers) server.submitAs(anna, answers);
    return showPanel(server, base, "f1");
  }

  async function edit(user: ReturnType<typeof showPanel>): Promise<void> {
    await user.click(await screen.findByRole("button", { name: "Change the answers" }));
    await screen.findByLabelText("Last");
  }

  async function sent(user: ReturnType<typeof showPanel>): Promise<Record<string, unknown>> {
    await user.click(screen.getByRole("button", { name: "Submit answers" }));
    await screen.findByText(/Submission \d is recorded/);
    return server.posted().at(-1)?.answers ?? {};
  }

  const put = (label: string, value: string): boolean => fireEvent.change(screen.getByLabelText(label), { target: { value } });

  it("a time that somebody picks is recorded on the clock of that place, a day and a time of day as they are", async () => {
    const user = open();
    await screen.findByLabelText("Last");
    put("Acquired at", "2026-07-08T20:30");
    put("Time of day", "20:20");
    put("Day", "2024-02-29");
    expect(screen.getByText("Your time zone, UTC-04:00")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    expect(await sent(user)).toEqual({ when: "2026-07-08T20:30:00-04:00", clock: "20:20:00", day: "2024-02-29" });
  });

  it("what nobody touches stays as it was given, and is shown in local time", async () => {
    const given = { when: "2026-11-01T01:30:00.250+05:30", clock: "08:20:00+02:00", day: "0850-03-01" };
    const user = open(given);
    await edit(user);
    expect((screen.getByLabelText("Acquired at") as HTMLInputElement).value).toMatch(/^2026-10-31T16:00:00\.25/);
    expect(screen.getByText(/Sat 31 Oct 2026 at 16:00:00.250 \(UTC-04:00\), given as/)).toBeTruthy();
    expect((screen.getByLabelText("Time of day") as HTMLInputElement).value).toBe("08:20:00+02:00");
    expect((screen.getByLabelText("Day") as HTMLInputElement).value).toBe("0850-03-01");
    await user.type(screen.getByLabelText("Last"), "z");
    expect(await sent(user)).toEqual({ ...given, last: "z" });
  });

  it("what a picker cannot show stays a text that can be corrected", async () => {
    const user = open({ when: "last Tuesday", day: "2026", clock: "noon" });
    await edit(user);
    for (const [label, text] of [["Acquired at", "last Tuesday"], ["Day", "2026"], ["Time of day", "noon"]] as const) {
      expect((screen.getByLabelText(label) as HTMLInputElement).value).toBe(text);
    }
    await user.type(screen.getByLabelText("Day"), "-01-02");
    await user.tab();
    expect((screen.getByLabelText("Day") as HTMLInputElement).type).toBe("date");
  });

  it("says when a time did not exist, and lets choose when it came twice", async () => {
    const user = open();
    await screen.findByLabelText("Last");
    put("Acquired at", "2026-03-08T02:30");
    expect(screen.getByText(/There was no 02:30 on that day/).textContent).toContain("Sun 8 Mar 2026 at 03:30 (UTC-04:00) is taken");
    put("Acquired at", "2026-11-01T01:30");
    expect(screen.getByText(/01:30 came twice on that day/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Take the one at UTC-05:00" }));
    expect(await sent(user)).toEqual({ when: "2026-11-01T01:30:00-05:00" });
  });

  it("can be emptied", async () => {
    const user = open({ when: "2026-07-08T20:30:00-04:00", last: "z" });
    await edit(user);
    put("Acquired at", "");
    expect(await sent(user)).toEqual({ last: "z" });
  });

  it.each([
    ["date", "2026-01-02", "2026-01-02"],
    ["alt-date", "2026-01-02", "2026-01-02"],
    ["datetime", "2026-01-02T03:04", "2026-01-02T03:04:00-05:00"],
    ["alt-datetime", "2026-01-02T03:04", "2026-01-02T03:04:00-05:00"],
    ["time", "03:04", "03:04:00"],
  ])("the control %s can be asked for without a format", async (widget, picked, answer) => {
    const user = open(undefined, { q: { "ui:widget": widget } }, { q: { type: "string", title: "Q" }, last: { type: "string", title: "Last" } });
    await screen.findByLabelText("Last");
    put("Q", picked);
    expect(await sent(user)).toEqual({ q: answer });
  });

  it("records and changes read in local time with its offset", async () => {
    open({ when: "2026-03-08T07:30:00.000Z", last: "z" });
    const table = await screen.findByRole("group", { name: "Answers of submission 1" });
    expect(within(table).getByText("Sun 8 Mar 2026 at 03:30 (UTC-04:00)").tagName).toBe("TIME");
    expect(within(table).getByText("given as 2026-03-08T07:30:00.000Z")).toBeTruthy();
  });
});
