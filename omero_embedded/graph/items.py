# SPDX-License-Identifier: AGPL-3.0-or-later
"""What graph operations speak of: objects, and links between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.reflect import Entity

Key = tuple[str, int]
"""Table and id: what identifies an object."""


@dataclass(frozen=True)
class Item:
    """An object that an operation takes along or meets."""

    table: str
    id: int
    cls: str
    owner: int | None
    group: int | None

    @property
    def key(self) -> Key:
        return self.table, self.id


@dataclass(frozen=True)
class Link:
    """A link that has an end in what is taken along."""

    entity: Entity
    id: int
    owner: int
    parent: Key
    child: Key


def by_table(keys: Iterable[Key]) -> dict[str, list[int]]:
    """Ids by table."""
    found: dict[str, list[int]] = {}
    for table, oid in keys:
        found.setdefault(table, []).append(oid)
    return found
