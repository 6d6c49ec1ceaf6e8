// SPDX-License-Identifier: AGPL-3.0-or-later
/** How many questions of a long form render again when one of them changes. Counted, since times say nothing on a busy machine. */
import type { FieldTemplateProps, ObjectFieldTemplateProps, RJSFSchema } from "@rjsf/utils";
import { render, screen, waitFor } from "@testing-library/react";
import type { ReactElement } from "react";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import type { FormDocument } from "../src/designer/document/document";
import { Asked } from "../src/designer/preview/Asked";
import { useShown } from "../src/designer/preview/useShown";
import { fieldId } from "../src/form/pointers";
import { templates } from "../src/form/templates";
import type { NotAsked } from "../src/shared/types";
import { showPanel } from "./support/render";
import { FormsServer } from "./support/server";

const KINDS: RJSFSchema[] = [
  { type: "string", maxLength: 2 },
  { type: "number", minimum: 0 },
  { type: "boolean" },
  { type: "string", enum: ["one", "two"] },
];
const NOTHING: NotAsked[] = [];
const MOST = { key: 2, leaving: 2 };

const Original = templates.FieldTemplate as (props: FieldTemplateProps) => ReactElement;
let rendered: string[] = [];
templates.FieldTemplate = function Counted(props: FieldTemplateProps) {
  rendered.push(props.id);
  return Original(props);
};

const OriginalGroup = templates.ObjectFieldTemplate as (props: ObjectFieldTemplateProps) => ReactElement;
/** The elements of the questions of a group, as it was rendered last. */
let contents: Record<string, ReactElement> = {};
templates.ObjectFieldTemplate = function Seen(props: ObjectFieldTemplateProps) {
  contents = Object.fromEntries(props.properties.map(({ name, content }) => [name, content]));
  return OriginalGroup(props);
};
afterAll(() => {
  templates.FieldTemplate = Original;
  templates.ObjectFieldTemplate = OriginalGroup;
});

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(async () => {
  await server.stop();
});

function found<T>(element: T | null): T {
  if (element === null) throw new Error("not there yet");
  return element;
}

/** The root renders with each of its questions; what counts are questions. */
const questions = (): string[] => rendered.filter((id) => id.includes("q"));

function open(around: (properties: NonNullable<RJSFSchema["properties"]>) => RJSFSchema): ReturnType<typeof showPanel> {
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`q${number}`, { title: `Q ${number}`, ...KINDS[number % KINDS.length] }]));
  server.versions = [{ ...server.version, schema: around(properties), ui_schema: {} }];
  return showPanel(server, base, "f1");
}

const SHAPES: [string, (properties: NonNullable<RJSFSchema["properties"]>) => RJSFSchema][] = [
  ["a plain form", (properties) => ({ type: "object", properties })],
  [
    "a form with a condition",
    (properties) => ({ type: "object", properties, if: { required: ["q2"], properties: { q2: { const: true } } }, then: { properties: { more: { type: "string" } } } }),
  ],
  ["a group of a form", (properties) => ({ type: "object", properties: { group: { type: "object", properties }, more: { type: "string" } } })],
];

it.each(SHAPES)("in %s of 300 questions only the one that changed renders, and only the one of which something is said", async (_, around) => {
  const user = open(around);
  // Not by its label: to look through 300 of them takes longer than all else here.
  const field = await waitFor(() => found(document.querySelector<HTMLInputElement>('input[id$="/q8"]')));
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  field.focus();
  for (const key of "abc") {
    rendered = [];
    await user.keyboard(key);
    expect(new Set(questions()).size).toBe(1);
    expect(questions().length).toBeLessThanOrEqual(MOST.key);
  }
  rendered = [];
  await user.tab();
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  expect(new Set(questions()).size).toBe(1);
  expect(questions().length).toBeLessThanOrEqual(MOST.leaving);
});

it("while a form is designed only the question that changed renders in its preview", async () => {
  const documentOf = (title: string, more: object = {}): FormDocument => {
    const properties = Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`q${number}`, { title: number === 7 ? title : `Q ${number}`, ...KINDS[number % KINDS.length] }]));
    return { name: "", description: "", schema: JSON.stringify({ type: "object", properties, ...more }), uiSchema: "{}" };
  };
  function Designed({ document: shown }: { document: FormDocument }): ReactElement {
    const { form } = useShown(shown, NOTHING);
    return form ? <Asked form={form} /> : <></>;
  }
  const { rerender } = render(<Designed document={documentOf("Stain")} />);
  await screen.findByLabelText("Stain");
  rendered = [];
  const before = contents;
  rerender(<Designed document={documentOf("Dye")} />);
  expect(screen.getByLabelText("Dye")).toBeTruthy();
  expect(new Set(questions())).toEqual(new Set([fieldId(["q7"])]));
  // Of the others React does not even look whether they are others.
  expect(Object.keys(contents).filter((name) => contents[name] !== before[name])).toEqual(["q7"]);
  rendered = [];
  rerender(<Designed document={documentOf("Dye", { required: ["q7"] })} />);
  expect(new Set(questions())).toEqual(new Set([fieldId(["q7"])]));
});
