// SPDX-License-Identifier: AGPL-3.0-or-later
/** Shapes of the JSON API below /omero_forms/api/v1/. Times are ISO 8601 in UTC; `due` is a plain date. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";

export type Answers = Record<string, unknown>;
export type ObjectTypeName = "Project" | "Dataset" | "Screen" | "Plate" | "Image";
/** As in paths: lower case. */
export type ObjectTypePath = "project" | "dataset" | "screen" | "plate" | "image";

export interface Person {
  id: number;
  name: string;
  full_name?: string | null;
}

export interface Group {
  id: number;
  name: string;
}

/** What admins are told of the set-up; others get one general sentence. */
export interface SetupProblem {
  code: string;
  message: string;
  mend?: string | null;
}

export interface Session {
  user: Person;
  /** uuid of the OMERO database */
  server: string;
  is_admin: boolean;
  owned_groups: number[];
  time_zone: string;
  problems: SetupProblem[];
}

export interface ObjectInfo {
  type: ObjectTypeName;
  id: number;
  name: string;
  server: string;
  creation_event: number;
  group: Group;
  owner: Person;
  images: number | null;
}

export type SubmissionState = "pending" | "recorded" | "copied" | "repair" | "nocopy";

export interface Submission {
  id: number;
  number: number;
  version: number;
  author: Person;
  sudoer: Person | null;
  time: string;
  message: string;
  state: SubmissionState;
  state_reason: string | null;
  state_since: string;
  digest: string;
}

export type Status =
  | "compliant"
  | "grace"
  | "missing"
  | "incomplete"
  | "invalid"
  | "outdated"
  | "exempt"
  | "error";

export type Requirement = "none" | "all_of" | "one_of";

export interface RequiredBy {
  policy: string;
  policy_id: number;
  requirement: Requirement;
  with: string[];
  /** null: not evaluated yet. */
  status: Status | null;
  /** Why it could not be judged. */
  reason: string;
  due: string | null;
}

export interface FormOnObject {
  id: string;
  name: string;
  description: string;
  version: number;
  latest: Submission | null;
  required_by: RequiredBy[];
}

export interface ObjectForms {
  object: ObjectInfo;
  user: Person;
  may_submit: boolean;
  why_not: string | null;
  forms: FormOnObject[];
  evaluated_at: string | null;
  problems: SetupProblem[];
}

export interface FormVersion {
  number: number;
  schema: RJSFSchema;
  ui_schema: UiSchema | null;
  message: string;
  published_at: string;
  author: Person;
}

export interface FormView {
  object: ObjectInfo;
  user: Person;
  may_submit: boolean;
  why_not: string | null;
  form: { id: string; name: string; description: string; state: "draft" | "published" | "retired" };
  version: FormVersion;
  current_version: number;
  /** Number of the newest submission; 0 when there is none. */
  base: number;
  answers: Answers | null;
  answers_version: number | null;
  /** Newest first. */
  history: Submission[];
}

export interface Change {
  pointer: string;
  path: string;
  change: "changed" | "added" | "removed";
  before: unknown;
  after: unknown;
}

export interface Problem {
  pointer: string;
  path: string;
  message: string;
  keyword: string;
  /** The pattern that the answer does not match: for those who want to know it exactly. */
  rule?: string;
}

export interface SubmissionRequest {
  version: number;
  base: number | "any";
  client_key: string;
  answers: Answers;
  message: string;
}

export interface SubmissionAnswer {
  submission: Submission;
  newer_version: number | null;
}

export interface Proof {
  digest: string;
  previous: string;
  seal: string | null;
  key: string | null;
  number: number;
  stream: string;
}

export interface SubmissionView {
  submission: Submission;
  object: ObjectInfo;
  form: { id: string; name: string };
  answers: Answers;
  changes: Change[];
  proof: Proof;
}

/** Counts per status, and of the objects looked at. */
export type Totals = Partial<Record<Status, number>> & { objects?: number };

export interface PolicyTotals {
  id: number;
  name: string;
  requirement: Requirement;
  forms: string[];
  totals: Totals;
}

/** What a run that finished could not judge under a policy. */
export interface PolicyProblem {
  policy_id: number;
  message: string;
}

export interface GroupEvaluation {
  group: Group;
  evaluated_at: string | null;
  /** Why the last run as a whole failed; the numbers are then older, or not there. */
  failed: string | null;
  problems: PolicyProblem[];
  totals: Totals;
  policies: PolicyTotals[];
}

export interface Evaluations {
  groups: GroupEvaluation[];
}

export interface FindingRow {
  object: { type: ObjectTypeName; id: number; name: string };
  owner: Person;
  policy: { id: number; name: string };
  status: Status;
  lacking: string[];
  /** Why it could not be judged. */
  reason: string;
  due: string | null;
  since: string | null;
  deep_link: string;
}

export interface GroupFindings {
  group: Group;
  evaluated_at: string | null;
  failed: string | null;
  problems: PolicyProblem[];
  totals: Totals;
  findings: FindingRow[];
  page: number;
  pages: number;
  /** How many of this page's the reader cannot see. */
  left_out: number;
  of: number;
}

/** Where the app is mounted and what for. */
export interface MountConfig {
  type: ObjectTypePath;
  id: number;
  form?: string;
  /** URL prefix of the plugin, ending in a slash. */
  base: string;
  loginUrl: string;
}
