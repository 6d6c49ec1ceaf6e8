# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers, held to the OpenAPI document: what comes is announced for the route and its status, and has no field
more.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from ninja.responses import NinjaJSONEncoder

from omero_forms.api import v1

PREFIX = "/omero_forms/api/v1"
ERROR = {"$ref": "#/components/schemas/ErrorOut"}


@cache
def document() -> dict[str, Any]:
    """The document as JSON has it, without a prefix before its paths. A process makes it once: that takes seconds."""
    made = dict(json.loads(json.dumps(v1.document(), cls=NinjaJSONEncoder)))
    made["paths"] = {path.removeprefix(PREFIX): methods for path, methods in made["paths"].items()}
    return made


def announced(method: str, path: str, status: int) -> dict[str, Any] | None:
    """The schema of what a route answers with a status; None where the document does not say that it does."""
    for template, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/{path.partition('?')[0]}"):
            answers = methods.get(method.lower(), {"responses": {}})["responses"]
            # Of the other method's, or of no route at all.
            if status == 405:
                return ERROR
            found = answers.get(str(status))
            return found and found["content"]["application/json"]["schema"]
    return ERROR if status in {401, 404, 405} else None


def has_lines(method: str, path: str) -> bool:
    """Whether a route's answer is announced as JSON lines."""
    return has_file(method, path, "application/x-ndjson")


def has_file(method: str, path: str, content_type: str) -> bool:
    """Whether a route's answer is announced as something of this type."""
    for template, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/{path.partition('?')[0]}"):
            return content_type.partition(";")[0] in methods[method.lower()]["responses"]["200"]["content"]
    return False


@cache
def validator(schema: str) -> Draft202012Validator:
    """Of a schema as JSON text, in which objects with named fields take no other ones."""
    closed = {
        name: {"additionalProperties": False, **shape} if "properties" in shape else shape
        for name, shape in document()["components"]["schemas"].items()
    }
    return Draft202012Validator({**json.loads(schema), "components": {"schemas": closed}})


def check(method: str, path: str, status: int, body: Any) -> None:
    """Fails where the answer is not as announced."""
    schema = announced(method, path, status)
    assert schema is not None, f"{method} {path} announces no {status}: {body}"
    fault = best_match(validator(json.dumps(schema)).iter_errors(body))
    assert fault is None, f"{method} {path}: {status}: {fault.json_path}: {fault.message}"
