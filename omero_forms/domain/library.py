# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library: forms that come with the product, written from published guidelines, and where a form of somebody's came
from.

An entry has editions, numbered from 1; they are never changed, so that a form that was made from one can be told what a
newer one changes. Which one it was stands among the sources of its record (`docs/record-format.md`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SOURCE_PREFIX: Final = "library/"


@dataclass(frozen=True, slots=True)
class Edition:
    """Both schemas, as text."""

    number: int
    schema: str
    ui_schema: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A form of the library. `source` is the guideline that it was written from, `licence` that of its publication."""

    entry: str
    name: str
    description: str
    source: str
    source_url: str
    licence: str
    purpose: str
    questions: int
    editions: tuple[Edition, ...]
    """oldest first"""

    @property
    def newest(self) -> Edition:
        """What people get who use it now."""
        return self.editions[-1]

    @property
    def edition(self) -> int:
        """The number of the newest one."""
        return self.newest.number

    def of_number(self, number: int) -> Edition | None:
        """An edition; None where there is none of that number here."""
        return next((one for one in self.editions if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Origin:
    """The entry and edition that a form was made from. `newer` is the newest edition, None where it is that."""

    entry: str
    edition: int
    newer: int | None


def source_of(entry: Entry) -> dict[str, Any]:
    """What the record of a form says that is made from the newest edition."""
    sha256 = hashlib.sha256(entry.newest.schema.encode()).hexdigest()
    return {"name": SOURCE_PREFIX + entry.entry, "version": entry.edition, "sha256": sha256}


def origin_of(sources: Sequence[Mapping[str, Any]], entries: Mapping[str, Entry]) -> Origin | None:
    """Where a form with these sources came from; None for one that was made in another way."""
    for source in sources:
        name, number = str(source["name"]), source["version"]
        if name.startswith(SOURCE_PREFIX) and isinstance(number, int):
            name = name.removeprefix(SOURCE_PREFIX)
            # An entry may be gone from the library, or have come with a later release that was taken back.
            there = entries.get(name)
            return Origin(name, number, there.edition if there and there.edition > number else None)
    return None
