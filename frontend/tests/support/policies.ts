// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Exemption, PolicyView } from "../../src/shared/types";
import { chromatin } from "./formRows";
import { anna } from "./server";

/** A policy of Chromatin Dynamics that is in force, but for what is said of it. */
export const policyView = (said: Partial<PolicyView> = {}): PolicyView => ({
  id: 9,
  number: 1,
  group: chromatin,
  name: "Every dataset",
  object_type: "Dataset",
  state: "active",
  terms: { name: "Every dataset", group: 3, object_type: "Dataset", requirement: "all_of", forms: [{ form: "fa" }], grace: 14, tell_member: "any", tell_owner_above: 3 },
  forms: [{ id: "fa", name: "Imaging" }],
  origin: "browser",
  source: null,
  made_at: "2026-11-02T08:00:00Z",
  changed_at: "2026-11-02T08:00:00Z",
  ended_at: null,
  evaluated_at: null,
  totals: { objects: 0 },
  may_change: true,
  site_policy: null,
  ...said,
});

/** Asked for all that fits, and decided on by whoever reads it. */
export const askedExemption = (): Exemption => ({
  id: "x1",
  group: chromatin,
  policy: { id: 9, name: "Every dataset" },
  object_type: "Dataset",
  forms: [],
  objects: [],
  selector: { name: "old" },
  count: 0,
  until: "2027-01-31",
  reason: "Lost.",
  state: "asked",
  asked_by: anna,
  asked_at: "2026-11-02T08:00:00Z",
  decided_by: null,
  decided_at: null,
  message: "",
  ended_by: null,
  ended_at: null,
  ended_message: "",
  is_own: false,
  is_over: false,
  may_decide: true,
  may_end: false,
});
