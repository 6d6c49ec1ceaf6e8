// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the two servers of the tests have in common: a port of this machine, the body of a request, and an end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Milliseconds for which each request is on its way. A click has come back before, on each machine: who asks at once what arrived finds nothing. */
const ON_ITS_WAY = Number(process.env["ANSWERS_AFTER"] ?? 5);

export type Handling = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void>;

/** Listens on a free port; `stop` breaks what is still open. */
export async function serving(handle: Handling): Promise<{ base: string; stop: () => Promise<void> }> {
  const received = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    if (body !== null) await handle(request, body, response);
  };
  const server: Server = createServer((request, response) => void received(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/omero_forms/`, stop };
}

/** null: the page was left before all had arrived, as pages may. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  await new Promise((arrive) => setTimeout(arrive, ON_ITS_WAY));
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch (error) {
    if (request.destroyed) return null;
    throw error;
  }
  return Buffer.concat(chunks).toString();
}
