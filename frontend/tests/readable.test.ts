// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from "vitest";
import { normalise } from "../src/form/normalise";
import { inWords } from "../src/form/words";

describe("names that programs gave", () => {
  it.each([
    ["experimenterFullName", "Experimenter full name"],
    ["sample_id", "Sample id"],
    ["Organism_term_accession", "Organism term accession"],
    ["sampleID", "Sample ID"],
    ["DNAConcentration", "DNA concentration"],
    ["LicenseType", "License type"],
  ])("%s is shown as %s", (name, words) => {
    expect(inWords(name)).toBe(words);
  });

  it.each(["stain", "Stain", "pH", "mRNA", "siRNA", "mOsm", "H&E", "Section thickness", "x-ray", "NA", "__proto__", "", "a_b", "µm"])("%s stays as it is", (name) => {
    expect(inWords(name)).toBe(name);
  });

  it("are in words in the shown form and stay in the stored one", () => {
    const stored = {
      type: "object",
      properties: {
        fullName: { type: "string" },
        kind: { $ref: "#/definitions/kind" },
        given: { type: "string", title: "dyeLot" },
        inner: { type: "object", properties: { room_number: { type: "integer" } } },
        plain: { type: "string", title: "How thick?", enum: ["camelCase"] },
        choice: { oneOf: [{ const: "a", title: "firstOne" }] },
      },
      definitions: { kind: { title: "LicenseType", type: "string" } },
    } as const;
    const before = JSON.stringify(stored);
    const { properties = {} } = normalise(stored as never, null).schema as { properties?: Record<string, Record<string, unknown>> };
    expect([properties["fullName"]?.["title"], properties["kind"]?.["title"], properties["given"]?.["title"]]).toEqual(["Full name", "License type", "Dye lot"]);
    expect(properties["inner"]?.["properties"]).toEqual({ room_number: { type: "integer", title: "Room number" } });
    expect(properties["plain"]).toMatchObject({ title: "How thick?", enum: ["camelCase"] });
    expect(properties["choice"]).toMatchObject({ oneOf: [{ const: "a", title: "firstOne" }] });
    expect(JSON.stringify(stored)).toBe(before);
  });
});
