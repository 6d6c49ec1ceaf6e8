// SPDX-License-Identifier: AGPL-3.0-or-later
import type { FormRow, Group, Session } from "../../src/shared/types";
import { anna } from "./server";

export const chromatin: Group = { id: 3, name: "Chromatin Dynamics" };
export const plants: Group = { id: 4, name: "Plant Cell Biology" };

export const annasSession: Session = { user: anna, server: "3f0c1d3e-0000-4000-8000-000000000001", is_admin: false, owned_groups: [3], may_create_forms: true, time_zone: "Europe/Berlin", problems: [] };

let made = 0;

/** A published form of Anna's that nobody was offered, but for what is said of it. */
export function formRow(name: string, said: Partial<FormRow> = {}): FormRow {
  made += 1;
  return {
    form: `f${String(made).replace(/\d/g, (digit) => "abcdefghij".charAt(Number(digit))).padStart(15, "x")}`,
    name,
    description: "",
    state: "published",
    version: 1,
    published_at: "2026-11-02T08:00:00Z",
    owners: [anna],
    offered: [],
    submissions: 0,
    policies: [],
    draft: null,
    may_edit: true,
    library: null,
    legacy_id: null,
    ...said,
  };
}
