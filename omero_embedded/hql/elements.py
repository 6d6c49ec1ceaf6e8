# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a from clause holds, and what expressions are translated to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model.reflect import Entity, Property

DETAIL_REFERENCES = {
    "owner": ("owner_id", "Experimenter"),
    "group": ("group_id", "ExperimenterGroup"),
    "creationEvent": ("creation_id", "Event"),
    "updateEvent": ("update_id", "Event"),
    "externalInfo": ("external_id", "ExternalInfo"),
}
"""What can be reached through `details`: (column, entity)."""


@dataclass(eq=False)
class Element:
    """Something in a from clause: rows of an entity, or the named values (`pairs`) or counts of one.

    `parent` and `via` say from where a join came: the property's name, or `details.owner` and the like.
    """

    sql: str
    entity: Entity | None
    pairs: Property | None = None
    parent: Element | None = None
    via: str = ""
    fetch: bool = False
    collection: Property | None = None
    alias: str | None = None
    explicit: bool = False
    unit: Expr | None = None
    counted: Property | None = None
    """The collection whose elements are counted, by owner."""

    @property
    def id(self) -> str:
        return f"{self.sql}.idx" if self.pairs or self.counted else f"{self.sql}.id"


@dataclass(eq=False)
class Expr:
    """A translated expression.

    `type` is an HQL type name ('long', 'string', ...) or 'entity', 'class', 'classname', 'javaclass', 'unit',
    'permissions', 'collection', 'details', 'null', 'param', 'any', 'subquery'. `element` is the from element of an
    entity that is joined; a mere reference has `source` and `via` instead, so that it can be joined on demand.
    """

    sql: str
    type: str
    entity: Entity | None = None
    element: Element | None = None
    source: Element | None = None
    via: str = ""
    prop: Property | None = None
    unit_column: str = ""
    name: str = ""
    constant: bool = False


@dataclass(frozen=True)
class ParamUse:
    """A parameter in the SQL: `many` if it is a list, `type` and `entity` what it is compared with, '' if unknown."""

    name: str
    many: bool
    type: str
    entity: str = ""
    key: str = ""


@dataclass(frozen=True)
class Subselect:
    """A translated subquery, and what its one column holds."""

    sql: str
    type: str
    entity: Entity | None


@dataclass
class Scope:
    """One query or subquery."""

    outer: Scope | None
    elements: list[Element] = field(default_factory=list)
    names: dict[str, Element] = field(default_factory=dict)
    from_sql: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    implicit: dict[tuple[str, str], Element] = field(default_factory=dict)

    def owns(self, element: Element) -> bool:
        return any(element is mine for mine in self.elements)

    def chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer
