# SPDX-License-Identifier: AGPL-3.0-or-later
"""The syntax tree of a query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Node:
    """Any part of an expression."""


@dataclass(slots=True)
class Literal(Node):
    value: Any
    type: str


@dataclass(slots=True)
class Param(Node):
    name: str


@dataclass(slots=True)
class Path(Node):
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@dataclass(slots=True)
class Call(Node):
    """A function; `distinct` for count(distinct x); `extra` is the type of a cast or the part of an extract."""

    name: str
    args: list[Node]
    distinct: bool = False
    extra: str = ""


@dataclass(slots=True)
class Star(Node):
    """The * of count(*)."""


@dataclass(slots=True)
class Unary(Node):
    op: str
    operand: Node


@dataclass(slots=True)
class Binary(Node):
    """Arithmetic, concatenation, comparison, and/or."""

    op: str
    left: Node
    right: Node


@dataclass(slots=True)
class IsNull(Node):
    operand: Node
    negated: bool


@dataclass(slots=True)
class IsEmpty(Node):
    operand: Node
    negated: bool


@dataclass(slots=True)
class In(Node):
    operand: Node
    items: list[Node]
    negated: bool


@dataclass(slots=True)
class MemberOf(Node):
    operand: Node
    collection: Node
    negated: bool


@dataclass(slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node
    negated: bool


@dataclass(slots=True)
class Like(Node):
    operand: Node
    pattern: Node
    escape: Node | None
    negated: bool


@dataclass(slots=True)
class Case(Node):
    subject: Node | None
    whens: list[tuple[Node, Node]]
    otherwise: Node | None


@dataclass(slots=True)
class Subquery(Node):
    query: Query


@dataclass(slots=True)
class Exists(Node):
    query: Query


@dataclass(slots=True)
class Quantified(Node):
    """all, any or some of a subquery."""

    quantifier: str
    query: Query


@dataclass(slots=True)
class SelectItem:
    expr: Node
    alias: str | None


@dataclass(slots=True)
class Select:
    """`form` is 'columns', 'map' or 'list'."""

    distinct: bool
    form: str
    items: list[SelectItem]


@dataclass(slots=True)
class Root:
    entity: str
    alias: str | None


@dataclass(slots=True)
class Join:
    """`kind` is 'inner', 'left', 'right' or 'full'."""

    kind: str
    fetch: bool
    path: Path
    alias: str | None
    condition: Node | None


@dataclass(slots=True)
class OrderItem:
    expr: Node
    descending: bool


@dataclass(slots=True)
class Query:
    select: Select | None
    sources: list[Root | Join]
    where: Node | None = None
    group: list[Node] = field(default_factory=list)
    having: Node | None = None
    order: list[OrderItem] = field(default_factory=list)
