// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms that come with the product: in the filler, empty and with every question that an answer can bring in, and in the builder. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { OTHERWISE } from "../src/designer/document/conditions";
import { listed, outlineOf } from "../src/designer/document/outline";
import type { Answers } from "../src/shared/types";
import { faultsOf } from "./support/faults";
import { axeFindings } from "./support/render";

const LIBRARY = join(import.meta.dirname, "../../omero_forms/library");
const read = (entry: string, file: string): string => readFileSync(join(LIBRARY, entry, file), "utf8");
const entries = readdirSync(LIBRARY).map((entry) => {
  const texts = { schema: read(entry, "edition-1.json"), uiSchema: read(entry, "edition-1.ui.json") };
  return { entry, texts, schema: JSON.parse(texts.schema) as RJSFSchema, uiSchema: JSON.parse(texts.uiSchema) as UiSchema };
});

type Part = RJSFSchema & { properties?: Record<string, RJSFSchema>; allOf?: { if: RJSFSchema; then: Part }[] };

/** An answer for each question that other questions depend on, so that these are asked; one entry in each list of groups. */
function opened({ properties = {}, allOf = [] }: Part): Answers {
  const answers: Answers = {};
  const deeper = (questions: Record<string, RJSFSchema>): void => {
    for (const [name, question] of Object.entries(questions)) {
      if (question.type === "object") answers[name] = opened(question as Part);
      if (question.type === "array" && (question.items as RJSFSchema).type === "object") answers[name] = [opened(question.items as Part)];
    }
  };
  deeper(properties);
  for (const rule of allOf)
    for (const [name, wanted] of Object.entries(rule.if.properties ?? {})) {
      const { const: value, enum: values } = wanted as RJSFSchema;
      if (name in answers) continue;
      answers[name] = value ?? values?.[0];
      deeper(rule.then.properties ?? {});
    }
  return answers;
}

const titles = (part: Part): string[] => Object.values(part.properties ?? {}).map((question) => question.title ?? "");

describe.each(entries)("$entry", ({ entry, texts, schema, uiSchema }) => {
  afterEach(cleanup);

  it("shows every question with a control", () => {
    expect(faultsOf({ schema, dialect: "draft-07", answers: {}, uiSchema })).toEqual([]);
    for (const title of titles(schema as Part)) expect(screen.getAllByText(title).length).toBeGreaterThan(0);
  });

  it("has no question that the builder does not know", () => {
    const outline = outlineOf({ name: entry, description: "", ...texts });
    const unknown = [...listed(outline?.questions ?? [])].filter(({ kind, condition }) => kind === "advanced" || condition === OTHERWISE);
    expect(outline?.questions).not.toHaveLength(0);
    expect(unknown.map(({ pointer }) => pointer)).toEqual([]);
  });

  it("shows what answers bring in, too, and axe finds nothing", async () => {
    const answers = opened(schema as Part);
    expect(faultsOf({ schema, dialect: "draft-07", answers, uiSchema })).toEqual([]);
    expect(await axeFindings()).toEqual([]);
  });
});
