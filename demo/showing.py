# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the transcript shows of answers and schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single answer with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path} > {key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value, start=1):
            yield from leaves(item, f"{path} {index}")
    elif value is not None and value != "":
        yield path, value


def text_of(value: Any) -> str:
    """A single answer as text: a string as it is, anything else as JSON, in which 41.0 is 41 to browsers and copies."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value)


def one_line(value: Any) -> str:
    """A single answer on one line, of 60 characters at most."""
    text = text_of(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:59]}…"


def questions(schema: dict[str, Any]) -> str:
    """How much a schema asks for, in words."""
    count = len(schema.get("properties", {}))
    required = len(schema.get("required", []))
    return f"{count} part{'s' if count != 1 else ''}, {required} of them required"
