# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what was read makes a form that can be published; what only publishing finds is mended here."""

from __future__ import annotations

import json
from typing import Any

from omero_forms.domain.errors import FormsError
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.publishing.askable import NO_QUESTION, NO_QUESTIONS
from omero_forms.domain.schemas.accept import MAX_BYTES, NO_OBJECT, accept_schema
from omero_forms.domain.schemas.subschemas import Location, Schema, tokens

_ROUNDS = 8
_NEW_QUESTION = "“{name}” is required, but nothing is said of it. It is made a question that takes any text."

_NEW_MAP = "This group may hold anything, but says nothing of it. It is made one whose entries people name themselves."

_UI = "Its UI schema cannot be used: {pointer} {message}"


def judged(text: str, root: Schema, noted: Noted, *, ui: str = "{}") -> str:
    """The text of the form `root`, as it can be published. What keeps it from that is noted."""
    for _round in range(_ROUNDS):
        problems = _problems(text, ui)
        if not problems:
            return text
        left = [problem for problem in problems if not _asked(root, problem, noted)]
        if left:
            for problem in left:
                noted.refuse_at(problem["pointer"], problem["message"])
            return text
        text = written(root)
    noted.refuse((), "Too many required questions are not there.")
    return text


def judge_part(root: Schema, noted: Noted) -> None:
    """Note what keeps a schema from being used inside a form. Whether it can be asked for is up to that form."""
    if noted.problems:
        return
    try:
        accept_schema(written(root))
    except FormsError as fault:
        for problem in fault.details["problems"]:
            if problem["message"] == NO_OBJECT:
                continue
            noted.refuse_at(problem["pointer"], problem["message"])


def written(root: Schema) -> str:
    """The text of a schema."""
    text = json.dumps(root, indent=2, ensure_ascii=False)
    if len(text.encode()) <= MAX_BYTES:
        return text
    # Blanks and line ends are a good part of a large file.
    return json.dumps(root, separators=(",", ":"), ensure_ascii=False)


def _problems(text: str, ui: str) -> list[dict[str, str]]:
    try:
        accept_form(text, ui)
    except FormsError as fault:
        problems: list[dict[str, str]] = fault.details["problems"]
        if fault.code == "ui_schema_invalid":
            # A pointer into another text would lead astray.
            return [{"pointer": "", "message": _UI.format(**problem)} for problem in problems]
        return problems
    return []


def _asked(root: Schema, problem: dict[str, str], noted: Noted) -> bool:
    """Whether the problem was something that any answer satisfies, so that it can be asked for. Now it is."""
    path = tokens(problem["pointer"])
    if NO_QUESTION in problem["message"] and path[-2:-1] == ("required",):
        group = _at(root, path[:-2])
        name = group["required"][int(path[-1])]
        noted.mend(path, _NEW_QUESTION.format(name=name))
        group["properties"] = {**group.get("properties", {}), name: {}}
        return True
    if NO_QUESTIONS in problem["message"]:
        group = _at(root, path)
        if isinstance(group, dict) and "additionalProperties" not in group and "$ref" not in group:
            noted.mend(path, _NEW_MAP)
            group["additionalProperties"] = True
            return True
    return False


def _at(root: Schema, path: Location) -> Any:
    here: Any = root
    for token in path:
        here = here[int(token)] if isinstance(here, list) else here[str(token)]
    return here
