// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page's verdict on many answers: a JSON list of forms on standard input, what `judge.ts` says of each on standard output. */
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

// What a browser has and this Node may lack.
globalThis.navigator ??= { language: "en-GB", languages: ["en-GB"] };

const root = fileURLToPath(new URL("../..", import.meta.url));
const server = await createServer({ root, appType: "custom", logLevel: "error", server: { middlewareMode: true, watch: null, ws: false } });
try {
  const { judge } = await server.ssrLoadModule("/tests/support/judge.ts");
  // rjsf tells the console of what it cannot merge; the standard output is the answer's.
  console.warn = () => undefined;
  const forms = JSON.parse(await text(process.stdin));
  process.stdout.write(JSON.stringify(forms.map(judge)));
} finally {
  await server.close();
}
