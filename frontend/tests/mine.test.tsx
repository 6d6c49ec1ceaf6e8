// SPDX-License-Identifier: AGPL-3.0-or-later
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Mine } from "../src/mine/Mine";
import { ObjectPage } from "../src/object/ObjectPage";
import { SessionProvider } from "../src/shared/session";
import type { MyFinding, NextOfMine, Status } from "../src/shared/types";
import { axeFindings } from "./support/render";
import { anna, FormsServer } from "./support/server";

let server: FormsServer;
let base: string;
let asked: string[];

const DAY = 86_400_000;
const inDays = (days: number): string => {
  const day = new Date(Date.now() + days * DAY);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
};
const finding = (id: number, status: Status, due: string | null, answered = false): MyFinding => ({
  object: { type: "Dataset", id, name: `2026-07-02_U2OS_${id}` },
  owner: anna,
  policy: { id: 1, name: "Imaging metadata" },
  status,
  lacking: status === "compliant" ? [] : ["Imaging", "Sample"],
  reason: "",
  due,
  since: "2026-07-16T22:00:00Z",
  deep_link: `/omero_forms/?id=${id}&type=dataset`,
  place: `${due ?? ""}_${id}`,
  answered,
  exemption_asked: false,
});

beforeEach(async () => {
  window.history.replaceState(null, "", "/omero_forms/mine/");
  server = new FormsServer();
  const open = [finding(1, "missing", inDays(-12), true), finding(2, "outdated", inDays(-1)), finding(3, "grace", inDays(4)), finding(4, "grace", inDays(30))];
  asked = [];
  server.mine = (query) => {
    asked.push(query.toString());
    const findings = query.get("status") === "compliant" ? [finding(5, "compliant", null)] : query.get("status") === "exempt" ? [] : open;
    return {
      user: anna,
      server: server.object.server,
      totals: { open: 4, late: 2, soon: 1, objects: 4 },
      policies: [{ id: 1, name: "Imaging metadata", group: { id: 3, name: "Chromatin Dynamics" }, requirement: "one_of", forms: [{ id: "f1", name: "Imaging" }], has_problems: false, totals: { objects: 5, grace: 2, missing: 1, outdated: 1, compliant: 1 } }],
      evaluated_at: "2026-11-20T10:35:00Z",
      failed: [],
      next_run: "2026-11-21T01:00:00Z",
      findings,
      before: null,
      after: null,
      left_out: 0,
      of: findings.length,
    };
  };
  base = await server.start();
});
afterEach(() => server.stop());

function show() {
  render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <Mine base="/omero_forms/" webclient="/webclient/" />
    </SessionProvider>,
  );
  return userEvent.setup();
}

describe("my data", () => {
  it("lists what is open by when it is due, each with the way to it, and begins where nothing was submitted since", async () => {
    show();
    expect(await screen.findByRole("heading", { level: 1, name: "4 objects of yours have open forms" })).toBeTruthy();
    expect(screen.getByText("4 findings are open: 2 are past due, 1 is due within a week.")).toBeTruthy();
    const table = screen.getByRole("group", { name: "Findings of your objects, by when they are due" });
    expect(within(table).getAllByRole("rowheader").filter((each) => each.hasAttribute("colspan")).map((each) => each.textContent)).toEqual(["Past due 2", "Due within a week 1", "Due later 1"]);
    expect(within(table).getByText("12 days past due")).toBeTruthy();
    expect(within(table).getAllByText("Imaging or Sample").length).toBe(4);
    expect(within(table).getByText(/Answers were submitted/)).toBeTruthy();
    expect(within(table).getByRole("link", { name: /Carry over ?: Imaging or Sample for 2026-07-02_U2OS_2/ }).getAttribute("href")).toBe(`/omero_forms/?id=2&type=dataset&way=${inDays(-1)}_2`);
    expect(screen.getByRole("link", { name: "Go through them one after the other" }).getAttribute("href")).toContain("id=2&");
    expect((await screen.findByRole("link", { name: "My data" })).getAttribute("aria-current")).toBe("page");
    expect(await screen.findByText("What you submit appears here, the newest first.")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("keeps its filters in the address, and says what an empty list means", async () => {
    const user = show();
    await user.selectOptions(await screen.findByLabelText("Status"), "compliant");
    expect(await screen.findByText("nothing is lacking")).toBeTruthy();
    expect(window.location.search).toBe("?status=compliant");
    expect(screen.queryByRole("link", { name: "Go through them one after the other" })).toBeNull();
    await user.selectOptions(screen.getByLabelText("Status"), "exempt");
    expect(await screen.findByText("Nothing of yours is exempt")).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("Group"), "3");
    await waitFor(() => expect(window.location.search).toBe("?group=3&status=exempt"));
    await waitFor(() => expect(asked.at(-1)).toBe("group=3&status=exempt"));
    // What was done in another tab is there when somebody comes back.
    const before = asked.length;
    window.dispatchEvent(new Event("focus"));
    await waitFor(() => expect(asked.length).toBe(before + 1));
  });

  it.each(["all", "novelty"])("calls an empty list by its status only where there is one: %s", async (status) => {
    window.history.replaceState(null, "", `/omero_forms/mine/?status=${status}`);
    const whole = server.mine;
    server.mine = (query) => ({ ...whole(query), findings: [], of: 0 });
    show();
    expect(await screen.findByText("Nothing of yours was found here")).toBeTruthy();
  });

  it("says so where no policy holds for anything of one's own", async () => {
    const whole = server.mine;
    server.mine = (query) => ({ ...whole(query), policies: [], findings: [], of: 0, totals: { open: 0, late: 0, soon: 0, objects: 0 } });
    show();
    expect(await screen.findByText("Nothing is required of your data")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
  });

  it("tells what is excused until when and why, and asks to extend it; what is recommended, and what could not be judged, apart", async () => {
    const whole = server.mine;
    const excused = { ...finding(9, "exempt", "2026-12-24"), reason: "The sample is lost. (approved by Olga Owner)" };
    server.mine = (query) => {
      const page = whole(query);
      const policies = page.policies.map((policy) => ({ ...policy, has_problems: true, totals: { ...policy.totals, exempt: 1, recommended: 2 } }));
      return { ...page, policies, failed: [{ id: 3, name: "Chromatin Dynamics" }], ...(query.get("status") === "exempt" && { findings: [excused], of: 1 }) };
    };
    const user = show();
    const region = await screen.findByRole("region", { name: "Excused" });
    expect(await within(region).findByText("The sample is lost. (approved by Olga Owner)")).toBeTruthy();
    expect(within(region).getByText("Thu 24 Dec 2026")).toBeTruthy();
    expect(within(region).getByRole("link", { name: /All exemptions/ }).getAttribute("href")).toBe("/omero_forms/exemptions/");
    expect(screen.getByText(/Next full run/)).toBeTruthy();
    expect(screen.getByText("1 policy has problems")).toBeTruthy();
    expect(screen.getByText("Chromatin Dynamics: the last evaluation failed")).toBeTruthy();
    expect(await axeFindings()).toEqual([]);

    await user.click(within(region).getByRole("button", { name: /Ask to extend/ }));
    expect(await screen.findByRole("dialog")).toBeTruthy();
    expect(screen.getByText(/whether this dataset may stay without what “Imaging metadata” requires/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await user.click(screen.getByRole("button", { name: "Show what is recommended" }));
    await waitFor(() => expect(asked).toContain("status=recommended"));
  });

  it("leads on from the page of an object to the next one, while one is on the way", async () => {
    let from = "";
    server.next = (query) => {
      from = query.toString();
      return { finding: finding(3, "grace", inDays(4)), left: 2, among: "" };
    };
    window.history.replaceState(null, "", `/omero_forms/?id=20417&type=dataset&way=${inDays(-1)}_2`);
    render(
      <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
        <ObjectPage config={{ type: "dataset", id: 20417, base, loginUrl: "/webclient/login/" }} selected={0} base={base} webclient="/webclient/" />
      </SessionProvider>,
    );
    const next = await screen.findByRole("link", { name: "Next: 2026-07-02_U2OS_3 (2 left)" });
    expect(next.getAttribute("href")).toContain("id=3&");
    expect(from).toBe(`after=${inDays(-1)}_2&type=Dataset&id=20417`);
  });

  it("keeps to the group, policy and status that were chosen, says so, and leads back to them", async () => {
    let from = "";
    const way = `${inDays(-1)}_2`;
    const chosen = "group=3&policy=1&status=grace";
    window.history.replaceState(null, "", `/omero_forms/mine/?${chosen}`);
    show();
    const begin = await screen.findByRole("link", { name: "Go through them one after the other" });
    expect(begin.getAttribute("href")).toBe(`/omero_forms/?id=2&type=dataset&${chosen}&way=${way}`);
    cleanup();

    let found: NextOfMine = { finding: finding(3, "grace", inDays(4)), left: 2, among: "Imaging metadata" };
    server.next = (query) => {
      from = query.toString();
      return found;
    };
    window.history.replaceState(null, "", `/omero_forms/?id=20417&type=dataset&${chosen}&way=${way}`);
    const open = (): void => {
      render(
        <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
          <ObjectPage config={{ type: "dataset", id: 20417, base, loginUrl: "/webclient/login/" }} selected={0} base={base} webclient="/webclient/" />
        </SessionProvider>,
      );
    };
    open();
    const next = await screen.findByRole("link", { name: "Next: 2026-07-02_U2OS_3 (2 left: In grace, Imaging metadata)" });
    expect(next.getAttribute("href")).toContain(`&${chosen}&way=${inDays(4)}_3`);
    expect(from).toBe(`after=${way}&type=Dataset&id=20417&${chosen}`);
    const on = screen.getByRole("navigation", { name: "Through what is open of my data" });
    expect(within(on).getByRole("link", { name: "My data" }).getAttribute("href")).toBe(`${base}mine/?${chosen}`);
    cleanup();
    found = { finding: null, left: 0, among: "" };
    open();
    expect((await screen.findByRole("link", { name: "See all my data" })).getAttribute("href")).toBe(`${base}mine/`);
    expect(screen.getByText(/Nothing else is open of what you chose/)).toBeTruthy();
  });
});
