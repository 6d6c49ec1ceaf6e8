// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one way to the JSON API: typed calls, the one error shape, the CSRF header. */
import { t } from "../texts";
import type { Answer, At, DeletePath, Details, ErrorCode, Fault, GetPath, PostPath, PutPath, Query, Sent } from "./routes";
import type { paths } from "./schema";
import type {
  AuditPage,
  Evaluations,
  FormView,
  GroupFindings,
  HistoryPage,
  MountConfig,
  ObjectForms,
  ObjectTypePath,
  Session,
  SubmissionAnswer,
  SubmissionRequest,
  SubmissionView,
} from "../types";

/** What went wrong before there was an answer of the API's, or in the page itself. */
type OwnCode = "no_answer" | "answer_lost" | "not_understood" | "page_fault";

const PASSING: readonly (ErrorCode | OwnCode)[] = ["omero_unavailable", "history_behind", "database_unavailable"];

/** A failed call. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | OwnCode;
  /** Seconds that whoever refused asks to wait before the next try; null where nobody says. */
  readonly waitS: number | null;
  private readonly details: Fault["details"];

  constructor(status: number, code: ErrorCode | OwnCode, message: string, details: Fault["details"] = {}, waitS: number | null = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.waitS = waitS;
  }

  /** What the API says beside the message of such a code; null for another one. */
  detailsOf<Code extends keyof Details>(code: Code): Details[Code] | null {
    return this.code === code ? (this.details as Details[Code]) : null;
  }

  /** The same request may succeed later without anybody changing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504 || this.limited || PASSING.includes(this.code);
  }

  /** What was sent may have arrived all the same. */
  get unanswered(): boolean {
    return this.code === "no_answer" || (this.code === "not_understood" && this.status >= 500);
  }

  /** Nothing is wrong: more was sent within a minute than one person may, as the service or a proxy before it counts. */
  get limited(): boolean {
    return this.status === 429;
  }

  get loginNeeded(): boolean {
    return this.status === 401;
  }
}

const NO_ANSWER = t("The forms service did not answer. Your data is not affected.");
const TOO_MUCH = t("The web server is receiving too many requests. Your data is not affected.");
const NOT_OURS = t("The web server sent an answer that this page does not understand. Your data is not affected.");

/** The value of a cookie, or "" when it is not there. */
export function readCookie(name: string, cookies: string = document.cookie): string {
  for (const part of cookies.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== "object" || value === null) return false;
  const { code, message, details } = value as Partial<Record<keyof Fault, unknown>>;
  return typeof code === "string" && typeof message === "string" && typeof details === "object" && details !== null;
}

/** Whole seconds, as our service writes them; a proxy may name a moment instead, which is as good as nothing. */
function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,4}$/.test(header) ? Number(header) : null;
}

/** A proxy, or a server that is not there, answers in other shapes than the API. */
function errorOf(response: Response, body: unknown): ApiError {
  const { status } = response;
  const waitS = status === 429 ? secondsOf(response.headers.get("Retry-After")) : null;
  const fault = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  if (isFault(fault)) return new ApiError(status, fault.code, fault.message, fault.details, waitS);
  if (status === 429) return new ApiError(status, "not_understood", TOO_MUCH, {}, waitS);
  return new ApiError(status, status === 401 ? "login_required" : "not_understood", NOT_OURS);
}

/** The address of a route: each `{name}` filled in, and a query where there is one. */
function addressOf(path: string, at: object, query: object): string {
  const filled = Object.entries(at).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))), path);
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
  return asked.length > 0 ? `${filled}?${new URLSearchParams(asked).toString()}` : filled;
}

/** Calls of the API below `base` (the plugin's URL prefix, ending in a slash). */
export class Api {
  private readonly root: string;

  /** `timeout` is in ms; a submission may take the server 10 s, so this stays above it. */
  constructor(
    readonly base: string,
    private readonly timeout = 20_000,
  ) {
    this.root = `${base}api/v1`;
  }

  private async call(address: string, init: RequestInit, timeout = this.timeout): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.root + address, {
        credentials: "same-origin",
        signal: AbortSignal.timeout(timeout),
        ...init,
        headers: { Accept: "application/json", "X-Omero-Forms-From": "page", ...init.headers },
      });
      text = await response.text();
    } catch {
      throw new ApiError(0, "no_answer", NO_ANSWER);
    }
    let body: unknown = null;
    try {
      body = JSON.parse(text);
    } catch {
      throw errorOf(response, null);
    }
    if (!response.ok) throw errorOf(response, body);
    return body;
  }

  protected async get<P extends GetPath>(
    path: P,
    at: At<paths[P]["get"]>,
    query: Partial<Query<paths[P]["get"]>> = {},
  ): Promise<Answer<paths[P]["get"]>> {
    return (await this.call(addressOf(path, at, query), { method: "GET" })) as Answer<paths[P]["get"]>;
  }

  protected async post<P extends PostPath>(
    path: P,
    at: At<paths[P]["post"]>,
    body: Sent<paths[P]["post"]>,
  ): Promise<Answer<paths[P]["post"]>> {
    return (await this.write("POST", addressOf(path, at, {}), JSON.stringify(body))) as Answer<paths[P]["post"]>;
  }

  protected async put<P extends PutPath>(path: P, at: At<paths[P]["put"]>, body: Sent<paths[P]["put"]>): Promise<Answer<paths[P]["put"]>> {
    return (await this.write("PUT", addressOf(path, at, {}), JSON.stringify(body))) as Answer<paths[P]["put"]>;
  }

  protected async delete<P extends DeletePath>(
    path: P,
    at: At<paths[P]["delete"]>,
    query: Partial<Query<paths[P]["delete"]>> = {},
  ): Promise<Answer<paths[P]["delete"]>> {
    return (await this.write("DELETE", addressOf(path, at, query))) as Answer<paths[P]["delete"]>;
  }

  /** A call that changes something. Without `body` nothing is sent along; a form says its own type. */
  protected write(method: "POST" | "PUT" | "DELETE", address: string, body?: string | FormData, timeout?: number): Promise<unknown> {
    // The cookie is read now, not at the start: logging in again changes it.
    const headers: Record<string, string> = { "X-CSRFToken": readCookie("csrftoken") };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    return this.call(address, { method, headers, body: body ?? null }, timeout);
  }

  session(): Promise<Session> {
    return this.get("/session", {});
  }

  async ping(): Promise<void> {
    await this.post("/ping", {}, {});
  }

  objectForms(type: ObjectTypePath, id: number): Promise<ObjectForms> {
    return this.get("/objects/{type}/{id}", { type, id });
  }

  async form(type: ObjectTypePath, id: number, form: string, version?: number): Promise<FormView> {
    const asked = version === undefined ? early : null;
    early = null;
    if (asked?.what === whatOf(this.root, type, id, form)) return asked.answer;
    // What the schemas are beyond JSON objects, the API cannot say.
    return (await this.get("/objects/{type}/{id}/forms/{form}", { type, id, form }, { version })) as FormView;
  }

  /** The submissions before a number, newest first, a page of them. */
  history(type: ObjectTypePath, id: number, form: string, before: number): Promise<HistoryPage> {
    return this.get("/objects/{type}/{id}/forms/{form}/submissions", { type, id, form }, { before });
  }

  /** Recorded, or accepted and still being recorded: its state says which. The same key again gives the same submission. */
  submit(type: ObjectTypePath, id: number, form: string, request: SubmissionRequest): Promise<SubmissionAnswer> {
    return this.post("/objects/{type}/{id}/forms/{form}/submissions", { type, id, form }, request);
  }

  submission(id: number): Promise<SubmissionView> {
    return this.get("/submissions/{id}", { id });
  }

  evaluations(): Promise<Evaluations> {
    return this.get("/evaluations", {});
  }

  audit(asked: Query<paths["/audit"]["get"]>): Promise<AuditPage> {
    return this.get("/audit", {}, asked);
  }

  groupFindings(group_id: number, query: Query<paths["/evaluations/{group_id}"]["get"]> = {}): Promise<GroupFindings> {
    return this.get("/evaluations/{group_id}", { group_id }, query);
  }
}

/** A form that was asked for before there was anything to show it with; whoever asks for it first gets the answer. */
let early: { what: string; answer: Promise<FormView> } | null = null;

const whatOf = (root: string, type: ObjectTypePath, id: number, form: string): string => JSON.stringify([root, type, id, form]);

/** Asks for a form while what shows it is still being loaded. */
export function askEarly({ base, type, id }: Pick<MountConfig, "base" | "type" | "id">, form: string): void {
  const answer = new Api(base).form(type, id, form);
  // Who takes it hears of it.
  answer.catch(() => undefined);
  early = { what: whatOf(`${base}api/v1`, type, id, form), answer };
}
