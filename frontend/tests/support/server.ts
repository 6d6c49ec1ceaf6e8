// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A web server that answers as the JSON API does, over real HTTP and with its rules of numbering: for the tests of what the
 * browser does with the answers. The rules themselves are tested where they live, and end to end in tests/browser.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, ErrorCode, Details, Fault, GetPath } from "../../src/shared/api/routes";
import type { paths } from "../../src/shared/api/schema";
import type {
  Answers,
  AuditPage,
  Badge,
  Change,
  Damage,
  DayTotals,
  Evaluations,
  Fork,
  FormList,
  FormOnObject,
  FormVersion,
  GroupFindings,
  IntegrityState,
  Job,
  Campaign, KeptReports,
  Keys,
  LegacyState,
  Mine,
  MySubmissions,
  NextOfMine,
  ObjectInfo,
  OrphanHistory,
  Orphans,
  Person,
  Problem,
  Question,
  Redaction,
  Redactions,
  Repairs,
  ReportTotals,
  Submission,
  SubmissionRequest,
} from "../../src/shared/types";
import { imaging, imagingUi } from "./forms";
import { serving } from "./serving";

export const anna: Person = { id: 7, name: "anna", full_name: "Anna Keller" };
export const ben: Person = { id: 8, name: "ben", full_name: "Ben Okafor" };

interface Kept {
  submission: Submission;
  answers: Answers;
  key: string;
  body: string;
}

type Refusal = [status: number, body: { error: Fault }, headers?: Record<string, string>];
type Get<P extends GetPath> = [status: 200, body: Answer<paths[P]["get"]>] | Refusal;
type Submitted = Answer<paths["/objects/{type}/{id}/forms/{form}/submissions"]["post"]>;
/** null: the connection breaks. */
type Reply = Get<GetPath> | [status: 201 | 202, body: Submitted] | [status: 202, body: { job: number }] | [status: 201, body: Redaction] | [status: 202, body: { redaction: Redaction }] | [status: 200, body: Record<string, never>] | null;

const MAY_NOT = "You can view this object, but you cannot add answers to it. Ask its owner or an owner of its group.";

const fault = (status: number, code: Exclude<ErrorCode, keyof Details>, message: string): Refusal => [
  status,
  { error: { code, message, details: {} } },
];
const notFound = (): Refusal => fault(404, "not_found", "There is nothing here that you can see.");

/** What begins a job, in the order of the ids of those. */
const JOBS = ["integrity/verify", "integrity/checkpoint", "integrity/repair/plan", "integrity/repair", "integrity/legacy"];

/** Answers by their path. */
type Told = Partial<{
  "integrity/repair": Repairs;
  "integrity/repair/fork": Fork;
  "integrity/orphans": Orphans;
  "integrity/orphans/history": OrphanHistory;
  "integrity/keys": Keys;
  "integrity/redactions": Redactions;
  "integrity/legacy": LegacyState;
  forms: FormList;
}>;

export class FormsServer {
  user: Person | null = anna;
  maySubmit = true;
  object: ObjectInfo = {
    type: "Dataset",
    id: 20417,
    name: "2026-11-12_HeLa_H2B-GFP_mitosis_02",
    server: "3f0c1d3e-0000-4000-8000-000000000001",
    creation_event: 911,
    group: { id: 3, name: "Chromatin Dynamics" },
    owner: anna,
    images: 48,
  };
  versions: FormVersion[] = [
    { number: 1, schema: imaging, ui_schema: imagingUi, dialect: "draft-07", not_asked: [], opens: true, message: "First", published_at: "2026-11-01T08:00:00Z", author: ben },
  ];
  required: FormOnObject["required_by"] = [];
  description = "What was imaged, and how.";
  kept: Kept[] = [];
  /** Answered to the next submissions instead of taking them. */
  faults: Refusal[] = [];
  /** Submissions are taken, but the connection breaks before the answer. */
  loseAnswers = 0;
  state: Submission["state"] = "copied";
  check: FormOnObject["check"] = "sound";
  strangePairs = false;
  /** So many pages of a history are not answered. */
  historyFaults = 0;
  damages: Damage[] = [];
  /** Problems the server finds in the next submission. */
  problems: Problem[] = [];
  /** null: the reader owns no group. */
  isAdmin = false;
  audit: (query: URLSearchParams) => AuditPage = () => ({ events: [], next: null });
  integrity: IntegrityState = { verified_at: null, records: 0, streams: 0, count: 0, findings: [], job: null, checkpoint: null, may_change: true };
  /** What the parts of the page Integrity are told. */
  told: Told = {};
  /** Jobs by id, each in the states that are told of it one after the other; the last one stays. */
  jobs = new Map<number, Job[]>();
  evaluations: Evaluations | null = { groups: [], next_run: "2026-11-24T01:00:00Z" };
  /** What was counted, now and on past days, and which questions lack answers. */
  totals: (query: URLSearchParams) => ReportTotals = () => ({ day: null, counted_at: null, totals: { objects: 0 }, groups: [], policies: [], forms: [], people: [], of: { groups: 0, policies: 0, forms: 0, people: 0 } });
  days: DayTotals[] = [];
  questions: Question[] = [];
  campaigns: Campaign[] = [];
  keptReports: KeptReports = { reports: [], next: null };
  findings: (group: number, query: URLSearchParams) => GroupFindings | null = () => null;
  mine: (query: URLSearchParams) => Mine = () => ({
    user: anna,
    server: this.object.server,
    totals: { open: 0, late: 0, soon: 0, objects: 0 },
    policies: [],
    evaluated_at: null,
    failed: [],
    next_run: "2026-11-24T01:00:00Z",
    findings: [],
    before: null,
    after: null,
    left_out: 0,
    of: 0,
  });
  badge: Badge | null = null;
  mySubmissions: MySubmissions = { submissions: [] };
  next: (query: URLSearchParams) => NextOfMine = () => ({ finding: null, left: 0, among: "" });
  requests: { method: string; path: string; csrf: string | undefined; body: string }[] = [];
  private end: (() => Promise<void>) | null = null;

  get version(): FormVersion {
    const newest = this.versions.at(-1);
    if (!newest) throw new Error("no version");
    return newest;
  }

  async start(): Promise<string> {
    const { base, stop } = await serving(async (request, body, response) => this.handle(request, body, response));
    this.end = stop;
    return base;
  }

  async stop(): Promise<void> {
    await this.end?.();
  }

  posted(): SubmissionRequest[] {
    return this.requests
      .filter(({ method, path }) => method === "POST" && path.endsWith("/submissions"))
      .map(({ body }) => JSON.parse(body) as SubmissionRequest);
  }

  /** As if `author` had submitted in another browser. */
  submitAs(author: Person, answers: Answers, message = ""): Submission {
    return this.keep(author, { version: this.version.number, base: "any", client_key: `${this.kept.length}`, answers, message }, "").submission;
  }

  private keep(author: Person, request: SubmissionRequest, body: string): Kept {
    const number = this.kept.length + 1;
    const time = new Date().toISOString();
    const submission: Submission = {
      id: 100 + number,
      number,
      version: request.version,
      author,
      sudoer: null,
      time,
      message: request.message,
      state: this.state,
      state_reason: null,
      state_since: time,
      digest: String(number).repeat(64).slice(0, 64),
      unproven: null,
      imported: null,
    };
    const kept = { submission, answers: request.answers, key: request.client_key, body };
    this.kept.push(kept);
    return kept;
  }

  private handle(request: IncomingMessage, body: string, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.replace("/omero_forms/api/v1/", "");
    const headers = { "Access-Control-Allow-Origin": request.headers.origin ?? "*", "Access-Control-Allow-Headers": "*, X-CSRFToken, Content-Type", "Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": "Retry-After" };
    if (request.method === "OPTIONS") {
      response.writeHead(204, headers).end();
      return;
    }
    const csrf = request.headers["x-csrftoken"];
    this.requests.push({ method: request.method ?? "", path, csrf: typeof csrf === "string" ? csrf : undefined, body });
    const reply = this.answer(request.method ?? "", path, url.searchParams, body);
    if (reply === null) {
      request.socket.destroy();
      return;
    }
    const [status, answer, more] = reply;
    response.writeHead(status, { ...headers, ...more, "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(answer));
  }

  private answer(method: string, path: string, query: URLSearchParams, body: string): Reply {
    const { user } = this;
    if (!user) return fault(401, "login_required", "You are not logged in to OMERO, or your session has ended.");
    if (path === "session") {
      return [200, { user, server: this.object.server, is_admin: this.isAdmin, owned_groups: [3], may_create_forms: true, time_zone: "Europe/Berlin", problems: [] }];
    }
    if (path === "ping") return [200, {}];
    if (path === "audit") {
      return this.isAdmin ? [200, { ...this.audit(query) }] : fault(403, "forbidden", "The audit is for OMERO's admins.");
    }
    if (path === "integrity") {
      return this.isAdmin ? [200, { ...this.integrity }] : fault(403, "forbidden", "This is for OMERO admins without restrictions, such as root.");
    }
    const told = method === "GET" ? this.told[path as keyof Told] : undefined;
    if (told !== undefined) return [200, told];
    if (path.startsWith("integrity/")) return this.faults.shift() ?? this.asked(path);
    const states = this.jobs.get(Number(/^jobs\/(\d+)$/.exec(path)?.[1])) ?? [];
    const [job] = states.length > 1 ? states.splice(0, 1) : states;
    if (job) return [200, method === "DELETE" ? { ...job, state: "cancelled" } : { ...job }];
    if (path === "evaluations") {
      return this.evaluations ? [200, { ...this.evaluations }] : notFound();
    }
    if (path === "reports/totals") return [200, this.totals(query)];
    if (path === "reports/history") return [200, { days: this.days }];
    if (path === "reports/questions") return [200, { form: query.get("form") ?? "", questions: this.questions }];
    if (/^reports\/\d+\/campaigns$/.test(path)) return [200, { campaigns: this.campaigns }];
    if (/^reports\/\d+\/kept$/.test(path)) return [200, this.keptReports];
    if (path === "mine") return [200, this.mine(query)];
    if (path === "mine/next") return [200, this.next(query)];
    if (path === "mine/submissions") return [200, this.mySubmissions];
    const group = /^evaluations\/(\d+)$/.exec(path)?.[1];
    if (group) {
      const found = this.findings(Number(group), query);
      return found ? [200, { ...found }] : notFound();
    }
    const submission = /^submissions\/(\d+)$/.exec(path)?.[1];
    if (submission) return this.submission(Number(submission));
    if (path === `objects/dataset/${this.object.id}`) return [200, this.list(user)];
    if (path === `objects/dataset/${this.object.id}/badge` && this.badge) return [200, this.badge];
    if (path === `objects/dataset/${this.object.id}/forms/f1`) return this.form(user, query);
    if (method === "GET" && path.endsWith("/forms/f1/submissions")) {
      if (this.historyFaults > 0) {
        this.historyFaults -= 1;
        return fault(503, "omero_unavailable", "OMERO does not answer.");
      }
      return [200, this.history(Number(query.get("before") ?? Infinity), 20)];
    }
    if (method === "POST" && path.endsWith("/forms/f1/submissions")) return this.submit(user, body);
    return notFound();
  }

  /** Something that changes records was asked for. */
  private asked(path: string): Reply {
    const [redaction] = this.told["integrity/redactions"]?.redactions ?? [];
    if (path.endsWith("/approve") && redaction) return [202, { redaction }];
    if (path === "integrity/redactions" && redaction) return [201, redaction];
    return [202, { job: JOBS.indexOf(path) + 1 }];
  }

  private submission(id: number): Get<"/submissions/{id}"> {
    const index = this.kept.findIndex((kept) => kept.submission.id === id);
    const kept = this.kept[index];
    if (!kept) return notFound();
    const { number, digest } = kept.submission;
    return [
      200,
      {
        submission: kept.submission,
        object: this.object,
        form: { id: "f1", name: "Imaging acquisition" },
        check: this.check,
        answers: kept.answers,
        changes: number === 1 ? [] : [{ pointer: "/sample/line", path: "Sample > Cell line", change: "changed", before: "HeLa", after: "HeLa Kyoto" }],
        proof: { digest, previous: "0".repeat(64), seal: "c2VhbA==", key: "0123456789abcdef", number, stream: "submission/f1/Dataset/20417/911" },
      },
    ];
  }

  private list(user: Person): Answer<paths["/objects/{type}/{id}"]["get"]> {
    const newest = this.version;
    const latest = this.kept.at(-1)?.submission ?? null;
    const form: FormOnObject = { id: "f1", name: "Imaging acquisition", description: this.description, version: newest.number, latest, check: this.check, strange_pairs: this.strangePairs, required_by: this.required };
    return { object: this.object, user, may_submit: this.maySubmit, why_not: this.maySubmit ? null : MAY_NOT, may_ask_exemption: this.maySubmit, forms: [form], evaluated_at: null, problems: [] };
  }

  private form(user: Person, query: URLSearchParams): Get<"/objects/{type}/{id}/forms/{form}"> {
    const asked = query.get("version");
    const version = asked === null ? this.version : this.versions.find((each) => each.number === Number(asked));
    if (!version) return fault(404, "version_unknown", "This form has no such version.");
    const newest = this.kept.at(-1);
    return [
      200,
      {
        object: this.object,
        user,
        may_submit: this.maySubmit,
        why_not: this.maySubmit ? null : MAY_NOT,
        form: { id: "f1", name: "Imaging acquisition", description: "", state: "published" },
        version,
        current_version: this.version.number,
        base: newest?.submission.number ?? 0,
        answers: newest?.answers ?? null,
        answers_version: newest?.submission.version ?? null,
        ...this.history(Infinity, 5),
        check: this.check,
        strange_pairs: this.strangePairs,
        damages: this.damages,
      },
    ];
  }

  private history(before: number, most: number): Answer<paths["/objects/{type}/{id}/forms/{form}/submissions"]["get"]> {
    const older = this.kept.map((kept) => kept.submission).filter(({ number }) => number < before).reverse();
    const history = older.slice(0, most);
    return { history, next: older.length > most ? (history.at(-1)?.number ?? null) : null };
  }

  private submit(user: Person, body: string): Reply {
    const planned = this.faults.shift();
    if (planned) return planned;
    const request = JSON.parse(body) as SubmissionRequest;
    const again = this.kept.find((kept) => kept.key === request.client_key);
    if (again) {
      if (again.body !== body) return fault(422, "key_reused", "This submission key has already been used for something else.");
      return this.accepted(again, request);
    }
    if (this.problems.length > 0) {
      const { problems } = this;
      this.problems = [];
      return [422, { error: { code: "answers_invalid", message: "Some answers need a look.", details: { problems } } }];
    }
    const head = this.kept.at(-1);
    if (request.base !== "any" && request.base !== (head?.submission.number ?? 0)) {
      const changes: Change[] = [{ pointer: "/sample/line", path: "Sample > Cell line", change: "changed", before: "U2OS", after: "HeLa Kyoto" }];
      const details = { base: head?.submission.number ?? 0, head: head?.submission ?? null, changes };
      return [409, { error: { code: "stale_base", message: "Somebody submitted answers since you opened this form.", details } }];
    }
    const kept = this.keep(user, request, body);
    if (this.loseAnswers > 0) {
      this.loseAnswers -= 1;
      return null;
    }
    return this.accepted(kept, request);
  }

  /** The same for a repeated key: what counts is where the submission has got to. */
  private accepted({ submission }: Kept, { base }: SubmissionRequest): [201 | 202, Submitted] {
    const appended_after = base === "any" ? submission.number - 1 || null : null;
    return [submission.state === "pending" ? 202 : 201, { submission, newer_version: null, appended_after }];
  }
}
