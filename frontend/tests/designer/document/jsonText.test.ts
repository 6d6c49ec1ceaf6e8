// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";
import { memberNames, rawAt, valueOf, withMembersInOrder, withName, withoutEmpty, withoutValue, withValue } from "../../../src/designer/document/jsonText";

const TEXT = `{
    "a":  1.0,
    "list": [1,  2,3],
    "inline": {"x": 1, "y": {"z": 2}},
    "lines": [
        "p", "q",
        "r"
    ]
}
`;

test("a value is replaced where it stands, and all else stays as it was typed", () => {
  expect(withValue(TEXT, ["list", 1], 20)).toBe(TEXT.replace("2,3", "20,3"));
  expect(withValue(TEXT, ["inline", "y", "z"], "two")).toBe(TEXT.replace('"z": 2', '"z": "two"'));
  expect(withValue(TEXT, ["a"], 1)).toBe(TEXT);
});

test("a new member gets the layout of those beside it", () => {
  expect(withValue(TEXT, ["inline", "w"], [1])).toBe(TEXT.replace('{"z": 2}}', '{"z": 2}, "w": [1]}'));
  expect(withValue(TEXT, ["b"], { c: { d: 1 } }, 0)).toBe(
    TEXT.replace('    "a"', '    "b": {\n        "c": {\n            "d": 1\n        }\n    },\n    "a"'),
  );
  expect(withValue("{}", ["a", "b"], 1)).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
  expect(withValue("", ["a"], 1)).toBe('{\n  "a": 1\n}');
  expect(withValue('{"a":{},"b":1}', ["a", "c"], [1, { d: 2 }])).toBe('{"a":{"c":[1,{"d":2}]},"b":1}');
  expect(withValue('{\r\n\t"a": {}\r\n}', ["a", "c"], 1)).toBe('{\r\n\t"a": {\r\n\t\t"c": 1\r\n\t}\r\n}');
});

test("of a list only the entries are written that differ", () => {
  expect(withValue(TEXT, ["lines"], ["p", "q", "r", "s"])).toBe(TEXT.replace('"r"', '"r",\n        "s"'));
  expect(withValue(TEXT, ["lines"], ["p", "r"])).toBe(TEXT.replace('"p", "q"', '"p"'));
  expect(withValue(TEXT, ["list"], [0, 1, 2, 3])).toBe(TEXT.replace("[1", "[0, 1"));
  expect(withValue(TEXT, ["list"], [1, 2])).toBe(TEXT.replace("2,3", "2"));
});

test("what is taken out leaves no comma, and nothing empty where that is asked for", () => {
  expect(valueOf(withoutValue("[1, 2]", [1]), [])).toEqual([1]);
  expect(withoutValue("[1, 2]", [1])).toBe("[1]");
  expect(withoutValue('{"a": 1, "b": 2}', ["a"])).toBe('{"b": 2}');
  expect(withoutValue('{"a": 1}', ["a"])).toBe("{}");
  expect(withoutEmpty('{"a": {"b": {"c": 1}}, "d": 2}', ["a", "b", "c"])).toBe('{"d": 2}');
  expect(withoutValue(TEXT, ["nothing", "here"])).toBe(TEXT);
});

test("a member keeps its characters when it is renamed or moved", () => {
  expect(withName(TEXT, [], "list", "li\"st")).toBe(TEXT.replace('"list"', '"li\\"st"'));
  const moved = withMembersInOrder(TEXT, [], ["inline", "a", "list", "lines"]);
  expect(memberNames(moved, [])).toEqual(["inline", "a", "list", "lines"]);
  expect(moved).toContain('{\n    "inline": {"x": 1, "y": {"z": 2}},\n    "a":  1.0,\n');
  expect(withMembersInOrder(moved, [], ["a", "list", "inline", "lines"])).toBe(TEXT);
});

test("a part that is written elsewhere is only indented anew", () => {
  const raw = rawAt('{\n  "a": {\n    "b": {\n      "c":   1.50\n    }\n  }\n}', ["a", "b"]);
  expect(withValue('{\n\t"x": 1\n}', ["y"], raw)).toBe('{\n\t"x": 1,\n\t"y": {\n\t  "c":   1.50\n\t}\n}');
});

test("of a name that is given twice the last one counts", () => {
  expect(withValue('{"a": 1, "a": 2}', ["a"], 3)).toBe('{"a": 1, "a": 3}');
});
