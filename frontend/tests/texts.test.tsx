// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { rich } from "../src/shared/rich";
import { t, tn } from "../src/shared/texts";
import { files, SOURCES, textsIn } from "../texts.mjs";

afterEach(() => {
  globalThis.omeroFormsTexts = undefined;
});

const CZECH = { language: "cs", plurals: "20111".padEnd(200, "2") };

describe("what is said", () => {
  test("is English as it stands where a site has no catalogue", () => {
    expect(t("Nothing is open")).toBe("Nothing is open");
    expect(t("{name} asks for {what}", { name: "Ada {what}", what: 2 })).toBe("Ada {what} asks for 2");
    expect(tn("{n} dataset", "{n} datasets", 1)).toBe("1 dataset");
    expect(tn("{n} dataset of {name}", "{n} datasets of {name}", 1204, { name: "Ada" })).toBe("1,204 datasets of Ada");
  });

  test("is what the catalogue has, in the form that the number asks for there", () => {
    globalThis.omeroFormsTexts = {
      ...CZECH,
      texts: { "Nothing is open": "Nic není otevřeno", "{n} dataset": ["{n} datová sada", "{n} datové sady", "{n} datových sad"] },
    };
    expect(t("Nothing is open")).toBe("Nic není otevřeno");
    expect([1, 3, 7].map((number) => tn("{n} dataset", "{n} datasets", number))).toEqual(["1 datová sada", "3 datové sady", "7 datových sad"]);
    // What it lacks is said in English, with the English form.
    expect(tn("{n} image", "{n} images", 3)).toBe("3 images");
    expect(t("Only here")).toBe("Only here");
  });

  test("has elements in it, wherever a language puts them", () => {
    const said = rich("{who} leads <a>all policies</a> of {group}; {unknown}", {
      a: (inside) => <a href="#all">{inside}</a>,
      group: <b>{"Conti <a>x</a> {who}"}</b>,
      who: "Ada",
    });
    const { container } = render(<p>{said}</p>);
    expect(container.textContent).toBe("Ada leads all policies of Conti <a>x</a> {who}; {unknown}");
    expect(container.querySelector("a")?.textContent).toBe("all policies");
  });
});

describe("what the finder finds", () => {
  const outside = (source: string): string[] => textsIn(source, "x.tsx").outside.map(({ text }) => text);

  test("each text that is said", () => {
    const source = 'const a = t("One"); const b = <p title={t("Two" + " halves")}>{tn("{n} x", "{n} xs", t("Inner", { v: t("Value") }).length)}</p>;';
    expect(textsIn(source, "x.tsx").said).toEqual([["One"], ["Two halves"], ["{n} x", "{n} xs"], ["Inner"], ["Value"]]);
  });

  test("what people read and no catalogue has", () => {
    expect(outside("<p>Nothing here</p>")).toEqual(["Nothing here"]);
    expect(outside('<p aria-label="pages" className="of-a of-b" id="of x" />')).toEqual(["pages"]);
    expect(outside('<td data-label="when" /> || <Dialog keep="Keep it" kind="bad" className="Of of" />')).toEqual(["when", "Keep it"]);
    expect(outside("const a = `${n} more are open`; const b = 'Two words';")).toEqual(["{} more are open", "Two words"]);
    expect(outside("t(words)")).toEqual(["t() is called with what is no text by itself"]);
  });

  test("nothing in what is for programs", () => {
    expect(outside('import a from "x y"; throw new Error("Two words"); if (a === "Not found") b["Two words"] = `of-${a} of-b`; type X = "Two words";')).toEqual([]);
    expect(outside("// no text: as OMERO calls it\nconst a = 'Key value';")).toEqual([]);
  });
});

test("nothing is said past the catalogue", () => {
  const outside = files().flatMap((path) => textsIn(readFileSync(SOURCES + path, "utf8"), path).outside.map((one) => ({ path, ...one })));
  expect(outside).toEqual([]);
});
