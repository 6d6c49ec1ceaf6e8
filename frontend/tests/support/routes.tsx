// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A web server that answers each route of the API as a test says, over real HTTP: for the screens of the designer, whose rules are
 * tested where they live.
 */
import { render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Suspense, type ComponentType } from "react";
import { LoginBanner, SessionProvider } from "../../src/shared/session";
import type { ScreenProps } from "../../src/designer/screens";
import type { Session } from "../../src/shared/types";
import { annasSession } from "./formRows";
import { serving } from "./serving";

export const FORM = "faaaaaaaaaaaaaaa";

/** null: the connection breaks. */
export type Reply = [status: number, body: unknown] | null;
export type Answering = (asked: { query: URLSearchParams; body: Record<string, unknown>; text: string }) => Reply | Promise<Reply>;

export const refusal = (status: number, code: string, message = "Refused.", details: object = {}): Reply => [status, { error: { code, message, details } }];

export class Routes {
  readonly requests: { route: string; body: Record<string, unknown> }[] = [];
  private readonly answers = new Map<string, Answering>();
  private end: (() => Promise<void>) | null = null;

  constructor() {
    this.on("GET session", annasSession);
    this.on("POST ping", {});
  }

  /** "GET forms/f1/draft": what is answered with 200, or who answers. */
  on(route: string, answer: Answering | object): this {
    this.answers.set(route, typeof answer === "function" ? (answer as Answering) : () => [200, answer]);
    return this;
  }

  sent(route: string): Record<string, unknown>[] {
    return this.requests.filter((one) => one.route === route).map(({ body }) => body);
  }

  async start(): Promise<string> {
    const { base, stop } = await serving((request, text, response) => this.handle(request, text, response));
    this.end = stop;
    return base;
  }

  async stop(): Promise<void> {
    await this.end?.();
  }

  private async handle(request: IncomingMessage, text: string, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const allowed = { "Access-Control-Allow-Origin": request.headers.origin ?? "*", "Access-Control-Allow-Headers": "*, X-CSRFToken, Content-Type", "Access-Control-Allow-Credentials": "true", "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE", "Access-Control-Expose-Headers": "Retry-After" };
    if (request.method === "OPTIONS") {
      response.writeHead(204, allowed).end();
      return;
    }
    const route = `${request.method} ${url.pathname.replace("/omero_forms/api/v1/", "")}`;
    const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
    this.requests.push({ route, body });
    const answer = this.answers.get(route);
    const reply = answer ? await answer({ query: url.searchParams, body, text }) : refusal(404, "not_found", `Nothing answers ${route}.`);
    if (reply === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply[0], { ...allowed, "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(reply[1]));
  }
}

/** A screen of the designer, as its page shows it. */
export function showScreen(
  base: string,
  Screen: ComponentType<ScreenProps>,
  of = FORM,
  session: Session | null = null,
): { user: UserEvent; container: HTMLElement } {
  document.cookie = "csrftoken=token-1";
  const { container } = render(
    <SessionProvider base={base} loginUrl="/webclient/login/" ping={false}>
      <main>
        <LoginBanner holds="What you changed is kept on this page." />
        <Suspense fallback="Opening the page…">
          <Screen base={base} session={session} of={of} />
        </Suspense>
      </main>
    </SessionProvider>,
  );
  return { user: userEvent.setup(), container };
}
