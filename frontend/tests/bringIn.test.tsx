// SPDX-License-Identifier: AGPL-3.0-or-later
import { fireEvent, screen, within } from "@testing-library/react";
import { File as ServedFile } from "node:buffer";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BringInScreen } from "../src/designer/bringin/BringInScreen";
import { ofDrop, wanted } from "../src/designer/bringin/picked";
import type { Imported } from "../src/shared/types";
import { annasSession } from "./support/formRows";
import { axeFindings } from "./support/render";
import { refusal, Routes, showScreen } from "./support/routes";

let routes: Routes;
let base: string;
/** What was sent with each upload. */
let uploads: string[];
let found: Imported[];

const imported = (file: string, said: Partial<Imported> = {}): Imported => ({
  file,
  state: "accepted",
  part: false,
  mended: [],
  problems: [],
  name: file.replace(".json", ""),
  makes_form: true,
  ...said,
});
const stain = imported("stain.json", { name: "Staining" });
const cell = imported("set/cell.json", {
  state: "mended",
  name: "Cell line",
  mended: [
    { pointer: "/required", message: "“line” stood in the list twice. It is there once now." },
    { pointer: "/properties/line/type", message: "“str” is no type. It is “string” now." },
  ],
});
const broken = imported("broken.json", { state: "refused", makes_form: false, problems: [{ pointer: "/$ref", message: "lamp.json is not there." }] });
const part = imported("set/unit.json", { part: true, name: "Unit" });

/** Files as the browser's own form takes them: jsdom's never leave the page. */
const file = (name: string, text = "{}"): File => new ServedFile([text], name, { type: "application/json" }) as unknown as File;

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/designer/import/");
  const form = await new Response(new URLSearchParams("a=b")).formData();
  vi.stubGlobal("FormData", form.constructor);
  uploads = [];
  found = [stain];
  routes = new Routes().on("POST forms/import", ({ text }) => {
    uploads.push(text);
    const isLook = text.includes('name="check"');
    return [200, { files: found, drafts: isLook ? [] : [{ form: "fbbbbbbbbbbbbbbb", name: "Staining" }] }];
  });
  base = await routes.start();
});
afterEach(() => {
  vi.unstubAllGlobals();
  return routes.stop();
});

function choose(...files: File[]): void {
  fireEvent.change(screen.getByLabelText("Files to bring in"), { target: { files } });
}

it("looks first, begins drafts when told to, and leads to them", async () => {
  const { user, container } = showScreen(base, BringInScreen, "");
  expect(await axeFindings(container)).toEqual([]);
  choose(file("stain.json"));
  expect(await screen.findByText("1 form can begin now.")).toBeTruthy();
  expect(uploads[0]).toContain('name="check"');
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Begin 1 draft" }));
  expect((await screen.findByRole("link", { name: "Staining" })).getAttribute("href")).toMatch(/\/designer\/fbbbbbbbbbbbbbbb\/$/);
  expect(uploads[1]).not.toContain('name="check"');
  expect(uploads[1]).toContain('{"stain.json":[]}');
  expect(await axeFindings(container)).toEqual([]);
});

it("means no mending before somebody has said yes to it, and leaves a file out until all of its own are meant", async () => {
  found = [stain, cell, broken, part];
  const { user, container } = showScreen(base, BringInScreen, "");
  choose(file("a.json"));
  expect(await screen.findByText("1 form can begin now; 1 more once you have said yes to all that was mended in them.")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByLabelText(/“line” stood in the list twice/));
  expect(screen.getByText(/1 form can begin now; 1 more/)).toBeTruthy();
  await user.click(screen.getByLabelText(/“str” is no type/));
  await user.click(screen.getByRole("button", { name: "Begin 2 drafts" }));
  await screen.findByText(/was begun/);
  expect(uploads[1]).toContain('{"stain.json":[],"set/cell.json":["/required","/properties/line/type"]}');
});

it("says yes to all mendings at once, and no again to a file", async () => {
  found = [cell, imported("b.json", { state: "mended", mended: [{ pointer: "", message: "It had no type." }] })];
  const { user } = showScreen(base, BringInScreen, "");
  choose(file("a.json"));
  expect(await screen.findByText("2 forms wait for your yes to all that was mended.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Say yes to all 3 mendings" }));
  expect(screen.getByText("2 forms can begin now.")).toBeTruthy();
  await user.click(screen.getByLabelText(/Cell line/));
  await user.click(screen.getByRole("button", { name: "Begin 1 draft" }));
  await screen.findByText(/was begun/);
  expect(uploads[1]).toContain('{"b.json":[""]}');
});

it("makes a form of a part only when somebody asks for it", async () => {
  found = [stain, part];
  const { user } = showScreen(base, BringInScreen, "");
  choose(file("a.json"));
  const parts = within(await screen.findByRole("region", { name: /Parts of others/ }));
  const own = parts.getByLabelText(/Unit/) as HTMLInputElement;
  expect(own.checked).toBe(false);
  await user.click(own);
  expect(screen.getByRole("button", { name: "Begin 2 drafts" })).toBeTruthy();
});

it("says what is refused, where and why", async () => {
  // Also of a part: whoever refers to it cannot do without.
  found = [broken, { ...broken, file: "set/lost.json", part: true }];
  showScreen(base, BringInScreen, "");
  choose(file("broken.json"));
  const refused = within(await screen.findByRole("region", { name: /Refused/ }));
  expect(refused.getAllByText(/lamp.json is not there/).map((said) => said.textContent?.includes("/$ref"))).toEqual([true, true]);
  expect((screen.getByRole("button", { name: "Begin drafts" }) as HTMLButtonElement).disabled).toBe(true);
});

it("names the file that keeps all others from being read, and begins nothing", async () => {
  routes.on("POST forms/import", () => refusal(422, "import_unusable", "What you brought in cannot be read.", { problems: [{ path: "set.zip", message: "It is no zip." }] }));
  showScreen(base, BringInScreen, "");
  choose(file("set.zip"));
  expect((await screen.findByRole("alert")).textContent).toContain("set.zip: It is no zip.");
});

it("sends nothing that is too large, or that cannot become a form", async () => {
  showScreen(base, BringInScreen, "");
  const large = file("large.json");
  Object.defineProperty(large, "size", { value: 20_000_001 });
  choose(large);
  expect((await screen.findByRole("alert")).textContent).toContain("larger than 20 MB together");
  choose(file("image.tif"), file("notes.txt"));
  expect(await screen.findByText("There is nothing in it that could become a form")).toBeTruthy();
  expect(screen.getByText("2 other files were left where they are.")).toBeTruthy();
  expect(uploads).toEqual([]);
});

it("keeps the path of each file in a folder, since references go by it, and leaves hidden ones out", async () => {
  const inFolder = file("unit.json");
  Object.defineProperty(inFolder, "webkitRelativePath", { value: "set/core/unit.json" });
  const hidden = file("config.json");
  Object.defineProperty(hidden, "webkitRelativePath", { value: "set/.git/config.json" });
  showScreen(base, BringInScreen, "");
  fireEvent.change(screen.getByLabelText("Folder to bring in"), { target: { files: [inFolder, hidden] } });
  await screen.findByText("1 form can begin now.");
  expect(uploads[0]).toContain('filename="set/core/unit.json"');
  expect(uploads[0]).not.toContain("config.json");
});

it("goes through folders that are dropped, however many parts the browser hands them out in", async () => {
  const leaf = (path: string) => ({ isDirectory: false, fullPath: path, file: (take: (file: File) => void) => take(file(path)) });
  const parts = [[leaf("/set/a.json"), leaf("/set/b.json")], [leaf("/set/c.json")], []];
  const folder = { isDirectory: true, fullPath: "/set", createReader: () => ({ readEntries: (take: (part: unknown) => void) => take(parts.shift()) }) };
  const transfer = { items: [{ webkitGetAsEntry: () => folder }], files: [] } as unknown as DataTransfer;
  expect((await ofDrop(transfer)).map(({ path }) => path)).toEqual(["set/a.json", "set/b.json", "set/c.json"]);
  expect(wanted([{ path: "a/B.JSON", file: file("B.JSON") }]).picked).toHaveLength(1);
});

it("has a spreadsheet to fill in for those who have no schema", () => {
  showScreen(base, BringInScreen, "");
  const addresses = ["workbook to fill in", "as CSV"].map((name) => screen.getByRole("link", { name }).getAttribute("href"));
  expect(addresses).toEqual([`${base}api/v1/forms/import/template.xlsx`, `${base}api/v1/forms/import/template.csv`]);
});

it("is not for those who may make no forms, and names where they learn whom to ask", () => {
  showScreen(base, BringInScreen, "", { ...annasSession, may_create_forms: false });
  expect(screen.getByText("Forms are brought in by those who may make them")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("tells those who have lost the right to make forms meanwhile", async () => {
  routes.on("POST forms/import", () => refusal(403, "forbidden", "You may not make forms."));
  showScreen(base, BringInScreen, "");
  choose(file("a.json"));
  expect((await screen.findByRole("alert")).textContent).toContain("You may not make forms.");
});
