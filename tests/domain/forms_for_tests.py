# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form like those of imaging facilities, in the small."""

from __future__ import annotations

import json
from typing import Any

from omero_forms.domain.schemas.accept import FormSchema, accept_schema

CHANNEL = {
    "type": "object",
    "required": ["emission", "dye"],
    "properties": {
        "dye": {"type": "string", "title": "Fluorophore", "pattern": "^[A-Z]", "examples": ["GFP"]},
        "emission": {"type": "number", "title": "Emission", "minimum": 200, "maximum": 1000},
    },
}

IMAGING = {
    "type": "object",
    "title": "Imaging acquisition",
    "required": ["mode", "channels", "instrument"],
    "properties": {
        "mode": {"title": "Mode", "enum": ["Widefield", "Confocal", "TIRF"]},
        "instrument": {
            "type": "object",
            "title": "Instrument",
            "required": ["objective"],
            "properties": {
                "objective": {"type": "string", "title": "Objective", "minLength": 3},
                "camera": {"type": "string", "title": "Camera"},
            },
        },
        "channels": {
            "title": "Channels",
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/definitions/channel"},
        },
        "day": {"type": "string", "format": "date", "title": "Day of acquisition"},
        "live": {"type": "boolean", "title": "Live cells"},
        "exposure": {"type": "number", "multipleOf": 0.01},
    },
    "dependencies": {
        "mode": {
            "oneOf": [
                {"properties": {"mode": {"enum": ["Widefield", "Confocal"]}}},
                {
                    "properties": {
                        "mode": {"enum": ["TIRF"]},
                        "angle": {"type": "number", "title": "Angle of incidence"},
                    },
                    "required": ["angle"],
                },
            ]
        }
    },
    "definitions": {"channel": CHANNEL},
}
ANSWERS: dict[str, Any] = {
    "mode": "Confocal",
    "instrument": {"objective": "63x"},
    "channels": [{"dye": "GFP", "emission": 509}, {"dye": "Cy5", "emission": 670}],
}


def schema(value: dict) -> FormSchema:
    return accept_schema(json.dumps(value))


def questions(**properties: dict) -> FormSchema:
    return schema({"type": "object", "properties": properties})
