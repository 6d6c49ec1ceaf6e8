# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what was read makes a form that can be published; what only publishing finds is mended here."""

from __future__ import annotations

import json
from typing import Any

from omero_forms.domain.errors import FormsError
from omero_forms.domain.importing.answering import mend_to_answer
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.schemas.accept import MAX_BYTES, NO_OBJECT, accept_schema
from omero_forms.domain.schemas.subschemas import Schema
from omero_forms.domain.texts import noop, t

_ROUNDS = 8
_UI = noop("Its UI schema cannot be used: {pointer} {message}")


def judged(text: str, root: Schema, noted: Noted, *, ui: str = "{}") -> tuple[str, str]:
    """The texts of the form `root` and of its UI schema, as it can be published. What keeps it from that is noted."""
    for _round in range(_ROUNDS):
        problems = _problems(text, ui)
        if not problems:
            return text, ui
        read = _read(ui)
        left = [problem for problem in problems if not mend_to_answer(root, read, problem, noted)]
        if left:
            for problem in left:
                noted.refuse_at(problem["pointer"], problem["message"])
            return text, ui
        if read != _read(ui):
            ui = json.dumps(read, indent=2, ensure_ascii=False)
        text = written(root)
    noted.refuse((), t("Too many required questions are not there."))
    return text, ui


def _read(ui: str) -> Any:
    """A UI schema that may have to be mended; one that is none is told elsewhere."""
    try:
        return json.loads(ui)
    except ValueError:
        return None


def judge_part(root: Schema, noted: Noted) -> None:
    """Note what keeps a schema from being used inside a form. Whether it can be asked for is up to that form."""
    if noted.problems:
        return
    try:
        accept_schema(written(root))
    except FormsError as fault:
        for problem in fault.details["problems"]:
            if problem["message"] == t(NO_OBJECT):
                continue
            noted.refuse_at(problem["pointer"], problem["message"])


def written(root: Schema) -> str:
    """The text of a schema."""
    text = json.dumps(root, indent=2, ensure_ascii=False)
    if len(text.encode(errors="replace")) <= MAX_BYTES:
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
            return [{"pointer": "", "message": t(_UI, **problem)} for problem in problems]
        return problems
    return []
