// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { laidOut } from "../src/designer/compare/laidOut";
import { SideBySide } from "../src/designer/compare/SideBySide";
import { axeFindings } from "./support/render";

const questions = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`q${index}`, { type: "string" }]));
const schemaOf = (more: object): string => JSON.stringify({ type: "object", properties: { ...questions, ...more } });

const show = (before: string, after: string) =>
  render(<SideBySide before={{ name: "Version 3", schema: before, uiSchema: "{}" }} after={{ name: "Draft", schema: after, uiSchema: "{}" }} />);

it("shows both texts under their names, and folds what is the same in them", async () => {
  const { container } = show(schemaOf({ pixel: { type: "number" } }), schemaOf({ pixel: { type: "integer" } }));
  const old = await screen.findByRole("textbox", { name: "Version 3" });
  const now = screen.getByRole("textbox", { name: "Draft" });
  expect(old.textContent).toContain('"type": "number"');
  expect(now.textContent).toContain('"type": "integer"');
  expect(now.textContent).not.toContain('"q0"');
  expect(screen.getByText("The same in both.")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Unchanged lines as well" }));
  expect((await screen.findByRole("textbox", { name: "Draft" })).textContent).toContain('"q0"');
});

it("takes nothing that is typed", async () => {
  show(schemaOf({}), schemaOf({ pixel: { type: "integer" } }));
  const now = await screen.findByRole("textbox", { name: "Draft" });
  expect(now.getAttribute("aria-readonly")).toBe("true");
});

it("compares what is written, not how it is laid out, and leaves numbers as they were typed", () => {
  expect(laidOut('{"a":1.0,"b":[1e3]}')).toBe(laidOut('{\n    "a": 1.0, "b": [1e3]}'));
  expect(laidOut('{"a":1.0}')).toContain("1.0");
  expect(laidOut('{"a":')).toBe('{"a":');
});

it("says that they are the same where only the spaces between differ", async () => {
  show('{"type":"object"}', '{ "type": "object" }');
  await waitFor(() => expect(screen.getAllByText("The same in both.")).toHaveLength(2));
});
