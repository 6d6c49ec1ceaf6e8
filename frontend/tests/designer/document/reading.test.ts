// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";
import type { FormDocument } from "../../../src/designer/document/document";
import { placeOf, pointerAt, readDocument } from "../../../src/designer/document/reading";

const documentOf = (schema: string, uiSchema = ""): FormDocument => ({ name: "Stain", description: "", schema, uiSchema });

const SCHEMA = `{
  "type": "object",
  "properties": {
    "a/b": { "type": "string" },
    "list": { "items": [{ "type": "number" }] }
  }
}`;

test("a text that is no JSON says line and column, as the server does, and the other text is read all the same", () => {
  const reading = readDocument(documentOf('{\n  "a": 1,\n  b\n}', '{"ui:order": ["a"]}'));
  expect(reading.schema).toBeNull();
  expect(reading.uiSchema).toEqual({ "ui:order": ["a"] });
  expect(reading.faults).toMatchObject([
    { pane: "schema", line: 3, column: 3, offset: 14, message: "It is not JSON: line 3, column 3 cannot be read." },
  ]);
});

test.each(["{'a': 1}", '{"a": 1,}', "// no\n{}", "{", "", "[1", '{"a": 01}', "NaN"])("%s is no JSON", (text) => {
  expect(readDocument(documentOf(text)).faults).toHaveLength(1);
});

test("a schema is an object, an empty UI schema is one without anything", () => {
  expect(readDocument(documentOf("[]")).faults).toMatchObject([{ message: "A form's schema is a JSON object." }]);
  expect(readDocument(documentOf("{}", "7")).faults).toMatchObject([{ pane: "uiSchema", message: "A UI schema is a JSON object." }]);
  expect(readDocument(documentOf("{}", " \n")).faults).toEqual([]);
});

test("the same texts are read once", () => {
  const one = readDocument(documentOf(SCHEMA));
  readDocument(documentOf("{}"));
  expect(readDocument(documentOf(SCHEMA)).schema).toBe(one.schema);
});

test("a pointer leads to its place, or to what is around it", () => {
  const document = documentOf(SCHEMA);
  const textAt = (pointer: string): string => {
    const place = placeOf(document, pointer);
    return place ? SCHEMA.slice(place.offset, place.offset + place.length) : "";
  };
  expect(textAt("/properties/a~1b")).toBe('"a/b": { "type": "string" }');
  expect(textAt("/properties/list/items/0")).toBe('{ "type": "number" }');
  expect(textAt("/properties/list/nothing/here")).toBe('"list": { "items": [{ "type": "number" }] }');
  expect(placeOf(document, "/properties/list")?.line).toBe(5);
  expect(placeOf(document, "")).toEqual({ offset: 0, length: SCHEMA.length, line: 1 });
  expect(placeOf(documentOf(""), "/a")).toBeNull();
  expect(pointerAt(document, SCHEMA.indexOf("string"))).toBe("/properties/a~1b/type");
});

test.each([
  ['{"$schema": "https://json-schema.org/draft/2020-12/schema#"}', "2020-12"],
  ['{"$schema": "http://json-schema.org/draft-04/schema"}', "draft-04"],
  ['{"properties": {"a": {"minimum": 1, "exclusiveMinimum": true}}}', "draft-04"],
  ["{}", "draft-07"],
])("%s is written in %s", (text, dialect) => {
  expect(readDocument(documentOf(text)).dialect).toBe(dialect);
});
