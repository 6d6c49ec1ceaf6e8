// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  // Relative, so that the files work below whatever STATIC_URL an OMERO.web has.
  base: "./",
  build: {
    outDir: here("../omero_forms/static/omero_forms"),
    emptyOutDir: true,
    // Not in a dot folder: collectstatic leaves those out.
    manifest: "manifest.json",
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: ["src/loader.ts", "src/panel.ts", "src/page.ts", "src/report.ts", "src/audit.ts"].map(here),
      preserveEntrySignatures: "exports-only",
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    // Only a hanging test ends this way; a busy machine makes all of them slower.
    testTimeout: 90000,
  },
});
