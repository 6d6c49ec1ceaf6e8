// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the API says, by the names this front-end uses. The shapes themselves come from the server: `make api-types`. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { components } from "./api/schema";

type Shapes = components["schemas"];

export type Answers = Record<string, unknown>;
export type ObjectTypeName = Shapes["ObjectType"];
/** As in paths: lower case. */
export type ObjectTypePath = Lowercase<ObjectTypeName>;

export type Person = Shapes["PersonOut"];
export type Group = Shapes["GroupOut"];
export type SetupProblem = Shapes["SetupProblemOut"];
export type Session = Shapes["SessionOut"];
export type ObjectInfo = Shapes["ObjectOut"];

export type SubmissionState = Shapes["SubmissionState"];
export type CopyReason = Shapes["CopyReason"];
export type Submission = Shapes["SubmissionOut"];
/** What stood in the place that something was imported from; nothing proves it. */
export type Claim = Shapes["ClaimOut"];
export type HistoryPage = Shapes["HistoryOut"];

export type Status = Shapes["Status"];
export type Requirement = Shapes["Requirement"];
export type RequiredBy = Shapes["RequiredByOut"];
export type FormOnObject = Shapes["FormOnObjectOut"];
export type ObjectForms = Shapes["ObjectFormsOut"];

/** A schema is any JSON object to the API; that rjsf can show it is what publishing sees to. */
export type FormVersion = Omit<Shapes["VersionOut"], "schema" | "ui_schema"> & { schema: RJSFSchema; ui_schema: UiSchema };
/** What of a version says how it is shown and judged; a draft that was not published has it, too. */
export type FormSchemas = Pick<FormVersion, "schema" | "ui_schema" | "dialect" | "not_asked">;
/** A draft of JSON Schema, as the server found it. */
export type Dialect = FormVersion["dialect"];
/** A question that the page cannot ask: where it stands in the schema, its title, and why. */
export type NotAsked = Shapes["NotAskedOut"];
export type FormView = Omit<Shapes["FormViewOut"], "version"> & { version: FormVersion };

export type Damage = Shapes["DamageOut"];
export type Change = Shapes["ChangeOut"];
export type SubmissionRequest = Required<Shapes["SubmissionIn"]>;
export type SubmissionAnswer = Shapes["SubmittedOut"];
export type Proof = Shapes["ProofOut"];
export type SubmissionView = Shapes["SubmissionViewOut"];

/** Counts per status, and of the objects looked at. */
export type Totals = Shapes["PolicyTotalsOut"]["totals"];
export type PolicyTotals = Shapes["PolicyTotalsOut"];
export type GroupEvaluation = Shapes["GroupEvaluationOut"];
export type Evaluations = Shapes["EvaluationsOut"];
export type ReportTotals = Shapes["ReportTotalsOut"];
export type DayTotals = Shapes["DayTotalsOut"];
export type Campaign = Shapes["CampaignOut"];
export type Question = Shapes["QuestionOut"];
export type KeptReport = Shapes["KeptReportOut"];
export type KeptReports = Shapes["KeptReportsOut"];
/** Policies as they are set, and what one would do before it is switched on. */
export type Policies = Shapes["PoliciesOut"];
export type PolicyView = Shapes["PolicyViewOut"];
export type PolicyHistory = Shapes["PolicyHistoryOut"];
export type SitePolicies = Shapes["SitePoliciesOut"];
export type SitePolicy = Shapes["SitePolicyOut"];
export type SitePolicyHistory = Shapes["SitePolicyHistoryOut"];
export type Preview = Shapes["PreviewOut"];
export type MailDay = Shapes["MailDayOut"];
export type FindingRow = Shapes["FindingOut"];
/** How an object stands, and those around it. */
export type Badge = Shapes["BadgeOut"];
/** What is open of the reader's own objects, one finding of it, and what to go on with. */
export type Mine = Shapes["MineOut"];
/** Which of the reader's own findings, as addresses have it. An empty text does not restrict; no status means what is still to be done. */
export interface Among {
  group: string;
  policy: string;
  status: string;
}
export type MyFinding = Shapes["MyFindingOut"];
export type MyPolicy = Shapes["MyPolicyOut"];
export type NextOfMine = Shapes["NextOut"];
export type MySubmission = Shapes["MySubmissionOut"];
export type MySubmissions = Shapes["MySubmissionsOut"];
export type AuditEvent = Shapes["EventOut"];
export type AuditPage = Shapes["AuditOut"];
/** What is known of whether all records are as they were recorded, and one that is not. */
export type IntegrityState = Shapes["IntegrityOut"];
export type IntegrityFinding = Shapes["IntegrityFindingOut"];
/** The newest plan of a repair, or what came of it; alike steps of one; and the sealed records of one number. */
export type Repairs = Shapes["RepairsOut"];
export type RepairSteps = Shapes["RepairStepsOut"];
export type RepairStep = Shapes["RepairStepOut"];
export type Fork = Shapes["ForkOut"];
export type ForkChoice = Shapes["ForkIn"];
/** Histories whose object is gone, and what was submitted in one. */
export type Orphans = Shapes["OrphansOut"];
export type Orphan = Shapes["OrphanOut"];
export type OrphanHistory = Shapes["OrphanHistoryOut"];
export type Keys = Shapes["KeysOut"];
/** What excuses objects from a policy: one, a list of them, what is asked for, and what is said to that. */
export type Exemption = Shapes["ExemptionOut"];
export type Exemptions = Shapes["ExemptionsOut"];
export type ExemptionRequest = Required<Shapes["ExemptionIn"]>;
export type ExemptionAnswer = Shapes["ExemptionDecisionIn"]["decision"];
export type Redactions = Shapes["RedactionsOut"];
export type Redaction = Shapes["RedactionOut"];
export type RedactionRequest = Shapes["RedactionIn"];
/** What came of an import from OMERO.forms. */
export type LegacyState = Shapes["LegacyOut"];
export type LegacyReport = Shapes["LegacyReportOut"];
/** Long work that a worker does. */
export type Job = Shapes["JobOut"];
export type GroupFindings = Shapes["GroupFindingsOut"];

/** What is not published yet of a form: schemas as text, which may be wrong. */
export type FormDraft = Shapes["DraftOut"];
export type NewDraft = Shapes["NewDraftIn"];
export type SavedDraft = Shapes["DraftIn"];
/** A form, as lists of forms tell it. */
export type FormRow = Shapes["FormRowOut"];
export type FormList = Shapes["FormListOut"];
export type GroupForms = Shapes["GroupFormsOut"];
/** Which forms of a group have copies of another layout than the one that is set, and one's own jobs that remake some. */
export type GroupCopies = Shapes["GroupCopiesOut"];
/** What came of remaking copies: the result of such a job. */
export interface Remade {
  layout: GroupCopies["layout"];
  of: number;
  done: number;
  could_not: { reason: string; message: string; count: number }[];
}
/** A form that comes with the product, and the same with its schemas as text. */
export type LibraryEntry = Shapes["EntryOut"];
export type LibraryEntryView = Shapes["EntryViewOut"];
export type Library = Shapes["LibraryOut"];
/** A file that was brought in, and what becomes of it; all of them, and the drafts that were begun. */
export type Imported = Shapes["ImportedOut"];
export type Brought = Shapes["BroughtOut"];
export type LibraryChanges = Shapes["OriginChangesOut"];
/** When a draft was saved, and by whom. */
export type DraftState = Shapes["DraftStateOut"];
/** What a draft says of answers that were tried on it. */
export type TriedAnswers = Shapes["TrialOut"];

export type FormChange = Shapes["FormChangeOut"];
/** What a draft would change in the form's current version, and whether that is proved to break no answer. */
export type DraftChanges = Shapes["DraftChangesOut"];
/** Some of the newest answers, judged by a draft. */
export type Impact = Shapes["ImpactOut"];
/** A policy that will demand the next version. */
export type NextDemand = Shapes["NextDemandOut"];
export type NextDemands = Shapes["DemandsOut"];
export type Breaking = Shapes["BreakingOut"];
export type BrokenRule = Shapes["RuleOut"];
export type Published = Shapes["PublishedOut"];
/** What keeps schemas from being published, and what their author should know. */
export type CheckedForm = Shapes["CheckedOut"];
export type Place = Shapes["PlaceOut"];
/** A published version, and with its schemas, letter by letter. */
export type VersionRow = Shapes["VersionRowOut"];
export type VersionText = Shapes["VersionTextOut"];

/** As the server tells it, or found in the page. `rule` is the pattern that the answer does not match: for those who want to know it exactly. */
export type Problem = Shapes["ProblemOut"] & { rule?: string };

/** Where the app is mounted and what for. */
export interface MountConfig {
  type: ObjectTypePath;
  id: number;
  form?: string;
  /** URL prefix of the plugin, ending in a slash. */
  base: string;
  loginUrl: string;
  /** Told when answers were accepted: they count at once. */
  onSubmitted?: () => void;
}

export type MailPreferences = Shapes["PreferencesOut"];
export type MailPreferencesRequest = Shapes["PreferencesIn"];
export type SiteMails = Shapes["MailsOut"];
