# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps a form from being answered, and can plainly be mended in its schema or its UI schema."""

from __future__ import annotations

import difflib
from typing import Any

from omero_forms.domain.canonical import split_pointer
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.publishing.askable import CLOSED, HIDDEN, NO_QUESTION, NO_QUESTIONS
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

_NEW_QUESTION = noop("“{name}” is required, but nothing is said of it. It is made a question that takes any text.")
_NEW_MAP = noop(
    "This group may hold anything, but says nothing of it. It is made one whose entries people name themselves."
)
_NOTHING = noop("This group may hold nothing, so it is no longer required.")
_ALIKE = noop("“{name}” is required, but no question is called so; “{other}” is meant.")
_JOINED = noop("One text names several questions; they are made entries of their own.")
_SHOWN = noop("“{name}” is required, but the UI schema hides it and nothing fills it in. It is shown.")
_DEFAULT = noop(
    "Beside a reference this draft passes over all else. The default of this question, which is hidden, is written so "
    "that it counts."
)
_SIMILAR = 0.85
"""How like a name has to be to be one that was mistyped."""


def mend_to_answer(root: Schema, ui: Any, problem: dict[str, str], noted: Noted) -> bool:
    """Whether what is in the way was mended, in place."""
    path, message = split_pointer(problem["pointer"]), problem["message"]
    if t(HIDDEN) in message:
        return _unhide(root, ui, path, noted)
    if path[-2:-1] == ("required",) and (t(NO_QUESTION) in message or t(CLOSED) in message):
        return _name(root, path, noted, is_open=t(NO_QUESTION) in message)
    return t(NO_QUESTIONS) in message and _fill(root, path, noted)


def _name(root: Schema, path: Location, noted: Noted, *, is_open: bool) -> bool:
    """A required name that no question has."""
    group = _at(root, path[:-2])
    required, index = group["required"], int(path[-1])
    name, known = required[index], group.get("properties", {})
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and all(part in known for part in parts):
        noted.mend(path, t(_JOINED))
        group["required"] = list(dict.fromkeys([*required[:index], *parts, *required[index + 1 :]]))
        return True
    close = difflib.get_close_matches(name, [each for each in known if each not in required], 2, _SIMILAR)
    if len(close) == 1 and len(name) > 4:
        noted.mend(path, t(_ALIKE, name=name, other=close[0]))
        required[index] = close[0]
        return True
    if is_open:
        noted.mend(path, t(_NEW_QUESTION, name=name))
        group["properties"] = {**known, name: {}}
    return is_open


def _fill(root: Schema, path: Location, noted: Noted) -> bool:
    """A required group without questions."""
    group = _at(root, path)
    if not isinstance(group, dict) or "$ref" in group:
        return False
    if "additionalProperties" not in group:
        noted.mend(path, t(_NEW_MAP))
        group["additionalProperties"] = True
        return True
    holder = _at(root, path[:-2]) if path[-2:-1] == ("properties",) else {}
    required = holder.get("required")
    if not isinstance(required, list) or path[-1] not in required:
        return False
    noted.mend(path, t(_NOTHING))
    holder["required"] = [each for each in required if each != path[-1]]
    if not holder["required"]:
        del holder["required"]
    return True


def _unhide(root: Schema, ui: Any, path: Location, noted: Noted) -> bool:
    """A required question that is hidden and that nothing fills in."""
    question = _at(root, path)
    counts_alone = "draft/20" not in str(root.get("$schema"))
    if counts_alone and isinstance(question, dict) and "$ref" in question and "default" in question:
        noted.mend(path, t(_DEFAULT))
        question["allOf"] = [{"$ref": question.pop("$ref")}, *question.get("allOf", ())]
        return True
    here, keywords = ui, list(path)
    while keywords and isinstance(here, dict):
        keyword = keywords.pop(0)
        here = here.get(keyword if keyword != "properties" else keywords.pop(0) if keywords else "")
    if not isinstance(here, dict):
        return False
    options = here.get("ui:options")
    for holder, key in ((here, "ui:widget"), (here, "ui:field"), (options, "widget"), (options, "field")):
        if isinstance(holder, dict) and holder.get(key) == "hidden":
            del holder[key]
            noted.mend(path, t(_SHOWN, name=path[-1]))
            return True
    return False


def _at(root: Schema, path: Location) -> Any:
    """What stands at a place of a schema."""
    here: Any = root
    for token in path:
        here = here[int(token)] if isinstance(here, list) else here[str(token)]
    return here
