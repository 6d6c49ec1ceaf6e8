# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is called by a name that programs read, in words."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.\s]+")
_ENDINGS = frozenset({"schema", "jsonschema", "json", "csv", "xlsx", "yaml", "yml"})


def words_of(file: str) -> list[str]:
    """The words that the name of a file is made of, its endings among them."""
    return [word for word in _WORDS.split(PurePosixPath(file).name) if word]


def title_of(file: str) -> str:
    """A file's name in words: `cell_line.schema.json` is “Cell line”."""
    words = words_of(file)
    while len(words) > 1 and words[-1].lower() in _ENDINGS:
        words.pop()
    text = " ".join(word if word.isupper() else word.lower() for word in words)
    return text[:1].upper() + text[1:] if text else "Form"
