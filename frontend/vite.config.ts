// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { boundedPatterns, LIBRARIES } from "./bounded.ts";
import { compressed } from "./compressed.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Vite loads the styles of a part before the part by this; ours have none of their own, and a plain page of OMERO.web has no room for it. */
const nothingBefore = (): Plugin => ({
  name: "nothing-before",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null),
});

export default defineConfig({
  plugins: [nothingBefore(), react(), boundedPatterns(), compressed()],
  // Relative, so that the files work below whatever STATIC_URL an OMERO.web has.
  base: "./",
  resolve: { alias: { "markdown-to-jsx/react": here("src/form/noMarkdown.ts") } },
  build: {
    outDir: here("../omero_forms/static/omero_forms"),
    emptyOutDir: true,
    // Not in a dot folder: collectstatic leaves those out.
    manifest: "manifest.json",
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: [
        "src/loader.ts",
        "src/panel.ts",
        "src/early.ts",
        "src/page.ts",
        "src/designer.ts",
        "src/mine.ts",
        "src/report.ts",
        "src/policies.ts",
        "src/audit.ts",
        "src/exemptions.ts",
        "src/integrity.ts",
        "src/preferences.ts",
        "src/mails.ts",
      ].map(here),
      preserveEntrySignatures: "exports-only",
    },
  },
  // A worker is bundled by itself: it gets no plugin of the page's.
  worker: { format: "es", plugins: () => [boundedPatterns()] },
  ssr: { noExternal: [/^@cfworker\//, /^@rjsf\//, /^@x0k\//] },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    // One page of jsdom and one copy of React for all files of a process: half of the time went into making them anew.
    isolate: false,
    // As they are built.
    server: { deps: { inline: [LIBRARIES] } },
    // Only a hanging test ends this way; a busy machine makes all of them slower.
    testTimeout: 90000,
    // By default one core is left to watching files, and on two cores one worker did all.
    maxWorkers: "100%",
  },
});
