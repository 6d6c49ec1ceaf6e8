// SPDX-License-Identifier: AGPL-3.0-or-later
/** Long lists of choices: found by typing, never drawn as a whole. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toggled } from "../src/form/checklist";
import { Searchable } from "../src/form/search";
import { axeFindings, showPanel } from "./support/render";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

const species = (length: number): string[] => Array.from({ length }, (_, index) => `Species ${String(index).padStart(4, "0")}`);

function use(question: RJSFSchema, ui: UiSchema = {}): void {
  const schema: RJSFSchema = { type: "object", properties: { q: { title: "Taxon", ...question }, last: { type: "string", title: "Last" } } };
  server.versions = [{ ...server.version, schema, ui_schema: { q: ui } }];
}

async function submitted(user: ReturnType<typeof showPanel>): Promise<Record<string, unknown>> {
  await user.click(screen.getByRole("button", { name: "Submit answers" }));
  await screen.findByText("Submission 1 is recorded");
  return server.posted()[0]?.answers ?? {};
}

const box = (): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("combobox", { name: "Taxon" });
const options = (): string[] => screen.queryAllByRole("option").map((option) => option.textContent ?? "");

describe("searching choices", () => {
  const towns = new Searchable(["Kraków", "Åbo", "आगरा", "New York", "York", "O'Neill"], (text) => text);
  const found = (text: string): string[] => towns.matches(text).map(({ item }) => item);

  it("minds neither case nor accents nor how they are composed", () => {
    expect(found("KRAKOW")).toEqual(["Kraków"]);
    expect(found("Kraków".normalize("NFD"))).toEqual(["Kraków"]);
    expect(found("abo")).toEqual(["Åbo"]);
    expect(found("आग")).toEqual(["आगरा"]);
  });

  it("puts what begins alike first, takes words in any order, and knows what is written in full", () => {
    expect(found("york")).toEqual(["York", "New York"]);
    expect(found("york ne")).toEqual(["New York"]);
    expect(found("x")).toEqual([]);
    expect(towns.exact(" krakow ")).toBe(0);
    expect(towns.exact("New")).toBe(-1);
  });
});

describe("one of many choices", () => {
  it("is found by typing and chosen with the keyboard", async () => {
    use({ type: "string", enum: species(3000) });
    const user = showPanel(server, base, "f1");
    await user.type(await box(), "2345{ArrowDown}{ArrowUp}{Enter}");
    expect((await box()).value).toBe("Species 2345");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect((await submitted(user))["q"]).toBe("Species 2345");
  });

  it("shows fifty at a time, says how many more there are, and reaches the others with the arrow keys", async () => {
    use({ type: "string", enum: species(120) });
    const user = showPanel(server, base, "f1");
    await user.click(await box());
    expect(options()).toHaveLength(50);
    expect(screen.getByText("70 more choices: type to narrow the list")).toBeTruthy();
    await user.keyboard("{PageDown}".repeat(12));
    const field = await box();
    expect(document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.textContent).toBe("Species 0119");
    expect(await axeFindings()).toEqual([]);
  });

  it("stays as it was when something else is typed and left, and says so", async () => {
    use({ type: "string", enum: species(60), default: "Species 0007" });
    const user = showPanel(server, base, "f1");
    await user.type(await box(), "unheard of");
    await user.tab();
    expect((await box()).value).toBe("Species 0007");
    expect(screen.getByText("“unheard of” is not one of the choices. “Species 0007” is still chosen.")).toBeTruthy();
    await user.type(await box(), "species 0009");
    await user.tab();
    expect((await submitted(user))["q"]).toBe("Species 0009");
  });

  it("can be cleared, by emptying the field and by its button", async () => {
    use({ type: "string", enum: species(60), default: "Species 0007" });
    const user = showPanel(server, base, "f1");
    await user.click(await box());
    await user.clear(await box());
    await user.tab();
    expect((await box()).value).toBe("");
    await user.type(await box(), "0001{Enter}");
    await user.click(screen.getByRole("button", { name: "Clear the answer to Taxon" }));
    expect((await submitted(user))["q"]).toBeUndefined();
  });

  it.each<[string, RJSFSchema, unknown]>([
    ["titled constants", { type: "string", oneOf: species(70).map((title, index) => ({ const: `s${index}`, title })) }, "s7"],
    ["enumNames", { type: "string", enum: species(70).map((_, index) => `s${index}`), enumNames: species(70) } as RJSFSchema, "s7"],
    ["numbers", { type: "integer", enum: species(70).map((_, index) => index), enumNames: species(70) } as RJSFSchema, 7],
  ])("may be %s", async (_kind, question, answer) => {
    use(question);
    const user = showPanel(server, base, "f1");
    await user.type(await box(), "0007{Enter}");
    expect((await submitted(user))["q"]).toBe(answer);
  });

  it("is a list to search also where the form asks for buttons", async () => {
    use({ type: "string", enum: species(60) }, { "ui:widget": "radio" });
    const user = showPanel(server, base, "f1");
    await user.type(await box(), "0003{Enter}");
    expect((await submitted(user))["q"]).toBe("Species 0003");
  });

  it("leaves those out that the form has switched off", async () => {
    use({ type: "string", enum: species(60) }, { "ui:enumDisabled": ["Species 0003"] });
    const user = showPanel(server, base, "f1");
    await user.type(await box(), "0003{Enter}");
    await user.tab();
    expect((await box()).value).toBe("");
  });
});

describe("several of many choices", () => {
  const list: RJSFSchema = { type: "array", uniqueItems: true, items: { type: "string", enum: species(200) } };

  it("are found by typing, ticked, and shown on top, where they are removed", async () => {
    use(list);
    const user = showPanel(server, base, "f1");
    expect(await screen.findAllByRole("checkbox")).toHaveLength(50);
    await user.type(screen.getByRole("textbox", { name: "Search the choices of Taxon" }), "190{Enter}");
    await user.click(screen.getByRole("checkbox", { name: "Species 0190" }));
    await user.clear(screen.getByRole("textbox", { name: "Search the choices of Taxon" }));
    await user.click(screen.getByRole("checkbox", { name: "Species 0002" }));
    await user.click(screen.getByRole("checkbox", { name: "Species 0004" }));
    const chosen = screen.getByRole("list", { name: "Chosen for Taxon" });
    expect(within(chosen).getAllByRole("listitem").map((item) => item.textContent)).toEqual(["Species 0002", "Species 0004", "Species 0190"]);
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove Species 0004" }));
    expect((await submitted(user))["q"]).toEqual(["Species 0002", "Species 0190"]);
  });

  it("keep an answer that is no choice any more until somebody removes it", () => {
    const choices = [{ value: "a", label: "a" }, { value: null, label: "none" }, { value: { x: 1 }, label: "x" }];
    expect(toggled(choices, ["old"], "a")).toEqual(["a", "old"]);
    expect(toggled(choices, ["a", "old"], null)).toEqual(["a", null, "old"]);
    expect(toggled(choices, [{ x: 1 }, "old"], { x: 1 })).toEqual(["old"]);
  });
});
