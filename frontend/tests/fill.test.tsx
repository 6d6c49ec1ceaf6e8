// SPDX-License-Identifier: AGPL-3.0-or-later
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Api, ApiError } from "../src/shared/api/client";
import { draftKey, loadDraft } from "../src/fill/drafts";
import { complete, imaging, imagingUi } from "./support/forms";
import { axeFindings, fillIn, showPanel } from "./support/render";
import { anna, ben, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;

beforeEach(async () => {
  server = new FormsServer();
  base = await server.start();
});
afterEach(() => server.stop());

const submit = (): HTMLElement => screen.getByRole("button", { name: "Submit answers" });
const draft = () => loadDraft(draftKey(server.object, anna.id, "f1"));

describe("filling in a form", () => {
  it("names form, version and object, and shows nothing red before a field was left", async () => {
    const user = showPanel(server, base, "f1");
    expect(await screen.findByRole("heading", { level: 1, name: /Imaging acquisition version 1/ })).toBeTruthy();
    expect(screen.getByText("Dataset 20417")).toBeTruthy();
    expect(await screen.findByText("0 of 7 required")).toBeTruthy();
    expect(document.querySelectorAll("[data-invalid], [aria-invalid], .of-error")).toHaveLength(0);
    await user.click(screen.getByLabelText("Organism"));
    expect(document.querySelectorAll(".of-error")).toHaveLength(0);
    await user.tab();
    const organism = screen.getByLabelText("Organism");
    await waitFor(() => expect(organism.getAttribute("aria-invalid")).toBe("true"));
    expect(document.querySelectorAll(".of-error")).toHaveLength(1);
    expect(document.getElementById(organism.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "")?.textContent).toBe("An answer is needed here.");
  });

  it("lists what is missing on submit, takes the focus there, and sends nothing", async () => {
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("Organism");
    await user.click(submit());
    const summary = await screen.findByRole("region", { name: /7 answers need a look before you can submit/ });
    const first = within(summary).getAllByRole("link")[0];
    await waitFor(() => expect(document.activeElement).toBe(first));
    expect(first?.textContent).toBe("Sample > Organism");
    await user.click(first as HTMLElement);
    expect(document.activeElement).toBe(screen.getByLabelText("Organism"));
    expect(server.posted()).toEqual([]);
  });

  it("has the message before the button", async () => {
    showPanel(server, base, "f1");
    const message = await screen.findByLabelText("What changed, and why");
    expect(message.compareDocumentPosition(submit()) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it("submits, names the submission and its state, and shows the history read only", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.type(screen.getByLabelText("What changed, and why"), "First answers");
    await user.click(submit());
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
    expect(screen.getByText(/Copied to the dataset \d\d:\d\d:\d\d/)).toBeTruthy();
    const [sent] = server.posted();
    expect(sent).toMatchObject({ version: 1, base: 0, message: "First answers", answers: complete });
    expect(server.requests.find(({ method }) => method === "POST")?.csrf).toBe("token-1");
    expect(await screen.findByText("Submission 1, current")).toBeTruthy();
    expect(await screen.findByRole("cell", { name: "HeLa Kyoto" })).toBeTruthy();
    expect(await screen.findByText("0123456789abcdef")).toBeTruthy();
    expect(screen.queryAllByRole("textbox")).toEqual([]);
    expect(draft()).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it("follows a pending submission until it is copied", async () => {
    server.state = "pending";
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    expect(await screen.findByText(/accepted as submission 1 and are being recorded/)).toBeTruthy();
    const kept = server.kept[0];
    if (kept) kept.submission = { ...kept.submission, state: "copied" };
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
  });

  it("keeps every change as a draft that opens again, and offers to discard it", async () => {
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Cell line"), "U2");
    await screen.findByText(/Draft saved/);
    expect(draft()?.answers).toMatchObject({ sample: { line: "U2" } });
    await user.click(screen.getByRole("link", { name: /All forms of this dataset/ }));
    await user.click(await screen.findByRole("button", { name: "Continue Imaging acquisition" }));
    expect(((await screen.findByLabelText("Cell line")) as HTMLInputElement).value).toBe("U2");
    await user.click(screen.getByRole("button", { name: "Discard draft…" }));
    await user.click(screen.getByRole("button", { name: "Discard the draft" }));
    await screen.findByRole("button", { name: "Start Imaging acquisition" });
    expect(draft()).toBeNull();
  });

  it("opening and closing a form makes no draft", async () => {
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("Cell line");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await screen.findByRole("button", { name: "Start Imaging acquisition" });
    expect(draft()).toBeNull();
  });

  it("says when the browser cannot store a draft, and warns on leaving", async () => {
    const user = showPanel(server, base, "f1");
    const line = await screen.findByLabelText("Cell line");
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    try {
      await user.type(line, "U");
      await screen.findByText(/cannot store a draft/);
    } finally {
      Storage.prototype.setItem = setItem;
    }
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
  });

  it("shows what the server refuses at the field and on top, until the answer is changed", async () => {
    server.problems = [{ pointer: "/sample/line", path: "Sample > Cell line", message: "This line is not registered", keyword: "pattern" }];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    const summary = await screen.findByRole("region", { name: /1 answer needs a look/ });
    expect(summary.textContent).toContain("Sample > Cell line: This line is not registered");
    expect(screen.getByLabelText("Cell line").getAttribute("aria-invalid")).toBe("true");
    await user.type(screen.getByLabelText("Cell line"), "!");
    await waitFor(() => expect(screen.getByLabelText("Cell line").getAttribute("aria-invalid")).toBeNull());
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
  });

  it("lets the server judge when the same answers are submitted once more", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.clear(screen.getByLabelText("Channel 1, Emission"));
    await user.type(screen.getByLabelText("Channel 1, Emission"), "4610");
    await user.click(submit());
    await screen.findByRole("region", { name: /1 answer needs a look/ });
    expect(screen.getByText("4610 is above 1000. At most 1000.")).toBeTruthy();
    expect(server.posted()).toHaveLength(0);
    await user.click(submit());
    await waitFor(() => expect(server.posted()).toHaveLength(1));
  });

  it("has no axe finding, empty and with problems shown", async () => {
    const user = showPanel(server, base, "f1");
    await screen.findByLabelText("Organism");
    expect(await axeFindings()).toEqual([]);
    await user.click(submit());
    await screen.findByRole("region", { name: /7 answers/ });
    await user.click(screen.getByRole("button", { name: "Add a keyword" }));
    expect(await axeFindings()).toEqual([]);
  });

  it("tells when one answer takes another away, and undoes it", async () => {
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByLabelText("Yes"));
    await user.type(await screen.findByLabelText("Temperature"), "37");
    await user.click(screen.getByLabelText("No"));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(((await screen.findByLabelText("Temperature")) as HTMLInputElement).value).toBe("37");
  });
});

describe("when OMERO does not answer", () => {
  const unavailable: FormsServer["faults"][number] = [503, { error: { code: "omero_unavailable", message: "OMERO did not answer.", details: {} } }];

  it("keeps the answers, says so, and repeats with the same client key", async () => {
    server.faults = [unavailable];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    expect(await screen.findByText("Not submitted yet; it will be retried automatically")).toBeTruthy();
    expect(draft()?.sent?.client_key).toBe(server.posted()[0]?.client_key);
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
    const keys = server.posted().map((request) => request.client_key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it("does not double a submission whose answer was lost on the way", async () => {
    server.loseAnswers = 1;
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
    expect(server.kept).toHaveLength(1);
  });

  it("gives changed answers another key", async () => {
    server.faults = [unavailable];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    await screen.findByText("Not submitted yet; it will be retried automatically");
    await user.type(screen.getByLabelText("Cell line"), "2");
    expect(screen.queryByText("Not submitted yet; it will be retried automatically")).toBeNull();
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(new Set(server.posted().map((request) => request.client_key)).size).toBe(2);
  });
});

describe("when more was sent than one person may within a minute", () => {
  const limited = (seconds: string): FormsServer["faults"][number] => [
    429,
    { error: { code: "rate_limited", message: "You have sent more within a minute than one person can.", details: {} } },
    { "Retry-After": seconds },
  ];

  it("waits calmly as long as it is asked to, and goes on by itself with the same client key", async () => {
    server.faults = [limited("3")];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    expect(await screen.findByText("Waiting for its turn; it will be submitted automatically")).toBeTruthy();
    expect(screen.getByText(/A lot was sent within a minute, so this is sent at \d\d:\d\d:\d\d\. Your answers are kept meanwhile\./)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(draft()?.answers).toEqual(complete);
    expect(await screen.findByText("Submission 1 is recorded", {}, { timeout: 6000 })).toBeTruthy();
    const keys = server.posted().map((request) => request.client_key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it("is not tried again before that, unless the person wants it so", async () => {
    server.faults = [limited("60")];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    const before = Date.now();
    const line = await screen.findByText(/A lot was sent within a minute/);
    const at = /(\d\d):(\d\d):(\d\d)/.exec(line.textContent ?? "");
    const said = new Date();
    said.setHours(Number(at?.[1]), Number(at?.[2]), Number(at?.[3]));
    expect((said.getTime() - before + 86_400_000) % 86_400_000).toBeGreaterThan(50_000);
    await user.click(screen.getByRole("button", { name: "Try now" }));
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
  });

  it("knows a proxy's limit by its status alone", async () => {
    const api = new Api(base);
    const asked = api.submit("dataset", server.object.id, "f1", { version: 1, base: 0, client_key: "k", answers: {}, message: "" });
    server.faults = [limited("Wed, 21 Oct 2026 07:28:00 GMT")];
    await expect(asked).rejects.toMatchObject({ status: 429, limited: true, passing: true, waitS: null });
  });
});

describe("when a history is stopped", () => {
  it("says it once, keeps the draft, and sends nothing again by itself", async () => {
    const message = "Two different records have the same number here. Nothing can be added until an admin has looked.";
    server.faults = [[409, { error: { code: "history_stopped", message, details: { reason: "fork" } } }]];
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    await user.click(submit());
    expect((await screen.findByRole("alert")).textContent).toContain(message);
    expect(screen.queryByText("Not submitted yet; it will be retried automatically")).toBeNull();
    expect(screen.queryByRole("button", { name: "Try now" })).toBeNull();
    expect(draft()?.answers).toEqual(complete);
    expect(new ApiError(409, "history_stopped", message).passing).toBe(false);
  });
});

describe("when the session ends", () => {
  it("keeps the answers, and the same person goes on with the new CSRF cookie", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    server.user = null;
    await user.click(submit());
    expect(await screen.findByText("Your session has ended")).toBeTruthy();
    const link = screen.getByRole("link", { name: "Log in in a new tab" });
    expect(link.getAttribute("target")).toBe("_blank");
    expect(server.posted()).toEqual([]);
    expect((screen.getByLabelText("Cell line") as HTMLInputElement).value).toBe("HeLa Kyoto");
    server.user = anna;
    document.cookie = "csrftoken=token-2";
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findByText("You are logged in again")).toBeTruthy();
    await user.click(submit());
    expect(await screen.findByText("Submission 1 is recorded")).toBeTruthy();
    expect(server.requests.filter(({ method }) => method === "POST").at(-1)?.csrf).toBe("token-2");
  });

  it("refuses to send the answers of one person as another", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    server.user = ben;
    await user.click(submit());
    expect(await screen.findByText("Ben Okafor is logged in now")).toBeTruthy();
    await user.click(submit());
    expect(server.posted()).toEqual([]);
    expect(loadDraft(draftKey(server.object, ben.id, "f1"))).toBeNull();
    server.user = anna;
    window.dispatchEvent(new Event("focus"));
    await screen.findByText("You are logged in again");
    await user.click(submit());
    await screen.findByText("Submission 1 is recorded");
    expect(server.kept[0]?.submission.author).toEqual(anna);
  });
});

describe("a second editor", () => {
  it("sees what differs and may keep their own answers", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    server.submitAs(ben, { ...complete, sample: { ...complete.sample, line: "U2OS" } }, "From the notebook");
    await user.click(submit());
    expect(await screen.findByText("Ben Okafor added submission 1 while you were filling in the form")).toBeTruthy();
    expect(screen.getByText("From the notebook")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Compare" }));
    const table = screen.getByRole("group", { name: "What differs from submission 1" });
    expect(within(table).getByText("U2OS").tagName).toBe("DEL");
    await user.click(screen.getByRole("button", { name: "Keep mine" }));
    await screen.findByText("Submission 2 is recorded");
    expect(server.posted().at(-1)).toMatchObject({ base: 1, answers: complete });
    // Theirs is in the history too, though it came in after the form was opened.
    expect(await screen.findByRole("heading", { name: "Submission 1" })).toBeTruthy();
    expect(screen.getByText("2 submissions")).toBeTruthy();
  });

  it("may take the others' answers", async () => {
    const user = showPanel(server, base, "f1");
    await fillIn(user);
    server.submitAs(ben, { ...complete, sample: { ...complete.sample, line: "U2OS" } });
    await user.click(submit());
    await user.click(await screen.findByRole("button", { name: "Take theirs" }));
    await waitFor(() => expect((screen.getByLabelText("Cell line") as HTMLInputElement).value).toBe("U2OS"));
    expect(server.posted()).toHaveLength(1);
  });
});

describe("history and versions", () => {
  it("restores an old submission as a new one", async () => {
    server.submitAs(anna, { ...complete, sample: { ...complete.sample, line: "HeLa" } });
    server.submitAs(ben, complete);
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByRole("button", { name: /Restore… submission 1/ }));
    expect(await screen.findByText("These are the answers of submission 1")).toBeTruthy();
    expect((screen.getByLabelText("Cell line") as HTMLInputElement).value).toBe("HeLa");
    expect(screen.getByText(/Adds submission 3/)).toBeTruthy();
    await user.click(submit());
    await screen.findByText("Submission 3 is recorded");
    expect(server.posted()[0]).toMatchObject({ base: 2, message: "Restored from submission 1" });
  });

  it("shows the changes of the current submission in words", async () => {
    server.submitAs(anna, complete);
    server.submitAs(ben, complete);
    showPanel(server, base, "f1");
    const table = await screen.findByRole("group", { name: "Changes from submission 1 to 2" });
    expect(within(table).getByText("Changed")).toBeTruthy();
    expect(within(table).getByText("HeLa").tagName).toBe("DEL");
  });

  it("opens a draft for the version it was typed for, and moves it over on request", async () => {
    const user = showPanel(server, base, "f1");
    await user.type(await screen.findByLabelText("Cell line"), "U2OS");
    server.versions.push({ ...server.version, number: 2 });
    await user.click(screen.getByRole("link", { name: /All forms/ }));
    await user.click(await screen.findByRole("button", { name: "Continue Imaging acquisition" }));
    await screen.findByText("Version 2 of this form has been published since you began");
    await user.click(screen.getByRole("button", { name: "Move the answers to version 2" }));
    await screen.findByRole("heading", { level: 1, name: /version 2/ });
    expect(((await screen.findByLabelText("Cell line")) as HTMLInputElement).value).toBe("U2OS");
  });

  it("says where answers of an older version come from", async () => {
    server.submitAs(anna, complete);
    server.versions.push({ number: 2, schema: imaging, ui_schema: imagingUi, dialect: "draft-07", not_asked: [], opens: true, message: "", published_at: "2026-11-20T08:00:00Z", author: ben });
    showPanel(server, base, "f1");
    expect(await screen.findByText("The answers of version 1 are filled in; this is version 2")).toBeTruthy();
  });

  it("shows the newest of a long history, and older ones a page at a time by the keyboard", async () => {
    for (let number = 1; number <= 28; number += 1) server.submitAs(anna, complete, `message ${number}`);
    const user = showPanel(server, base, "f1");
    const entries = (): (string | null)[] => screen.getAllByRole("heading", { level: 3, name: /^Submission \d+/ }).map((heading) => heading.textContent);
    await screen.findByText("The newest 5 of 28 are shown.");
    expect(entries()).toHaveLength(5);
    expect(screen.getByText("28 submissions")).toBeTruthy();
    const older = screen.getByRole("button", { name: "Show older" });
    older.focus();
    await user.keyboard("{Enter}");
    await screen.findByText("The newest 25 of 28 are shown.");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Submission 23"));
    await user.click(screen.getByRole("button", { name: "Show older" }));
    await waitFor(() => expect(entries()).toHaveLength(28));
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Submission 3"));
    expect(entries().at(-1)).toBe("Submission 1");
    expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
    expect(screen.getByText("message 1")).toBeTruthy();
    expect(server.requests.filter(({ method, path }) => method === "GET" && path.endsWith("/submissions"))).toHaveLength(2);
  });

  it("says why older ones could not be read, and reads them when asked again", async () => {
    for (let number = 1; number <= 7; number += 1) server.submitAs(anna, complete);
    server.historyFaults = 1;
    const user = showPanel(server, base, "f1");
    await user.click(await screen.findByRole("button", { name: "Show older" }));
    expect((await screen.findByRole("alert")).textContent).toContain("OMERO does not answer.");
    await user.click(screen.getByRole("button", { name: "Show older" }));
    expect(await screen.findByRole("heading", { level: 3, name: "Submission 1" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows only the record to somebody who may not submit", async () => {
    server.submitAs(anna, complete);
    server.maySubmit = false;
    showPanel(server, base, "f1");
    expect(await screen.findByText(/You can view this object, but you cannot add answers to it/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Submit answers" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Restore/ })).toBeNull();
  });
});
