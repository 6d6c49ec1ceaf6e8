// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Audit } from "../src/audit/Audit";
import { fromAddress, queryOf } from "../src/audit/asked";
import { SessionProvider } from "../src/shared/session";
import type { AuditEvent } from "../src/shared/types";
import { axeFindings } from "./support/render";
import { ben, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

const event = (id: number): AuditEvent => ({
  id,
  event: "form.retired",
  at: "2026-11-20T10:35:07.123456Z",
  person: ben,
  sudoer: null,
  group_id: null,
  text: `retired “Form ${id}”`,
  details: { form: "f1", name: `Form ${id}`, message: "no longer used" },
});

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/audit/");
  server = new FormsServer();
  server.isAdmin = true;
  server.audit = (query) => {
    if (query.get("event") === "policy") return { events: [], next: null };
    const before = Number(query.get("before") ?? 99);
    return { events: [event(before - 1), event(before - 2)], next: before > 50 ? before - 2 : null };
  };
  base = await server.start();
});
afterEach(() => server.stop());

function show() {
  const shown = render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Audit base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  return { user: userEvent.setup(), container: shown.container };
}

it("says when, who and what, with the reason that was given, and leads to it from the bar", async () => {
  const { container } = show();
  const row = (await screen.findByText("retired “Form 98”")).closest("tr");
  expect(row?.textContent).toContain("Ben");
  expect(row?.textContent).toContain("“no longer used”");
  expect(row?.querySelector("time")?.title).toBe("2026-11-20 10:35:07 UTC");
  const bar = within(await screen.findByRole("navigation", { name: "Main" }));
  expect((await bar.findByRole("link", { name: "Audit" })).getAttribute("aria-current")).toBe("page");
  expect(await axeFindings(container)).toEqual([]);
});

it("goes to older events and back to newer ones", async () => {
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Older" }));
  expect(await screen.findByText("retired “Form 96”")).toBeTruthy();
  // The next key goes into the events that came, not to the top of the page.
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("group", { name: "Events, newest first" }));
  await user.click(screen.getByRole("button", { name: "Newer" }));
  expect(await screen.findByText("retired “Form 98”")).toBeTruthy();
});

it("asks for what is chosen, keeps it in the address, and says what to do when there is nothing", async () => {
  const { user } = show();
  await screen.findByText("retired “Form 98”");
  await user.selectOptions(screen.getByLabelText("Event"), "policy");
  expect(await screen.findByText("Nothing like this has happened")).toBeTruthy();
  expect(window.location.search).toBe("?event=policy");
  await user.type(screen.getByLabelText("User name"), "clara{Enter}");
  expect(window.location.search).toBe("?event=policy&person=clara");
});

it("tells everybody else that it is for admins", async () => {
  server.isAdmin = false;
  show();
  expect(await screen.findByText("The audit is for OMERO’s admins")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Audit" })).toBeNull();
});

it("takes days as the reader's own, the last one included", () => {
  const asked = queryOf(fromAddress("?from=2026-11-20&to=2026-11-20"), undefined);
  expect(Date.parse(asked.until ?? "") - Date.parse(asked.since ?? "")).toBe(24 * 3600 * 1000);
  expect(new Date(asked.since ?? "").getHours()).toBe(0);
  expect(queryOf(fromAddress("?from=nonsense"), 4)).toEqual({ before: 4 });
});
