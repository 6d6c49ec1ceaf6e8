// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one way to the JSON API: typed calls, the one error shape, the CSRF header. */
import type {
  Evaluations,
  FormView,
  GroupFindings,
  ObjectForms,
  ObjectTypePath,
  Session,
  SubmissionAnswer,
  SubmissionRequest,
  SubmissionView,
} from "./types";

/** A failed call. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(status: number, code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** The same request may succeed later without anybody changing anything. */
  get passing(): boolean {
    return (
      this.status === 0 ||
      this.status === 502 ||
      this.status === 504 ||
      ["omero_unavailable", "history_behind", "database_unavailable", "rate_limited"].includes(this.code)
    );
  }

  get loginNeeded(): boolean {
    return this.status === 401;
  }
}

const NO_ANSWER = "The forms service did not answer. Your data is not affected.";
const NOT_OURS = "The web server sent an answer that this page does not understand. Your data is not affected.";

/** The value of a cookie, or "" when it is not there. */
export function readCookie(name: string, cookies: string = document.cookie): string {
  for (const part of cookies.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

function errorOf(status: number, body: unknown): ApiError {
  if (typeof body === "object" && body !== null && "error" in body) {
    const { code, message, details } = body.error as {
      code?: unknown;
      message?: unknown;
      details?: unknown;
    };
    if (typeof code === "string" && typeof message === "string") {
      return new ApiError(status, code, message, (details ?? {}) as Record<string, unknown>);
    }
  }
  return new ApiError(status, status === 401 ? "login_required" : "not_understood", NOT_OURS);
}

export interface Posted<T> {
  status: number;
  body: T;
}

/** Calls of the API below `base` (the plugin's URL prefix, ending in a slash). */
export class Api {
  private readonly root: string;
  private readonly timeout: number;

  /** `timeout` is in ms; a submission may take the server 10 s, so this stays above it. */
  constructor(base: string, timeout = 20_000) {
    this.root = `${base}api/v1/`;
    this.timeout = timeout;
  }

  private async call<T>(path: string, init: RequestInit): Promise<Posted<T>> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.root + path, {
        credentials: "same-origin",
        signal: AbortSignal.timeout(this.timeout),
        ...init,
        headers: { Accept: "application/json", ...init.headers },
      });
      text = await response.text();
    } catch {
      throw new ApiError(0, "no_answer", NO_ANSWER);
    }
    let body: unknown = null;
    try {
      body = JSON.parse(text);
    } catch {
      throw errorOf(response.status, null);
    }
    if (!response.ok) throw errorOf(response.status, body);
    return { status: response.status, body: body as T };
  }

  private async get<T>(path: string): Promise<T> {
    return (await this.call<T>(path, { method: "GET" })).body;
  }

  private post<T>(path: string, body: string): Promise<Posted<T>> {
    // The cookie is read now, not at the start: logging in again changes it.
    const headers = { "Content-Type": "application/json", "X-CSRFToken": readCookie("csrftoken") };
    return this.call<T>(path, { method: "POST", body, headers });
  }

  session(): Promise<Session> {
    return this.get("session");
  }

  async ping(): Promise<void> {
    await this.post("ping", "{}");
  }

  objectForms(type: ObjectTypePath, id: number): Promise<ObjectForms> {
    return this.get(`objects/${type}/${id}`);
  }

  form(type: ObjectTypePath, id: number, form: string, version?: number): Promise<FormView> {
    const query = version === undefined ? "" : `?version=${version}`;
    return this.get(`objects/${type}/${id}/forms/${encodeURIComponent(form)}${query}`);
  }

  /** 201 when recorded, 202 when accepted and still being recorded, 200 for one that was known already. */
  submit(
    type: ObjectTypePath,
    id: number,
    form: string,
    request: SubmissionRequest,
  ): Promise<Posted<SubmissionAnswer>> {
    const path = `objects/${type}/${id}/forms/${encodeURIComponent(form)}/submissions`;
    return this.post(path, JSON.stringify(request));
  }

  submission(id: number): Promise<SubmissionView> {
    return this.get(`submissions/${id}`);
  }

  evaluations(): Promise<Evaluations> {
    return this.get("evaluations");
  }

  groupFindings(
    group: number,
    options: { page?: number; policy?: number | undefined; status?: string | undefined } = {},
  ): Promise<GroupFindings> {
    const query = new URLSearchParams();
    if (options.page !== undefined) query.set("page", String(options.page));
    if (options.policy !== undefined) query.set("policy", String(options.policy));
    if (options.status) query.set("status", options.status);
    const text = query.toString();
    return this.get(`evaluations/${group}${text ? `?${text}` : ""}`);
  }
}
