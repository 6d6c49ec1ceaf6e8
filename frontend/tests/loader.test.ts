// SPDX-License-Identifier: AGPL-3.0-or-later
import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { start, targetOf } from "../src/loader";
import { make } from "../src/badge";
import { FormsServer } from "./support/server";

describe("what the panel shows for a selection", () => {
  it("is the object when one that may have forms is selected", () => {
    expect(targetOf([{ id: "dataset-12" }])).toEqual({ kind: "object", type: "dataset", id: 12 });
    expect(targetOf([{ id: "image-3" }])).toEqual({ kind: "object", type: "image", id: 3 });
  });

  it("says what forms are not for in words that people use", () => {
    expect(targetOf([{ id: "experimenter-0" }])).toMatchObject({ title: "There are no forms for people" });
    expect(targetOf([{ id: "novelty-0" }])).toMatchObject({ title: "There are no forms for this kind of object" });
  });

  it("is never an object when several, another kind, or nothing is selected", () => {
    for (const selected of [[], [{ id: "dataset-1" }, { id: "dataset-2" }], [{ id: "tag-4" }], [{ id: "experimenter-0" }], [{ id: "orphaned-0" }]]) {
      const target = targetOf(selected);
      expect(target.kind).toBe("hint");
      expect(target.kind === "hint" && target.text).toMatch(/Select one project, dataset, screen, plate or image/);
    }
  });
});

describe("the form that the badge leads to", () => {
  let server: FormsServer;
  let base: string;
  beforeEach(async () => {
    server = new FormsServer();
    base = await server.start();
    // jsdom draws nothing, and so needs no styles.
    CSSStyleSheet.prototype.replaceSync = () => undefined;
  });
  afterEach(() => server.stop());

  it("is not opened of another object that was selected while the app was on its way", async () => {
    const { id, name } = server.object;
    const gap = { object: { type: "Dataset" as const, id, name }, form: "f1", deep_link: "#" };
    server.badge = { status: "missing", policies: [{ name: "Imaging", requirement: "all_of", status: "missing", due: null, lacking: ["Imaging"], text: "Imaging", due_text: "" }], parents: [], children: null, gap };
    const [panel, tab] = [make("div"), make("div")];
    tab.id = "general_tab";
    document.body.replaceChildren(panel, tab);
    panel.getClientRects = () => [new DOMRect()] as unknown as DOMRectList;
    let selection = [{ id: `dataset-${id}` }];
    const told: (() => void)[] = [];
    const jQuery: Parameters<typeof start>[1] = () => page;
    const page: ReturnType<typeof jQuery> = {
      data: () => selection as never,
      on: (_events, handler) => {
        told.push(handler);
        return page;
      },
      omeroweb_center_plugin: () => page,
    };
    start(panel, jQuery, base, "/webclient/login/");
    const link = await waitFor(() => {
      const found = tab.firstElementChild?.shadowRoot?.querySelector("a");
      expect(found).toBeTruthy();
      return found;
    });
    link?.click();
    for (const tell of told) tell();
    selection = [{ id: "dataset-99" }];
    for (const tell of told) tell();
    const asked = (): string[] => server.requests.map(({ path }) => path).filter((path) => /dataset\/99(?!\/badge)/.test(path));
    await waitFor(() => expect(asked()).not.toEqual([]));
    expect(asked().filter((path) => path.includes("/forms/"))).toEqual([]);
  });
});
