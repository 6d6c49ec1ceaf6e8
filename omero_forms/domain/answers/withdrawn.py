# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs that redacted answers gave, known again without being kept: to tell them from what people typed into a copy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`marks` are hashes of the pairs with the salt. Whoever has both can try out what a pair may have been, so they
    are kept no longer than a copy says it.
    """

    salt: str
    marks: frozenset[str]

    @classmethod
    def of(cls, salt: str, pairs: Iterable[tuple[str, str]]) -> Self:
        """Those of the pairs."""
        return cls(salt, frozenset(_mark(salt, pair) for pair in pairs))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From the form of the database; of nothing, from an empty one."""
        return cls(str(value.get("salt", "")), frozenset(value.get("marks", ())))

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return {"salt": self.salt, "marks": sorted(self.marks)}

    def and_of(self, pairs: Iterable[tuple[str, str]]) -> Withdrawn:
        """The same with more pairs."""
        return Withdrawn(self.salt, self.marks | {_mark(self.salt, pair) for pair in pairs})

    def __contains__(self, pair: object) -> bool:
        return bool(self.marks) and isinstance(pair, tuple) and _mark(self.salt, pair) in self.marks


def _mark(salt: str, pair: tuple[str, str]) -> str:
    return hashlib.sha256(json.dumps([salt, *pair]).encode()).hexdigest()
