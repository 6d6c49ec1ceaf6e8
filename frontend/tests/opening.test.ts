// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a change brings up takes nothing away. */
import type { RJSFSchema } from "@rjsf/utils";
import { expect, it } from "vitest";
import { broughtUp } from "../src/form/opening";

it("keeps a row that was added and not filled in yet, while another answer brings up a default", () => {
  const schema: RJSFSchema = {
    type: "object",
    properties: { stains: { type: "array", items: { type: "string" } }, where: { type: "string" } },
    allOf: [{ if: { properties: { where: { const: "inside" } }, required: ["where"] }, then: { properties: { room: { type: "string", default: "R 1" } } } }],
  };
  const answers = broughtUp({ schema, uiSchema: {} }, { stains: [undefined], where: "inside" });
  expect(answers).toEqual({ stains: [undefined], where: "inside", room: "R 1" });
  expect(answers["stains"]).toHaveLength(1);
});
