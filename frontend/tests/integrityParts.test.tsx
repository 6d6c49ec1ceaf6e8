// SPDX-License-Identifier: AGPL-3.0-or-later
/** What admins do on the page Integrity beside verifying: repair, orphans, redactions, keys, OMERO.forms. */
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Integrity } from "../src/integrity/Integrity";
import { SessionProvider } from "../src/shared/session";
import type { Job, LegacyState, Orphan, Redaction, Repairs, RepairSteps } from "../src/shared/types";
import { axeFindings } from "./support/render";
import { anna, ben, FormsServer } from "./support/server";

const AT = "2026-11-20T10:00:00Z";
const STREAM = "submission/f1/Dataset/12/345";
const WHERE = "Imaging, dataset 12";
const A = "a".repeat(64);
const B = "b".repeat(64);

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  server.isAdmin = true;
  base = await server.start();
});
afterEach(async () => {
  await server.stop();
  window.history.replaceState(null, "", "/omero_forms/integrity/");
});

function show(query: string) {
  window.history.replaceState(null, "", `/omero_forms/integrity/${query}`);
  const shown = render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Integrity base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  return { user: userEvent.setup(), container: shown.container };
}

const job = (id: number, kind: string, state: Job["state"]): Job => ({ id, kind, state, done: 1, total: 2, result: null, error: null, asked_at: AT, asked_by: null });
const group = (what: RepairSteps["what"], many: number, more: Partial<RepairSteps> = {}): RepairSteps => ({
  what,
  detail: `What is said of ${what}.`,
  count: many,
  steps: Array.from({ length: Math.min(many, 50) }, (_one, index) => ({ stream: STREAM, where: WHERE, number: index + 1, choices: [] })),
  ...more,
});
const planned = (groups: RepairSteps[]): Repairs => ({ plan: { plan: A, at: AT, by: anna, groups }, outcome: null, job: null });
const posted = (path: string): unknown[] => server.requests.filter((one) => one.method === "POST" && one.path === path).map(({ body }) => JSON.parse(body) as unknown);

it("leads from part to part by addresses, and back again as from any page", async () => {
  server.told = { "integrity/repair": { plan: null, outcome: null, job: null }, "integrity/keys": { keys: [] } };
  const { user, container } = show("");
  const bar = within(await screen.findByRole("navigation", { name: "Parts of this page" }));
  await user.click(bar.getByRole("link", { name: "Keys" }));
  expect(await screen.findByText("No key is recorded yet")).toBeTruthy();
  expect(window.location.search).toBe("?show=keys");
  expect(bar.getByRole("link", { name: "Keys" }).getAttribute("aria-current")).toBe("page");
  window.history.back();
  expect(await screen.findByText(/The records have never been verified as a whole/)).toBeTruthy();
  await user.click(bar.getByRole("link", { name: "Repair" }));
  expect(await screen.findByText("Nothing is changed until you say so")).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("says what a repair would do and what it cannot, asks, and does that plan", async () => {
  server.told = { "integrity/repair": planned([group("write_again", 7), group("lost", 1)]) };
  const { user, container } = show("?show=repair");
  expect(await screen.findByText("7 records will be written to OMERO again")).toBeTruthy();
  expect(screen.getByText("1 record cannot be brought back from here")).toBeTruthy();
  expect(screen.getByText(/repair -u ADMIN --from BUNDLE/)).toBeTruthy();
  await user.click(screen.getByText("Show which"));
  expect(screen.getByText(`${WHERE}, number 7`)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Repair…" }));
  const dialog = within(screen.getByRole("dialog", { name: "Carry out 7 steps?" }));
  expect(posted("integrity/repair")).toEqual([]);
  server.jobs.set(4, [job(4, "repair", "running"), job(4, "repair", "done")]);
  await user.click(dialog.getByRole("button", { name: "Repair now" }));
  expect(await screen.findByText(/1 of 2 steps were done/)).toBeTruthy();
  // The button is gone; the next key goes on below the parts of the page.
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Cancel" }));
  server.told = { "integrity/repair": { plan: null, outcome: { at: AT, by: anna, done: [group("write_again", 5)], left: [group("write_again", 2), group("lost", 3)] }, job: null } };
  expect(await screen.findByText("5 records were written to OMERO again", {}, { timeout: 5000 })).toBeTruthy();
  expect(screen.getByText("2 records were not written to OMERO again")).toBeTruthy();
  expect(screen.getByText("3 records were left as they are")).toBeTruthy();
  expect(screen.getByText("What is said of lost.")).toBeTruthy();
  expect(screen.getByText("Something is left to be done.")).toBeTruthy();
  expect(posted("integrity/repair")).toEqual([{ plan: A, forks: [], reason: "" }]);
});

it("lays the records of a fork beside each other, and takes a decision only with a reason", async () => {
  const choices = [A, B].map((digest, index) => ({ digest, author: "anna", time: AT, annotation: index }));
  const [step] = group("fork", 1).steps;
  server.told = {
    "integrity/repair": planned([group("fork", 1, { steps: [{ stream: STREAM, where: WHERE, number: 2, choices: step ? choices : [] }] })]),
    "integrity/repair/fork": {
      stream: STREAM,
      where: WHERE,
      number: 2,
      versions: [A, B].map((digest, index) => ({
        digest,
        annotation: index === 0 ? null : 77,
        kind: "submission",
        author: index === 0 ? anna : ben,
        sudoer: null,
        time: AT,
        version: 1,
        message: "",
        is_shown: index === 0,
        is_redacted: false,
      })),
      fields: [
        { pointer: "/line", path: "Sample > Cell line", values: ["HeLa", null] },
        { pointer: "/alive", path: "Alive", values: [true, true] },
      ],
    },
  };
  const { user, container } = show("?show=repair");
  const table = within(await screen.findByRole("table"));
  expect(table.getByRole("row", { name: "Sample > Cell line HeLa nothing" })).toBeTruthy();
  expect(table.queryByText("Alive")).toBeNull();
  expect(screen.getByText("1 other field says the same.")).toBeTruthy();
  expect(screen.getByText(/in the forms database alone/).textContent).toContain("pages show it now");
  expect(await axeFindings(container)).toEqual([]);
  const repair = screen.getByRole("button", { name: "Repair…" });
  await user.click(repair);
  expect(screen.queryByRole("dialog")).toBeNull();
  await user.click(screen.getByRole("radio", { name: /Record B: Ben Okafor/ }));
  await user.click(repair);
  expect(screen.queryByRole("dialog")).toBeNull();
  const reason = screen.getByRole("textbox", { name: "Why the chosen records count" });
  expect(reason.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(reason);
  await user.type(reason, "the other host was a copy");
  await user.click(repair);
  expect(screen.getByText(/decided for good/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Repair now" }));
  await waitFor(() =>
    expect(posted("integrity/repair")).toEqual([{ plan: A, forks: [{ stream: STREAM, number: 2, digest: B }], reason: "the other host was a copy" }]),
  );
});

it("says what became of a repair that came to no end while nobody looked", async () => {
  const failed: Job = { ...job(4, "repair", "failed"), error: { code: "omero_unavailable", message: "OMERO does not answer." } };
  server.told = { "integrity/repair": { ...planned([group("copy", 1)]), job: failed } };
  show("?show=repair");
  expect((await screen.findByRole("alert")).textContent).toContain("The repair came to no end");
  expect(screen.getByText("1 copy on objects will be tried again")).toBeTruthy();
});

it("lists histories without their object, looks further, and shows what one holds", async () => {
  const orphan = (id: number): Orphan => ({ stream: `s${id}`, where: `Imaging, dataset ${id}`, object_type: "Dataset", object_id: id, submissions: 1, why: "gone", message: "The object is not in OMERO any more." });
  const submission = server.submitAs(ben, { line: "HeLa" }, "at last");
  server.told = {
    "integrity/orphans": { orphans: [orphan(1)], next: "s1" },
    "integrity/orphans/history": {
      orphan: orphan(1),
      history: [{ submission, answers: { line: "HeLa" }, rows: [{ pointer: "/line", path: "Cell line", change: "added", before: null, after: "HeLa" }] }],
    },
  };
  const { user, container } = show("?show=orphans");
  await screen.findByRole("link", { name: "Imaging, dataset 1" });
  server.told["integrity/orphans"] = { orphans: [orphan(2)], next: null };
  await user.click(screen.getByRole("button", { name: "Look through the next thousand" }));
  expect(await screen.findByRole("link", { name: "Imaging, dataset 2" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Look through the next thousand" })).toBeNull();
  await user.click(screen.getByRole("link", { name: "Imaging, dataset 1" }));
  expect(await screen.findByRole("row", { name: "Cell line HeLa" })).toBeTruthy();
  expect(screen.getByText("at last")).toBeTruthy();
  expect(window.location.search).toBe("?show=orphans&stream=s1");
  expect(await axeFindings(container)).toEqual([]);
  server.told["integrity/redactions"] = { redactions: [], unreached: [] };
  server.told.forms = { creators: [], forms: [], may_create: true };
  await user.click(screen.getByRole("link", { name: "Redact… submission 1" }));
  expect((await screen.findByLabelText<HTMLInputElement>("History")).value).toBe("s1");
  expect(screen.getByLabelText<HTMLInputElement>("Number of the submission").value).toBe("1");
});

it("takes two steps to a redaction: what is asked for, and what another admin approves", async () => {
  const asked: Redaction = { id: 3, stream: STREAM, number: 4, where: WHERE, state: "asked", reason: "The name\u202e of a patient.", asked_by: ben, asked_at: AT, approved_by: null, approved_at: null, done_at: null };
  server.told = { "integrity/redactions": { redactions: [asked], unreached: ["Mails that went out."] }, forms: { creators: [], forms: [], may_create: true } };
  const { user, container } = show(`?show=redactions&stream=${STREAM}&number=4`);
  await user.click(await screen.findByRole("button", { name: "Ask for the redaction" }));
  expect(screen.getByText("The name⟨U+202E⟩ of a patient.")).toBeTruthy();
  expect(screen.getByLabelText("Reason").getAttribute("aria-invalid")).toBe("true");
  await user.type(screen.getByLabelText("Reason"), "A name.");
  await user.click(screen.getByRole("button", { name: "Ask for the redaction" }));
  await waitFor(() => expect(posted("integrity/redactions")).toEqual([{ number: 4, reason: "A name.", stream: STREAM }]));
  expect(await axeFindings(container)).toEqual([]);
  const approve = await screen.findByRole("button", { name: "Approve… the redaction of Imaging, dataset 12, number 4" });
  await user.click(approve);
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText("Mails that went out.")).toBeTruthy();
  server.faults.push([403, { error: { code: "forbidden", message: "Another full admin has to approve this.", details: {} } }]);
  await user.click(dialog.getByRole("button", { name: "Take it away for good" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("Another full admin has to approve this.");
  server.told["integrity/redactions"] = { redactions: [{ ...asked, state: "approved", approved_by: anna, approved_at: AT }], unreached: [] };
  await user.click(dialog.getByRole("button", { name: "Take it away for good" }));
  expect(await screen.findByText(/the workers are taking it away/)).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("keeps what is being typed when somebody logs in again, and shows what is new", async () => {
  server.told = { "integrity/redactions": { redactions: [], unreached: [] }, forms: { creators: [], forms: [], may_create: true } };
  const { user } = show(`?show=redactions&stream=${STREAM}&number=4`);
  await user.type(await screen.findByLabelText("Reason"), "A name.");
  server.user = null;
  await user.click(screen.getByRole("button", { name: "Ask for the redaction" }));
  expect(await screen.findByText("Your session has ended")).toBeTruthy();
  const asked: Redaction = { id: 3, stream: STREAM, number: 9, where: WHERE, state: "asked", reason: "Another one.", asked_by: ben, asked_at: AT, approved_by: null, approved_at: null, done_at: null };
  server.told["integrity/redactions"] = { redactions: [asked], unreached: [] };
  server.user = anna;
  window.dispatchEvent(new Event("focus"));
  expect(await screen.findByText("Another one.")).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>("Reason").value).toBe("A name.");
});

it("says that the import was cancelled, and what that means", async () => {
  server.told = { "integrity/legacy": { report: null, job: job(5, "legacy", "running"), time_zone: "Europe/Berlin", legacy_master: "omeroforms" } };
  server.jobs.set(5, [job(5, "legacy", "running")]);
  const { user } = show("?show=legacy");
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect((await screen.findByText(/^It was cancelled\./)).getAttribute("role")).toBe("status");
});

it("names keys by their fingerprints, and the commands that change them on the host", async () => {
  const key = { purpose: "record", since: AT, until: null, log_size: null, records: 1, is_alone: false } as const;
  server.told = {
    "integrity/keys": {
      keys: [
        { ...key, fingerprint: "ed25519:1", until: AT, log_size: 1200 },
        { ...key, fingerprint: "ed25519:2", is_alone: true },
      ],
    },
  };
  const { container } = show("?show=keys");
  const former = (await screen.findByText("ed25519:1")).closest("tr");
  expect(former?.textContent).toContain("counts for the first 1,200 records of the log");
  expect(screen.getByText("ed25519:2").closest("tr")?.textContent).toContain("nobody has given its fingerprint");
  expect(screen.getByText(/keys lost/)).toBeTruthy();
  expect(await axeFindings(container)).toEqual([]);
});

it("imports from OMERO.forms only what was looked at before", async () => {
  const tally = { found: 3, imported: 2, known: 0, left: 1 };
  const state: LegacyState = { report: null, job: null, time_zone: "Europe/Berlin", legacy_master: "omeroforms" };
  server.told = { "integrity/legacy": state };
  const { user } = show("?show=legacy");
  const zone = await screen.findByLabelText<HTMLInputElement>("Time zone that OMERO.forms ran with");
  await user.clear(zone);
  await user.type(zone, "Europe/London");
  server.jobs.set(5, [job(5, "legacy", "done")]);
  const master = screen.getByLabelText("User name of its form master");
  await user.clear(master);
  await user.click(screen.getByRole("button", { name: "See what there is" }));
  expect(document.activeElement).toBe(master);
  expect(posted("integrity/legacy")).toEqual([]);
  await user.type(master, "omeroforms");
  await user.click(screen.getByRole("button", { name: "See what there is" }));
  await waitFor(() => expect(posted("integrity/legacy")).toEqual([{ check: true, time_zone: "Europe/London", legacy_master: "omeroforms" }]));
  cleanup();
  const oddity = { kind: "suspect", outcome: "left" as const, message: "It is not believed.", count: 1, examples: [{ annotation: 9, row: null, detail: "" }] };
  const report = { at: AT, by: anna, check: true, time_zone: "Europe/London", legacy_master: "omeroforms", forms: tally, versions: tally, assignments: tally, histories: tally, submissions: tally, copies: 1, oddities: [oddity] };
  server.told = { "integrity/legacy": { ...state, report } };
  show("?show=legacy");
  expect((await screen.findAllByRole("row", { name: /^Forms 3 2 0 1/ })).length).toBe(1);
  expect(screen.getByText("Left as it is, not imported")).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Import…" }));
  await user.click(screen.getByRole("button", { name: "Import" }));
  await waitFor(() => expect(posted("integrity/legacy")[1]).toEqual({ check: false, time_zone: "Europe/London", legacy_master: "omeroforms" }));
  await user.type(await screen.findByLabelText("Time zone that OMERO.forms ran with"), "x");
  expect(screen.queryByRole("button", { name: "Import…" })).toBeNull();
});

it("lets admins with restrictions read everything, and change nothing", async () => {
  server.integrity = { ...server.integrity, may_change: false };
  server.told = { "integrity/repair": planned([group("write_again", 1)]) };
  show("?show=repair");
  expect(await screen.findByText("1 record will be written to OMERO again")).toBeTruthy();
  expect(screen.getByText(/You read everything here/)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows verification at an address that names no part", async () => {
  show("?show=nonsense");
  expect(await screen.findByText(/The records have never been verified as a whole/)).toBeTruthy();
});
