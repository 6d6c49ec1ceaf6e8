# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child options of graph requests: what is to be included or left out, by class and by namespace of annotations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import omero.constants.namespaces

import omero

from .items import Item
from .structure import class_called

UNTOUCHED_NAMESPACES = frozenset({omero.constants.namespaces.NSCOMPANIONFILE, omero.constants.namespaces.NSMEASUREMENT})
"""Options that name no namespace do not speak of annotations in these."""


class BadOption(ValueError):
    """An option names a class that does not exist, or none, or contradicts itself."""


@dataclass(frozen=True)
class Option:
    """One omero.cmd.graphs.ChildOption, with all subclasses named."""

    include: frozenset[str]
    exclude: frozenset[str]
    only_namespaces: frozenset[str]
    not_namespaces: frozenset[str]


class Options:
    """The options of one request, in their order: the first that speaks of an object decides."""

    def __init__(self, sent: Iterable[Any] | None) -> None:
        """Raises BadOption."""
        self._options = [_option(option) for option in sent or () if option is not None]

    def choice(self, conn: sqlite3.Connection, item: Item) -> bool | None:
        """True to include an object in any case, False to leave it out, None where the usual rules hold."""
        for option in self._options:
            if item.cls not in option.include and item.cls not in option.exclude:
                continue
            if (option.only_namespaces or option.not_namespaces) and item.table == "Annotation":
                ns = conn.execute('SELECT "ns" FROM "Annotation" WHERE id = ?', (item.id,)).fetchone()[0]
                if option.only_namespaces and ns not in option.only_namespaces:
                    continue
                if ns in option.not_namespaces:
                    continue
            return item.cls in option.include
        return None


def _option(sent: Any) -> Option:
    include, exclude = _classes(sent.includeType), _classes(sent.excludeType)
    only, without = frozenset(sent.includeNs or ()), frozenset(sent.excludeNs or ())
    if not include and not exclude:
        raise BadOption("child option must include or exclude some type")
    if only and without:
        raise BadOption("child option may not both include and exclude namespace")
    return Option(include, exclude, only, without if only or without else UNTOUCHED_NAMESPACES)


def _classes(names: Iterable[str] | None) -> frozenset[str]:
    found: set[str] = set()
    for name in names or ():
        entity = class_called(name)
        if entity is None:
            raise BadOption(f"unknown class: {name}")
        found.update(entity.descendants)
    return frozenset(found)
