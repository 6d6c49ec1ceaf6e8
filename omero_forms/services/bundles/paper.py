# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of an object as a PDF, by typst: the newest submissions of each form, as many as fit into some time and
memory. A bundle goes without it rather than fail.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from omero_forms.domain.bundles.entries import Entry, Line
from omero_forms.kit.children import ask_child
from omero_forms.services.bundles.texts import Texts

logger = logging.getLogger(__name__)

PROGRAM: Final = "omero_forms.services.bundles.typeset"
SECONDS: Final = 20.0
MOST_ENTRIES: Final = 200
MOST_CHARACTERS: Final = 400_000
MOST_IN_CELL: Final = 2_000
"""Of one answer: typst needs minutes for a word of a hundred thousand letters."""
NOT_VALIDATED: Final = "Written as PDF/A-2b, and not validated as such."
_FOR_READING: Final = (
    "This paper is for reading, and proves nothing by itself. The records beside it do: README.txt says how they are checked. Of "
    "older submissions it shows what changed, of the newest all answers. Times are in UTC."
)


@dataclass(slots=True)
class _Section:
    name: str
    about: str
    recorded: int
    entries: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        about = self.about
        if len(self.entries) < self.recorded:
            about += f" Here are the newest {len(self.entries):,} of them; history.html has all."
        return {"name": self.name, "about": about, "entries": self.entries}


class Paper:
    """What is set, collected entry by entry, newest first."""

    def __init__(self) -> None:
        self._sections: list[_Section] = []
        self._room = MOST_CHARACTERS
        self._left = MOST_ENTRIES

    def begin(self, *, name: str, about: str, recorded: int) -> None:
        """The history of one form."""
        self._sections.append(_Section(name, about, recorded))

    def add(self, one: Entry, *, is_newest: bool) -> None:
        """A submission, while there is room; nothing older is added after one for which there was none."""
        if self._left <= 0:
            return
        told = _told(one, is_newest=is_newest)
        self._room -= len(json.dumps(told, ensure_ascii=False))
        self._left = self._left - 1 if self._room >= 0 else 0
        if self._room >= 0:
            self._sections[-1].entries.append(told)

    def pdf(self, texts: Texts, proof: Sequence[str]) -> bytes | None:
        """The PDF; None where it could not be made in time, and the log says so."""
        answered = ask_child(PROGRAM, [self.told(texts, proof)], seconds=SECONDS)
        if not answered:
            logger.error("the PDF of a history could not be made; its bundle goes without it")
            return None
        return base64.b64decode(answered[0])

    def told(self, texts: Texts, proof: Sequence[str]) -> dict[str, Any]:
        """All that the template is told."""
        return {
            "title": texts.title,
            "description": "What was submitted to forms. The records of the bundle prove it.",
            "when": texts.when,
            "timestamp": int(texts.made.timestamp()),
            "not_validated": NOT_VALIDATED,
            "sentences": [_FOR_READING],
            "facts": [list(fact) for fact in texts.facts.items()],
            "histories": [one.told() for one in self._sections],
            "proof": list(proof),
        }


def _told(one: Entry, *, is_newest: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "digest": one.digest,
        "who": one.who,
        "when": one.when,
        "version": one.version,
        "message": _cut(one.message),
        "warnings": one.warnings,
        "remarks": one.remarks,
        "changes": None if one.changes is None else [_line(line) for line in one.changes],
        "answers": [_line(line) for line in one.answers] if is_newest or one.changes is None else [],
    }


def _line(line: Line) -> dict[str, str | None]:
    return {"label": _cut(line.label), "before": _cut(line.before), "after": _cut(line.after)}


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= MOST_IN_CELL:
        return text
    return f"{text[:MOST_IN_CELL]}… ({len(text) - MOST_IN_CELL:,} more characters are in its record)"
