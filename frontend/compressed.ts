// SPDX-License-Identifier: AGPL-3.0-or-later
/** Each file that is built lies beside its gzip and its brotli form: the web server sends the smallest that a browser takes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Below this, the header that says so costs more than is saved. */
const LEAST_BYTES = 500;

export const compressed = (): Plugin => ({
  name: "compressed",
  apply: "build",
  // Not before the files are written: until then other plugins change them.
  writeBundle({ dir = "" }, bundle) {
    for (const fileName of Object.keys(bundle).filter((name) => name.startsWith("assets/"))) {
      const file = join(dir, fileName);
      const source = readFileSync(file);
      if (source.length < LEAST_BYTES) continue;
      const brotli = brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: source.length } });
      writeFileSync(`${file}.gz`, gzipSync(source, { level: 9 }));
      writeFileSync(`${file}.br`, brotli);
    }
  },
});
