// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page puts away as many questions of parts that hold each other as the server counts on, by the vectors that its tests read too. */
import type { RJSFSchema } from "@rjsf/utils";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { disentangled, INNER } from "../src/form/inner";

interface Row {
  name: string;
  schema: RJSFSchema;
  put_away: number;
}

const rows = JSON.parse(readFileSync(join(process.cwd(), "../tests/domain/vectors/inner.json"), "utf8")) as Row[];

it.each(rows)("$name", ({ schema, put_away }) => {
  expect(JSON.stringify(disentangled(schema)).split(`"${INNER}"`).length - 1).toBe(put_away);
});
