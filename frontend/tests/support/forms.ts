// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form of the size and kind that facilities use. */
import type { RJSFSchema } from "@rjsf/utils";

export const imaging: RJSFSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  title: "Imaging acquisition",
  required: ["sample", "instrument", "channels"],
  properties: {
    sample: {
      type: "object",
      title: "Sample",
      required: ["organism", "line", "alive"],
      properties: {
        organism: { type: "string", title: "Organism", description: "Latin name" },
        line: { type: "string", title: "Cell line" },
        alive: { type: "boolean", title: "Was the sample alive while imaged?" },
      },
      dependencies: {
        alive: {
          oneOf: [
            { properties: { alive: { const: false } } },
            { properties: { alive: { const: true }, temperature: { type: "number", title: "Temperature" } }, required: ["temperature"] },
          ],
        },
      },
    },
    instrument: {
      type: "object",
      title: "Instrument",
      required: ["microscope", "objective"],
      properties: {
        microscope: { type: "string", title: "Microscope", enum: ["sd2", "lsm"], ...{ enumNames: ["Spinning disk 2", "LSM 980"] } },
        objective: { type: "string", title: "Objective", enum: ["Plan Apo 63x", "Plan Apo 40x"] },
        pixel: { type: "number", title: "Pixel size", minimum: 0 },
      },
    },
    channels: {
      type: "array",
      title: "Channels",
      minItems: 1,
      items: {
        type: "object",
        title: "Channel",
        required: ["name", "emission"],
        properties: {
          name: { type: "string", title: "Name" },
          fluorophore: { type: "string", title: "Fluorophore" },
          emission: { type: "integer", title: "Emission", minimum: 300, maximum: 1000 },
        },
      },
    },
    keywords: { type: "array", title: "Keywords", items: { type: "string" } },
    notes: { type: "string", title: "Anything a reader should know" },
  },
};

export const imagingUi = { notes: { "ui:widget": "textarea" }, instrument: { pixel: { "ui:options": { unit: "µm" } } } };

export const complete = {
  sample: { organism: "Homo sapiens", line: "HeLa Kyoto", alive: false },
  instrument: { microscope: "sd2", objective: "Plan Apo 63x" },
  channels: [{ name: "DNA", emission: 461 }],
};
