// SPDX-License-Identifier: AGPL-3.0-or-later
/** The controls that a form's UI schema asks for, in the page. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { normalise } from "../src/form/normalise";
import { axeFindings, showPanel } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

function use(properties: RJSFSchema["properties"], ui: UiSchema = {}, more: RJSFSchema = {}): void {
  const schema: RJSFSchema = { type: "object", properties: { ...properties, last: { type: "string", title: "Last" } }, ...more };
  server.versions = [{ number: 1, schema, ui_schema: ui, dialect: "draft-07", not_asked: [], opens: true, message: "", published_at: "2026-11-01T08:00:00Z", author: anna }];
}

async function submitted(user: ReturnType<typeof showPanel>): Promise<Record<string, unknown>> {
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Submission 1 is recorded");
  return server.posted()[0]?.answers ?? {};
}

const SCALARS = ["string", "number", "integer", "boolean"] as const;
const WIDGETS = [
  "text password email uri textarea radio select checkbox checkboxes files file data-url color range updown date datetime date-time",
  "alt-date alt-datetime time hostname ipv4 rating nonsense constructor __proto__ toString",
  "TextWidget PasswordWidget EmailWidget URLWidget TextareaWidget DateWidget DateTimeWidget AltDateWidget AltDateTimeWidget TimeWidget",
  "ColorWidget FileWidget UpDownWidget RangeWidget RadioWidget SelectWidget CheckboxWidget CheckboxesWidget",
].flatMap((line) => line.split(" "));

describe("hidden questions", () => {
  const hidden = { "ui:widget": "hidden" };

  it.each<[string, RJSFSchema]>([
    ["a text", { type: "string", title: "Internal", default: "7" }],
    ["a number", { type: "number", title: "Internal", default: 7 }],
    ["a choice", { type: "string", title: "Internal", enum: ["a", "b"], default: "a" }],
    ["a yes or no", { type: "boolean", title: "Internal", default: true }],
    ["a group", { type: "object", title: "Internal", properties: { a: { type: "string", title: "Inner", default: "x" } } }],
    ["a list", { type: "array", title: "Internal", items: { type: "string", title: "Inner" }, default: ["x"] }],
    ["a list of choices", { type: "array", title: "Internal", uniqueItems: true, items: { enum: ["x", "y"] }, default: ["x"] }],
    ["kinds", { title: "Internal", oneOf: [{ type: "object", properties: { a: { type: "string", title: "Inner" } } }, { type: "string" }] }],
  ])("are not on the page, as %s, and keep what the form presets", async (_kind, schema) => {
    use({ internal: schema }, { internal: hidden });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Last"), "z");
    expect(screen.queryByText(/Internal|Inner/)).toBeNull();
    const answers = await submitted(user);
    expect(answers["last"]).toBe("z");
    if (schema.default !== undefined) expect(answers["internal"]).toEqual(schema.default);
    if (schema.type === "object") expect(answers["internal"]).toEqual({ a: "x" });
  });

  it("are no column of a list's table, and may be named in ui:options", async () => {
    use(
      { rows: { type: "array", title: "Rows", minItems: 1, items: { type: "object", properties: { seen: { type: "string", title: "Seen" }, unseen: { type: "string", title: "Unseen", default: "u" } } } } },
      { rows: { items: { unseen: { "ui:options": { widget: "hidden" } } } } },
    );
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByRole("button", { name: "Add a row" }));
    await user.type(await screen.findByLabelText("Row 1, Seen"), "s");
    expect(screen.queryByText(/Unseen/)).toBeNull();
    expect((await submitted(user))["rows"]).toEqual([{ seen: "s", unseen: "u" }]);
  });
});

describe("a control that a form asks for", () => {
  it.each(SCALARS)("never leaves a %s without any, whichever it is", async (type) => {
    const properties = Object.fromEntries(WIDGETS.map((widget) => [`q ${widget}`, { type, title: `Question ${widget}` }]));
    const ui = Object.fromEntries(WIDGETS.map((widget) => [`q ${widget}`, { "ui:widget": widget }]));
    use(properties, ui);
    showPanel(server, base, "f1");
    await screen.findByLabelText("Last");
    const boxes = [...document.querySelectorAll<HTMLElement>("[data-field]")];
    expect(boxes).toHaveLength(WIDGETS.length + 1);
    for (const box of boxes) expect(box.querySelector("input, select, textarea"), box.textContent ?? "").not.toBeNull();
  });

  it.each<[string, RJSFSchema]>([
    ["groups", { type: "object", properties: { a: { type: "string", title: "Inner" } } }],
    ["lists", { type: "array", items: { type: "string" } }],
    ["lists of choices", { type: "array", items: { type: "string", enum: ["a", "b"] } }],
    ["choices", { type: "string", enum: ["a", "b"] }],
    ["titled choices", { oneOf: [{ const: "a", title: "A" }, { const: "b", title: "B" }] }],
    ["kinds", { oneOf: [{ type: "object", title: "One", properties: { a: { type: "string" } } }, { type: "string", title: "Two" }] }],
    ["kinds of text", { type: "string", anyOf: [{ pattern: "^a", title: "One" }, { pattern: "^b", title: "Two" }] }],
  ])("never breaks %s", async (_kind, schema) => {
    const some = "text textarea radio select checkbox checkboxes files date updown nonsense TextareaWidget".split(" ");
    use(
      Object.fromEntries(some.map((widget) => [`q ${widget}`, { ...schema, title: `Question ${widget}` }])),
      Object.fromEntries(some.map((widget) => [`q ${widget}`, { "ui:widget": widget }])),
    );
    showPanel(server, base, "f1");
    await screen.findByRole("textbox", { name: "Last" });
    for (const widget of some) expect(screen.getAllByText(new RegExp(`Question ${widget}`)).length).toBeGreaterThan(0);
    expect(screen.queryByText(/This part of the page has failed/)).toBeNull();
  });

  it("keeps what is typed exactly, also in fields for addresses", async () => {
    use({ mail: { type: "string", title: "Mail" }, link: { type: "string", title: "Link" } }, { mail: { "ui:widget": "email" }, link: { "ui:widget": "uri" } });
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Mail"), "zoë@bücher.example");
    await user.type(screen.getByLabelText("Link"), "https://bücher.example/ä");
    expect(screen.getByLabelText("Mail").getAttribute("inputmode")).toBe("email");
    expect(await submitted(user)).toEqual({ mail: "zoë@bücher.example", link: "https://bücher.example/ä" });
  });

  it("steps a number up and down within its limits", async () => {
    use({ n: { type: "number", title: "Dose", minimum: 0, maximum: 0.3, multipleOf: 0.1 } }, { n: { "ui:widget": "updown" } });
    const user = showPanel(server, base, "f1");
    const more = await screen.findByRole("button", { name: "More: Dose" });
    for (let press = 0; press < 4; press += 1) await user.click(more);
    expect((screen.getByLabelText("Dose") as HTMLInputElement).value).toBe("0.3");
    expect((more as HTMLButtonElement).disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "Less: Dose" }));
    expect((await submitted(user))["n"]).toBe(0.2);
  });

  it("slides only what somebody slides", async () => {
    use({ n: { type: "integer", title: "Pain", minimum: 0, maximum: 10 }, m: { type: "integer", title: "Noise", minimum: 0, maximum: 10 } }, { n: { "ui:widget": "range" }, m: { "ui:widget": "range" } });
    const user = showPanel(server, base, "f1");
    const slider = await screen.findByRole("slider", { name: "Pain, by sliding" });
    expect(slider.getAttribute("aria-valuetext")).toBe("no answer");
    fireEvent.change(slider, { target: { value: "4" } });
    expect(await submitted(user)).toEqual({ n: 4 });
  });

  it("offers boxes for a list of choices that may have an entry twice", async () => {
    use({ dyes: { type: "array", title: "Dyes", items: { type: "string", enum: ["DAPI", "GFP"] } } }, { dyes: { "ui:widget": "checkboxes" } });
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByRole("checkbox", { name: "GFP" }));
    expect((await submitted(user))["dyes"]).toEqual(["GFP"]);
  });

  it("says that files go to the object, and takes their name", async () => {
    use({ f: { type: "string", format: "data-url", title: "Protocol" } }, {});
    const user = showPanel(server, base, "f1");
    expect(await screen.findByText(/Attach the file to the object in OMERO/)).toBeTruthy();
    await user.type(screen.getByLabelText("Protocol"), "protocol.pdf");
    expect((await submitted(user))["f"]).toBe("protocol.pdf");
  });

  it("picks colours without showing one that nobody chose", async () => {
    use({ c: { type: "string", title: "Pseudocolour" } }, { c: { "ui:widget": "color" } });
    const user = showPanel(server, base, "f1");
    fireEvent.change(await screen.findByLabelText("Pick a colour for Pseudocolour"), { target: { value: "#00ff00" } });
    expect((screen.getByRole("textbox", { name: "Pseudocolour" }) as HTMLInputElement).value).toBe("#00ff00");
    expect((await submitted(user))["c"]).toBe("#00ff00");
  });
});

describe("options of the UI schema", () => {
  it("name and explain fields, groups, lists and columns", async () => {
    use(
      {
        a: { type: "string", title: "Own a", description: "Own help" },
        g: { type: "object", title: "Own g", properties: { x: { type: "string", title: "Inside" } } },
        l: { type: "array", title: "Own l", items: { type: "object", properties: { c: { type: "string", title: "Own c" } } } },
        off: { type: "string", title: "Off" },
        fixed: { type: "string", title: "Fixed", default: "f" },
      },
      {
        a: { "ui:title": "Title a", "ui:description": "Help a", "ui:help": "More a", "ui:placeholder": "Like this" },
        g: { "ui:title": "Title g", "ui:description": "Help g", "ui:help": "More g" },
        l: { "ui:title": "Samples", "ui:help": "More l", items: { c: { "ui:title": "Title c" } } },
        off: { "ui:disabled": true },
        fixed: { "ui:readonly": true },
      },
    );
    const user = showPanel(server, base, "f1");
    const field = await screen.findByRole("textbox", { name: "Title a" });
    expect(field.getAttribute("placeholder")).toBe("Like this");
    expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toBe("Help a More a");
    expect(screen.getByRole("heading", { name: /Title g/ })).toBeTruthy();
    expect(screen.getByText("Help g More g")).toBeTruthy();
    expect(screen.getByText("More l")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Add a sample" }));
    expect(screen.getByRole("columnheader", { name: "Title c" })).toBeTruthy();
    expect((screen.getByLabelText("Off") as HTMLInputElement).disabled).toBe(true);
    expect((screen.getByLabelText("Fixed") as HTMLInputElement).readOnly).toBe(true);
    expect(screen.queryByText(/Own/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it("set choices side by side or below each other, take some away, and name them", async () => {
    use(
      { kind: { type: "string", title: "Kind", enum: ["a", "b", "c", "d", "e"] }, few: { type: "string", title: "Few", enum: ["a", "b"] } },
      { kind: { "ui:widget": "radio", "ui:options": { inline: true }, "ui:enumDisabled": ["b"], "ui:enumNames": ["A", "B", "C", "D", "E"] }, few: { "ui:widget": "radio", "ui:options": { inline: false } } },
    );
    showPanel(server, base, "f1");
    const kind = await screen.findByRole("radiogroup", { name: "Kind" });
    expect(kind.className).toBe("of-choices");
    expect(screen.getByRole("radiogroup", { name: "Few" }).className).toContain("of-choices--col");
    expect((within(kind).getByRole("radio", { name: "B" }) as HTMLInputElement).disabled).toBe(true);
  });

  it("open the page at the question that asks for it", async () => {
    use({ a: { type: "string", title: "First" }, b: { type: "string", title: "Second" } }, { b: { "ui:autofocus": true } });
    showPanel(server, base, "f1");
    const second = await screen.findByLabelText("Second");
    await waitFor(() => expect(document.activeElement).toBe(second));
  });

  it("cannot put other components or ids into the page", () => {
    const { uiSchema } = normalise(
      { type: "object", properties: { a: { type: "string" } } },
      { "ui:rootFieldId": "x", a: { "ui:field": "ObjectField", "ui:FieldTemplate": "Nope", "ui:title": { bad: true }, "ui:options": { ObjectFieldTemplate: 1, field: "x", rows: 3 } } },
    );
    expect(uiSchema).toEqual({ a: { "ui:options": { rows: 3 } } });
  });
});
