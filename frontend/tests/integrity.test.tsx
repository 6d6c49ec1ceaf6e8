// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Integrity } from "../src/integrity/Integrity";
import { SessionProvider } from "../src/shared/session";
import type { IntegrityFinding, Job } from "../src/shared/types";
import { axeFindings } from "./support/render";
import { FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

const altered: IntegrityFinding = {
  kind: "altered",
  where: "Imaging, dataset 12",
  stream: "submission/f/Dataset/12/345",
  number: 2,
  annotation: 6789,
  detail: "The record was altered in OMERO. It differs in answers.",
  first_seen: "2026-11-20T10:00:00Z",
};
const job = (state: Job["state"], done: number): Job => ({
  id: 1,
  kind: "verify",
  state,
  done,
  total: 100,
  result: null,
  error: null,
  asked_at: "2026-11-20T10:00:00Z",
  asked_by: null,
});

beforeEach(async () => {
  server = new FormsServer();
  server.isAdmin = true;
  base = await server.start();
});
afterEach(() => server.stop());

function show() {
  const shown = render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Integrity base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  return { user: userEvent.setup(), container: shown.container };
}

it("says what to do while nothing was verified, and where it is found", async () => {
  const { container } = show();
  expect(await screen.findByText(/The records have never been verified as a whole/)).toBeTruthy();
  expect(screen.getByText("Verify all records to be sure.")).toBeTruthy();
  expect(screen.getByText("There is no checkpoint yet")).toBeTruthy();
  const bar = within(await screen.findByRole("navigation", { name: "Main" }));
  expect((await bar.findByRole("link", { name: "Integrity" })).getAttribute("aria-current")).toBe("page");
  expect(await axeFindings(container)).toEqual([]);
});

it("lists findings with what each means and what to do", async () => {
  server.integrity = { ...server.integrity, verified_at: "2026-11-20T10:00:00Z", records: 1200, streams: 431, count: 3, findings: [altered] };
  const { container } = show();
  expect(await screen.findByText(/Everything was last verified .*: 1,200 records in 431 histories/)).toBeTruthy();
  const row = screen.getByText("Altered").closest("tr");
  expect(row?.textContent).toContain("Imaging, dataset 12, number 2");
  expect(row?.textContent).toContain("annotation 6789");
  expect(row?.textContent).toContain("It differs in answers.");
  expect(row?.textContent).toContain("OMERO’s event log");
  expect(screen.getByText(/And 2 more/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("shows how far verifying is, and what came of it", async () => {
  const { user } = show();
  server.jobs.set(1, [job("waiting", 0), job("running", 40), job("done", 100)]);
  await user.dblClick(await screen.findByRole("button", { name: "Verify now" }));
  expect(await screen.findByText(/as soon as a worker is free/)).toBeTruthy();
  expect(await screen.findByText(/40 of 100 records were verified/, {}, { timeout: 5000 })).toBeTruthy();
  server.integrity = { ...server.integrity, verified_at: "2026-11-20T10:00:00Z", records: 100, streams: 40 };
  expect(await screen.findByText(/Nothing is wrong\./, {}, { timeout: 5000 })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Verify now" })).toBeTruthy();
  // Pressed twice, it was begun once.
  expect(server.requests.filter(({ path }) => path.endsWith("integrity/verify"))).toHaveLength(1);
});

it("finds what was under way when it is opened again, and cancels it", async () => {
  server.integrity = { ...server.integrity, job: job("running", 10) };
  server.jobs.set(1, [job("running", 10)]);
  const { user } = show();
  expect(await screen.findByRole("progressbar", { name: "Verifying all records" })).toBeTruthy();
  server.integrity = { ...server.integrity, count: 1, findings: [altered] };
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(await screen.findByText(/Verifying was cancelled/)).toBeTruthy();
  expect(await screen.findByText("Altered")).toBeTruthy();
});

it("tells what came of a verification that had ended before anybody asked how far it is", async () => {
  const { user } = show();
  server.jobs.set(1, [job("done", 100)]);
  const verify = await screen.findByRole("button", { name: "Verify now" });
  server.faults.push([503, { error: { code: "omero_unavailable", message: "OMERO does not answer.", details: {} } }]);
  await user.click(verify);
  expect((await screen.findByRole("alert")).textContent).toContain("OMERO does not answer.");
  // It is known anew only when it was begun, or has ended.
  server.integrity = { ...server.integrity, verified_at: "2026-11-20T10:00:00Z", records: 100, streams: 40 };
  await user.click(verify);
  expect(await screen.findByText(/Nothing is wrong\./)).toBeTruthy();
});

it("goes on telling of a verification and of the checkpoint after another part was looked at", async () => {
  const { user } = show();
  server.jobs.set(1, [job("running", 40)]);
  const verify = await screen.findByRole("button", { name: "Verify now" });
  server.told = { "integrity/keys": { keys: [] } };
  server.integrity = { ...server.integrity, job: job("running", 40) };
  await user.click(verify);
  expect(await screen.findByRole("progressbar", { name: "Verifying all records" })).toBeTruthy();
  await user.click(screen.getByRole("link", { name: "Keys" }));
  expect(await screen.findByText("No key is recorded yet")).toBeTruthy();
  server.integrity = { ...server.integrity, checkpoint: { number: 7, size: 1200, note: "a note\n", made_at: "2026-11-20T10:00:00Z" } };
  await user.click(screen.getByRole("link", { name: "Verification" }));
  expect(await screen.findByRole("progressbar", { name: "Verifying all records" })).toBeTruthy();
  expect(await screen.findByRole("link", { name: "Download" })).toBeTruthy();
});

it("stops asking how far a verification is that nobody is told of any more", async () => {
  server.integrity = { ...server.integrity, job: job("running", 10) };
  show();
  expect((await screen.findByRole("alert", {}, { timeout: 5000 })).textContent).toContain("Progress can no longer be shown");
  expect(screen.getByRole("button", { name: "Verify now" })).toBeTruthy();
  expect(screen.queryByRole("progressbar")).toBeNull();
});

it("offers the last checkpoint as a file", async () => {
  server.integrity = { ...server.integrity, checkpoint: { number: 7, size: 1200, note: "a note\n", made_at: "2026-11-20T10:00:00Z" } };
  show();
  const link = await screen.findByRole("link", { name: "Download" });
  expect(link.getAttribute("download")).toBe("checkpoint-7.txt");
  expect(link.getAttribute("href")).toContain(encodeURIComponent("a note\n"));
});

it("tells everybody else whom it is for", async () => {
  server.isAdmin = false;
  show();
  expect(await screen.findByText("Integrity is for OMERO’s admins")).toBeTruthy();
});
