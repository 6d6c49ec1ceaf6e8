// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, it } from "vitest";
import { Api, askEarly } from "../src/shared/api/client";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

it("a form that was asked for while its page was loaded is asked for once, and anew the next time", async () => {
  askEarly({ base, type: "dataset", id: server.object.id }, "f1");
  const api = new Api(base);
  expect((await api.form("dataset", server.object.id, "f1")).form.id).toBe("f1");
  expect(server.requests.length).toBe(1);
  await api.form("dataset", server.object.id, "f1");
  expect(server.requests.length).toBe(2);
});

it("an early answer is of that form and version alone", async () => {
  askEarly({ base, type: "dataset", id: server.object.id }, "f1");
  const api = new Api(base);
  expect((await api.form("dataset", server.object.id, "f1", 1)).version.number).toBe(1);
  askEarly({ base, type: "dataset", id: server.object.id + 1 }, "f1");
  expect((await api.form("dataset", server.object.id, "f1")).object.id).toBe(server.object.id);
});

it("why it failed is heard by who wanted it", async () => {
  server.user = null;
  askEarly({ base, type: "dataset", id: server.object.id }, "f1");
  await expect(new Api(base).form("dataset", server.object.id, "f1")).rejects.toMatchObject({ code: "login_required" });
});
