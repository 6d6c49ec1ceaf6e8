// SPDX-License-Identifier: AGPL-3.0-or-later
/** Parts that may hold themselves, by every way in which a form can say so: shown in an end, opened by hand, and sent. */
import type { RJSFSchema } from "@rjsf/utils";
import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inPageDialect } from "../src/form/dialects";
import { withoutHidden } from "../src/form/hidden";
import { normalise } from "../src/form/normalise";
import { openedWith } from "../src/form/opening";
import type { Dialect } from "../src/shared/types";
import { axeFindings, showPanel } from "./support/render";
import { findProblems } from "../src/form/problems";
import { requiredAnswers } from "../src/form/progress";
import { sectionsOf } from "../src/form/sections";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

const name = { type: "string", title: "Name" };
const again = { $ref: "#/definitions/part" };
const form = (k: object, part: object): object => ({ type: "object", properties: { k }, definitions: { part: { type: "object", title: "Part", ...part } } });

const WAYS: [string, Dialect, object][] = [
  ["by a reference beside rules", "2020-12", form(again, { properties: { name, inner: { ...again, minProperties: 1 } } })],
  ["by a combination", "draft-07", form(again, { properties: { name, inner: { allOf: [again] } } })],
  ["by a combination beside its questions", "draft-07", form(again, { properties: { name }, allOf: [{ properties: { inner: again } }] })],
  ["by a condition", "draft-07", form(again, { properties: { name }, if: { properties: { name: { const: "a" } } }, then: { properties: { inner: again } } })],
  ["by the other branch of a condition", "draft-07", form(again, { properties: { name }, if: { required: ["name"] }, else: true, then: { properties: { inner: again } } })],
  ["as a kind of a choice", "draft-07", form({ oneOf: [again, { type: "string" }] }, { properties: { name, inner: again, other: again } })],
  ["as a kind of any of several", "draft-07", form({ anyOf: [{ type: "string" }, again] }, { properties: { name, group: { type: "object", properties: { inner: again } } } })],
];

describe("parts that may hold themselves", () => {
  it.each(WAYS)("come to an end %s, and keep what was answered inside", (_way, dialect, schema) => {
    const shown = normalise(inPageDialect(schema as RJSFSchema, dialect), {});
    expect(openedWith(shown, null)).toEqual({});
    const answers = { k: { name: "a", inner: { name: "a", inner: { name: "b" } } } };
    expect(openedWith(shown, answers)).toEqual(answers);
    expect(withoutHidden(shown, answers)).toEqual(answers);
  });

  it.each(WAYS.slice(0, 5))("are opened by hand %s", async (_way, dialect, schema) => {
    server.versions = [
      { number: 1, schema: schema as RJSFSchema, dialect, not_asked: [], opens: true, ui_schema: {}, message: "", published_at: "2026-11-01T08:00:00Z", author: anna },
    ];
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Name"), "a");
    await user.click(await screen.findByRole("button", { name: /^Add a part inside$/ }));
    await waitFor(() => expect(screen.getAllByLabelText("Name")).toHaveLength(2));
    await user.type(screen.getAllByLabelText("Name").at(-1) as HTMLElement, "inside");
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Submit answers" }));
    await screen.findByText(/^Submission \d+ is recorded$/);
    expect(server.posted().at(-1)?.answers).toEqual({ k: { name: "a", inner: { name: "inside" } } });
  });
});

/** Seven kinds of parts, each of which may hold all seven. */
function everythingInEverything(link: (parts: object[]) => Record<string, object>): RJSFSchema {
  const names = ["d0", "d1", "d2", "d3", "d4", "d5", "d6"];
  const parts = names.map((each) => ({ $ref: `#/definitions/${each}` }));
  const definitions = Object.fromEntries(names.map((each) => [each, { type: "object", required: ["name"], properties: { name, ...link(parts) } }]));
  return { type: "object", properties: { k: { $ref: "#/definitions/d0" } }, definitions } as RJSFSchema;
}

const numbered = (parts: object[], of: (part: object) => object): Record<string, object> => Object.fromEntries(parts.map((part, index) => [`p${index}`, of(part)]));

const ENTANGLED: [string, RJSFSchema, unknown][] = [
  ["groups", everythingInEverything((parts) => numbered(parts, (part) => part)), { p6: { p3: { name: 5 } } }],
  ["lists", everythingInEverything((parts) => numbered(parts, (items) => ({ type: "array", items }))), { p6: [{ name: "x", p3: [{ name: 5 }] }] }],
  ["choices", everythingInEverything((parts) => ({ p: { anyOf: parts } })), { p: { name: "x", p: { name: "y" } } }],
];

describe("many parts that hold each other", () => {
  it.each(ENTANGLED)("come to an end soon as %s, and are judged to the last", (way, schema, inner) => {
    const inPage = inPageDialect(schema, "draft-07");
    const shown = normalise(inPage, {});
    const answers = { k: { name: "a", ...(inner as object) } };
    expect(openedWith(shown, answers)).toEqual(answers);
    expect(withoutHidden(shown, answers)).toEqual(answers);
    expect(sectionsOf(shown.schema, shown.uiSchema, answers)).not.toEqual([]);
    expect(requiredAnswers(inPage, answers)[0]?.pointer).toBe("/k/name");
    const told = findProblems(inPage, shown.uiSchema, answers).map(({ pointer, path }) => [pointer, path]);
    const where: Record<string, string[][]> = {
      groups: [["/k/p6/name", "k > p6 > Name"], ["/k/p6/p3/name", "k > p6 > p3 > Name"]],
      lists: [["/k/p6/0/p3/0/name", "k > p6 > 1 > p3 > 1 > Name"]],
      choices: [],
    };
    expect(told).toEqual(where[way]);
  });
});
