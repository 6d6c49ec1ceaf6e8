// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, expect, test } from "vitest";
import { compressed } from "../compressed.ts";

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

async function built(): Promise<(name: string) => Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "compressed-"));
  folders.push(folder);
  const lib = { entry: "src/form/numbers.ts", formats: ["es" as const], fileName: () => "assets/entry.js" };
  await build({ configFile: false, logLevel: "silent", plugins: [compressed()], build: { outDir: folder, lib } });
  return (name) => readFileSync(join(folder, "assets", name));
}

test("each file that is built lies beside forms of it that unfold to it, and a second build makes the same bytes", async () => {
  const [once, again] = [await built(), await built()];
  const [plain, gzip, brotli] = [once("entry.js"), once("entry.js.gz"), once("entry.js.br")];
  expect(gunzipSync(gzip).equals(plain)).toBe(true);
  expect(brotliDecompressSync(brotli).equals(plain)).toBe(true);
  expect(brotli.length).toBeLessThan(gzip.length);
  expect(gzip.length).toBeLessThan(plain.length / 2);
  for (const name of ["entry.js", "entry.js.gz", "entry.js.br"]) expect(again(name).equals(once(name))).toBe(true);
});
