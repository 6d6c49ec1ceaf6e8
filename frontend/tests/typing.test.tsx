// SPDX-License-Identifier: AGPL-3.0-or-later
/** What people type into the page, key by key, and what is sent of it. */
import type { RJSFSchema } from "@rjsf/utils";
import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { draftKey, loadDraft } from "../src/fill/drafts";
import type { Answers } from "../src/shared/types";
import { showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

function open(properties: RJSFSchema["properties"], required: string[] = []): UserEvent {
  const schema = { type: "object", properties, required } as RJSFSchema;
  server.versions = [{ ...server.version, schema, ui_schema: {} }];
  return showPanel(server, base, "f1");
}

const field = async (name: string): Promise<HTMLInputElement> => await screen.findByRole<HTMLInputElement>("textbox", { name });

async function sent(user: UserEvent): Promise<Answers | undefined> {
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Submission 1 is recorded");
  return server.posted()[0]?.answers;
}

const NUMBERS: [string, number][] = [
  ["-0.3", -0.3],
  ["-0.05", -0.05],
  ["2.5e12", 2.5e12],
  ["1e-10", 1e-10],
  ["2.5e-12", 2.5e-12],
  ["6.02e23", 6.02e23],
  ["+5", 5],
  [".5", 0.5],
  ["1.40", 1.4],
  ["0.007", 0.007],
];

describe("a number typed key by key", () => {
  const kinds: RJSFSchema[] = [
    { type: "number" },
    { type: ["number", "null"] },
    { anyOf: [{ type: "number" }, { type: "null" }] },
    { type: "number", minimum: -1e30, maximum: 1e30 },
  ];

  it("is what was typed, in every kind of question for a number", async () => {
    const question = (index: number, text: string): RJSFSchema => ({ ...kinds[index % kinds.length], title: `N ${text}` });
    const user = open(Object.fromEntries(NUMBERS.map(([text], index) => [`n${text}`, question(index, text)])));
    for (const [text] of NUMBERS) {
      const input = await field(`N ${text}`);
      let soFar = "";
      await user.click(input);
      for (const key of text) {
        soFar += key;
        await user.keyboard(key);
        expect(input.value).toBe(soFar);
      }
      await user.tab();
      expect(input.value).toBe(text);
    }
    expect(await sent(user)).toEqual(Object.fromEntries(NUMBERS.map(([text, value]) => [`n${text}`, value])));
  });

  it("is what was typed in whole numbers and lists too", async () => {
    const user = open({
      whole: { type: "integer", title: "Whole" },
      list: { type: "array", title: "Doses", items: { type: "number" } },
    });
    await user.type(await field("Whole"), "-12e3");
    await user.click(screen.getByRole("button", { name: "Add a dose" }));
    await user.type(await field("Dose 1"), "-0.05");
    await user.click(screen.getByRole("button", { name: "Add a dose" }));
    await user.type(await field("Dose 2"), "1e-10");
    expect((await field("Dose 1")).value).toBe("-0.05");
    expect(await sent(user)).toEqual({ whole: -12000, list: [-0.05, 1e-10] });
  });

  it("keeps the focus and its text where several kinds of answers are possible", async () => {
    const either: RJSFSchema = { title: "Either", anyOf: [{ type: "number", minimum: -1 }, { type: "string" }, { type: "null" }] };
    const user = open({ dose: { type: ["number", "string"], title: "Dose" }, other: { type: ["string", "number", "null"], title: "Other" }, either });
    const dose = await field("Dose");
    await user.type(dose, "-0.3");
    expect(document.activeElement).toBe(dose);
    await user.type(await field("Other"), "1 mg");
    const alternative = await field("Either");
    await user.type(alternative, "-0.5");
    expect(document.activeElement).toBe(alternative);
    expect(await sent(user)).toEqual({ dose: -0.3, other: "1 mg", either: -0.5 });
  });

  it("is pasted, changed in the middle and taken back like text", async () => {
    const user = open({ n: { type: "number", title: "N" } });
    const input = await field("N");
    await user.click(input);
    await user.paste("-2.50e-3");
    expect(input.value).toBe("-2.50e-3");
    await user.keyboard("{Backspace}{Backspace}");
    expect(input.value).toBe("-2.50e");
    await user.keyboard("{Backspace}");
    input.setSelectionRange(0, 1);
    await user.keyboard("{Delete}");
    expect(input.value).toBe("2.50");
    await user.clear(input);
    expect(await sent(user)).toEqual({});
  });
});

describe("text in a field for numbers", () => {
  it.each(["-", "1e", "5 mm", "1,5"])("stays as it is and is called no number: %s", async (text) => {
    const user = open({ n: { type: "number", title: "N" } });
    const input = await field("N");
    await user.type(input, text);
    await user.tab();
    expect(input.value).toBe(text);
    expect(await screen.findByText(`“${text}” is text. What is needed is a number.`)).toBeTruthy();
    expect(loadDraft(draftKey(server.object, anna.id, "f1"))?.answers).toEqual({ n: text });
  });

  it("is told to be too long where it would be rounded, and is not sent rounded", async () => {
    const user = open({ barcode: { type: "integer", title: "Barcode" } });
    const input = await field("Barcode");
    await user.type(input, "90071992547409931");
    await user.tab();
    expect(input.value).toBe("90071992547409931");
    expect(await screen.findByText("“90071992547409931” is too long to be kept exactly as a number.")).toBeTruthy();
  });

  it("is a number with a comma where the language of the browser writes it so", async () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-DE"]);
    const user = open({ n: { type: "number", title: "N" }, m: { type: "number", title: "M" } });
    await user.type(await field("N"), "-1,50");
    await user.type(await field("M"), "1.125");
    await user.tab();
    expect((await field("N")).value).toBe("-1,50");
    // Whoever takes a point for thousands sees what was understood.
    await waitFor(async () => expect((await field("M")).value).toBe("1,125"));
    expect(await sent(user)).toEqual({ n: -1.5, m: 1.125 });
  });
});

describe("a draft", () => {
  it("opens with the numbers that were typed", async () => {
    const user = open({ a: { type: "number", title: "A" }, b: { type: "number", title: "B" }, c: { type: "number", title: "C" } });
    await user.type(await field("A"), "1e-10");
    await user.type(await field("B"), "6.02e23");
    await user.type(await field("C"), "-");
    await user.click(screen.getByRole("link", { name: /All forms/ }));
    await user.click(await screen.findByRole("button", { name: /^Continue/ }));
    expect([(await field("A")).value, (await field("B")).value, (await field("C")).value]).toEqual(["1e-10", "6.02e23", "-"]);
  });
});
