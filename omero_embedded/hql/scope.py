# SPDX-License-Identifier: AGPL-3.0-or-later
"""The from clause: what aliases stand for, how paths lead from entity to entity, and the joins that this needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model import schema
from ..model.reflect import (
    COLLECTION,
    ENTITIES,
    PAIRS,
    REFERENCE,
    UNIT,
    Entity,
    Property,
    entity_named,
)
from ..permissions import HIDDEN, MASKED_UUID, Caller, is_filtered, knows_person, visibility
from . import ast
from .elements import DETAIL_REFERENCES, Element, Expr, Scope
from .errors import HqlError, HqlSyntaxError, HqlUsageError

HIDDEN_NAMES = frozenset({"omeName", "firstName", "lastName"})
HIDDEN_VALUES = frozenset({"middleName", "email", "institution"})
OF_PEOPLE = HIDDEN_NAMES | HIDDEN_VALUES
MASKED = {
    ("Session", "uuid"): ("owner", MASKED_UUID),
    ("Node", "uuid"): ("", MASKED_UUID),
    ("Node", "conn"): ("", HIDDEN),
}
"""What opens sessions, and of which servers: the column of whose it is, and what others read instead."""

JOINS = {"inner": "JOIN", "left": "LEFT JOIN", "right": "RIGHT JOIN", "full": "FULL JOIN"}


class Paths:
    """Resolves paths against the scopes; the base of the translator."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.scope = Scope(None)
        self._counter = 0
        self._way = "JOIN"  # of the references on the way of an explicit join, which has its kind
        self.inside_expression = False
        self.collectors: list[list[tuple[Element, str]]] = []
        self.clause = ""
        self._person_known = knows_person(caller, "{alias}")
        self._reads_sessions = caller.may("ReadSession")

    def new_alias(self) -> str:
        self._counter += 1
        return f"t{self._counter}"

    # -- the from clause

    def add_root(self, root: ast.Root) -> Element:
        entity = entity_named(root.entity)
        if entity is None or root.entity == "IObject":
            raise HqlError(f"{root.entity} is not mapped")
        if entity.name != root.entity and entity.java_name != root.entity:
            raise HqlError(f"{root.entity} is not mapped")
        element = self._add(Element(self.new_alias(), entity, alias=root.alias, explicit=True))
        table = f'"{entity.table}" {element.sql}'
        self.scope.from_sql.append(table if not self.scope.from_sql else f"JOIN {table}")
        self.scope.conditions += self.class_conditions(element)
        if is_filtered(entity):
            condition = visibility(entity, element.sql, self.caller)
            if condition:
                self.scope.conditions.append(condition)
        return element

    def _add(self, element: Element) -> Element:
        self.scope.elements.append(element)
        if element.alias:
            if element.alias in self.scope.names:
                raise HqlError(f"Duplicate definition of alias '{element.alias}'")
            self.scope.names[element.alias] = element
        return element

    @staticmethod
    def class_conditions(element: Element) -> list[str]:
        entity = element.entity
        if entity is None or entity.parent is None:
            return []
        names = ",".join(f"'{name}'" for name in entity.descendants)
        return [f"{element.sql}.discriminator IN ({names})"]

    def add_join(self, join: ast.Join, condition: Callable[[ast.Node], str]) -> Element:
        """An explicit join. `condition` translates what follows `with`."""
        parts = join.path.parts
        if len(parts) == 1:
            raise HqlError(f"Path expected for join: {join.path.text}")
        self._way = JOINS[join.kind]
        try:
            start = self.resolve(parts[:-1], joining=True)
            element = self._join_to(start, parts[-1], join)
        except HqlError as error:
            raise HqlError(f"{error} in join {join.path.text}") from None
        finally:
            self._way = "JOIN"
        element.fetch, element.explicit = join.fetch, True
        if element.parent is not None and join.fetch and not element.parent.explicit:
            element.parent.fetch = True
        self._add_alias(element, join.alias)
        if join.condition is not None:
            at = len(self.scope.from_sql) - 1
            self.scope.from_sql[at] += f" AND ({condition(join.condition)})"
        return element

    def _add_alias(self, element: Element, alias: str | None) -> None:
        if alias:
            if alias in self.scope.names:
                raise HqlError(f"Duplicate definition of alias '{alias}'")
            element.alias = alias
            self.scope.names[alias] = element

    def _join_to(self, start: Expr, name: str, join: ast.Join) -> Element:
        keyword = JOINS[join.kind]
        if start.type == "details":
            return self._join_detail(start, name, keyword)
        parent = self.joined(start)
        entity = parent.entity
        if name == "details":  # part of its object's row, as units are
            return Element(parent.sql, None, parent=parent, via=name, unit=self._property(parent, name, name))
        counted = entity.counted(name) if entity else None
        if counted is not None:
            return self._join_counts(parent, name, counted, keyword)
        prop = entity.find(name) if entity else None
        if prop is None or entity is None:
            raise HqlError(f"could not resolve property: {name} of: {entity.java_name if entity else 'a component'}")
        if prop.kind == COLLECTION:
            return self._join_collection(parent, prop, keyword)
        if prop.kind == PAIRS:
            element = self._add(Element(self.new_alias(), None, pairs=prop, parent=parent, via=name))
            self.scope.from_sql.append(
                f'{keyword} "{schema.pairs_table(prop)}" {element.sql} ON {element.sql}.parent_id = {parent.id}'
            )
            return element
        if prop.kind == REFERENCE:
            return self._join_reference(parent, name, ENTITIES[prop.type], f'"{name}"', keyword)
        if prop.kind == UNIT:  # part of its object's row; the join is but a name for it
            return Element(parent.sql, None, parent=parent, via=name, unit=self._property(parent, name, name))
        raise HqlError(f"cannot join {entity.java_name}.{name}: it is no association")

    def _join_counts(self, parent: Element, name: str, prop: Property, keyword: str) -> Element:
        """How many elements of a collection each of their owners has; the real server has views for that."""
        element = self._add(Element(self.new_alias(), None, parent=parent, via=name, counted=prop))
        self.scope.from_sql.append(
            f'{keyword} (SELECT "{prop.inverse}" AS parent_id, owner_id AS idx, count(*) AS value '
            f'FROM "{ENTITIES[prop.type].table}" GROUP BY 1, 2) {element.sql} ON {element.sql}.parent_id = {parent.id}'
        )
        return element

    def _join_detail(self, start: Expr, name: str, keyword: str) -> Element:
        assert start.source is not None
        if name not in DETAIL_REFERENCES:
            raise HqlError(f"could not resolve property: {name} of: details")
        column, target = DETAIL_REFERENCES[name]
        return self._join_reference(start.source, f"details.{name}", ENTITIES[target], column, keyword)

    def _join_reference(self, parent: Element, via: str, target: Entity, column: str, keyword: str) -> Element:
        element = self._add(Element(self.new_alias(), target, parent=parent, via=via))
        self.scope.from_sql.append(
            f'{keyword} "{target.table}" {element.sql} ON {element.sql}.id = {parent.sql}.{column}'
        )
        return element

    def _join_collection(self, parent: Element, prop: Property, keyword: str) -> Element:
        target = ENTITIES[prop.type]
        element = self._add(Element(self.new_alias(), target, parent=parent, via=prop.name, collection=prop))
        on = [f'{element.sql}."{prop.inverse}" = {parent.id}', *self.class_conditions(element)]
        if is_filtered(target):
            condition = visibility(target, element.sql, self.caller)
            on += [condition] if condition else []
        self.scope.from_sql.append(f'{keyword} "{target.table}" {element.sql} ON {" AND ".join(on)}')
        return element

    def joined(self, expr: Expr) -> Element:
        """The from element of an entity expression; a reference is joined, once for each scope."""
        if expr.element is not None:
            return expr.element
        if expr.source is None or expr.entity is None:
            raise HqlError(f"cannot dereference {expr.name or expr.sql}")
        key = (expr.source.sql, expr.via)
        for scope in self.scope.chain():
            if key in scope.implicit:
                return scope.implicit[key]
        element = self._add(Element(self.new_alias(), expr.entity, parent=expr.source, via=expr.via))
        self.scope.from_sql.append(f'{self._way} "{expr.entity.table}" {element.sql} ON {element.sql}.id = {expr.sql}')
        self.scope.implicit[key] = element
        return element

    # -- paths

    def resolve(self, parts: tuple[str, ...], *, joining: bool = False) -> Expr:
        """What a path means. Raises HqlError where Hibernate would not find it."""
        text = ".".join(parts)
        start = self._start(parts)
        if start is None:
            entity = entity_named(text)
            if entity is not None and (entity.name == text or entity.java_name == text):
                return Expr(f"'{entity.name}'", "classname", entity, constant=True)
            if len(parts) > 1:
                raise HqlError(f"Invalid path: '{text}'")
            raise HqlUsageError(f'could not execute query: column "{text}" does not exist')
        expr, used = start
        for name in parts[used:]:
            expr = self.step(expr, name, text)
        if not joining:
            self._collect(expr)
        return expr

    def _start(self, parts: tuple[str, ...]) -> tuple[Expr, int] | None:
        """What the first name of a path means, and how many names that takes.

        An alias; or, where the from clause has a single entity, a property of it; or else, if it stands alone, a
        column: Hibernate hands what it does not know on to the database.
        """
        for scope in self.scope.chain():
            element = scope.names.get(parts[0])
            if element is not None:
                return self.of_element(element), 1
        only = self._only_explicit()
        if only is not None and self._has(only, parts[0]):
            return self.step(self.of_element(only), parts[0], ".".join(parts)), 1
        if len(parts) > 1:
            return None
        return None if (column := self._column(parts[0])) is None else (column, 1)

    def _only_explicit(self) -> Element | None:
        """What a from clause names, if it is one thing."""
        explicit = [element for element in self.scope.elements if element.explicit]
        return explicit[0] if len(explicit) == 1 else None

    def is_bare_column(self, node: ast.Node) -> bool:
        """Whether an expression is a name of which only the database may know what it is."""
        if not isinstance(node, ast.Path) or len(node.parts) > 1:
            return False
        only = self._only_explicit()
        known = only is not None and self._has(only, node.text)
        return not known and not any(node.text in scope.names for scope in self.scope.chain())

    def _column(self, name: str) -> Expr | None:
        """A column of one of the tables, those of the innermost query first.

        Raises HqlUsageError if several have it.
        """
        for scope in self.scope.chain():
            tables = [element for element in scope.elements if element.unit is None]
            found = [column for table in tables for column in self._columns_called(table, name)]
            if len(found) > 1:
                raise HqlUsageError(f'could not execute query: column "{name}" is ambiguous')
            if found:
                return found[0]
        return None

    def _columns_called(self, element: Element, name: str) -> Iterator[Expr]:
        if element.entity is None:
            if self._has(element, name):
                yield self.step(self.of_element(element), name, name)
            return
        prop = element.entity.find(name)
        if name == "id":
            yield Expr(element.id, "long", source=element, name=name)
        elif name == "version" or (prop is not None and prop.kind not in (COLLECTION, PAIRS)):
            yield self._property(element, name, name)
        elif name in schema.index_columns(ENTITIES[element.entity.root]):
            yield Expr(f"{element.sql}.{name}", "int", source=element, name=name)

    @staticmethod
    def _has(element: Element, name: str) -> bool:
        if element.entity is None:
            return element.pairs is not None and name in ("name", "value")
        return name in ("id", "details", "version", "class") or bool(element.entity.find(name))

    @staticmethod
    def of_element(element: Element) -> Expr:
        if element.unit is not None:
            return element.unit
        if element.pairs is not None:
            return Expr(element.id, "pair", element=element)
        if element.counted is not None:
            return Expr(f"{element.sql}.value", "long", element=element)
        return Expr(element.id, "entity", element.entity, element=element)

    def _collect(self, expr: Expr) -> None:
        element = expr.element or expr.source
        if self.collectors and element is not None and expr.sql and not expr.constant:
            self.collectors[-1].append((element, expr.sql))

    def step(self, expr: Expr, name: str, text: str) -> Expr:
        """One name further along a path."""
        if expr.type == "details":
            return self._detail(expr, name)
        if expr.type == "unit":
            return self._unit(expr, name, text)
        if expr.type == "pair":
            assert expr.element is not None
            if name not in ("name", "value"):
                raise HqlError(f"could not resolve property: {name} of: {text}")
            return Expr(f"{expr.element.sql}.{name}", "string", source=expr.element, name=text)
        if expr.type == "collection":
            if name == "size":
                return Expr("", "size", source=expr.source, prop=expr.prop, name=text)
            raise HqlError(
                f"illegal attempt to dereference collection [{text}] with element property reference [{name}]"
            )
        if expr.type == "permissions" and name == "perm1":
            return Expr(expr.sql, "long", source=expr.source, name=text)
        if expr.type != "entity" or expr.entity is None:
            owner = expr.source.entity.java_name if expr.source and expr.source.entity else text
            raise HqlError(f"could not resolve property: {name} of: {owner}")
        if name == "id":
            return Expr(expr.sql, "long", source=expr.element or expr.source, name=text)
        return self._property(self.joined(expr), name, text)

    def _property(self, element: Element, name: str, text: str) -> Expr:
        entity = element.entity
        assert entity is not None
        if name == "version":
            return Expr(f"{element.sql}.version", "int", source=element)
        if name == "details":
            return Expr("", "details", entity, source=element)
        if name == "class":
            if schema.has_discriminator(entity):
                return Expr(f"{element.sql}.discriminator", "class", entity, source=element)
            return Expr(f"'{entity.name}'", "class", entity, constant=True)
        prop = entity.find(name)
        if prop is None:
            raise HqlError(f"could not resolve property: {name} of: {entity.java_name}")
        column = f'{element.sql}."{name}"'
        if prop.kind == REFERENCE:
            return Expr(column, "entity", ENTITIES[prop.type], source=element, via=name, name=text)
        if prop.kind == UNIT:
            return Expr(
                column,
                "unit",
                source=element,
                prop=prop,
                unit_column=f'{element.sql}."{name}_unit"',
                name=text,
            )
        if prop.kind in (COLLECTION, PAIRS):
            return Expr("", "collection", source=element, prop=prop, name=text)
        return Expr(self._readable(element, name, column), prop.type, source=element, prop=prop, name=text)

    def _readable(self, element: Element, name: str, column: str) -> str:
        """What a select clause shows of names and addresses of people, and of sessions' uuids, to those who may know.

        The real server does that by reading such a value with an id before it, which it takes off again; inside of
        other expressions in a select clause nobody does, and the id shows. Conditions compare the values themselves.
        """
        cls = element.entity.name if element.entity is not None else ""
        if self.clause in ("from", "where"):
            return column
        if cls == "Experimenter" and name in OF_PEOPLE:
            whose, known = f"{element.sql}.id", self._person_known.replace("{alias}", element.sql)
            other = f"'{HIDDEN}'" if name in HIDDEN_NAMES else "NULL"
        elif (cls, name) in MASKED:
            owner, mask = MASKED[cls, name]
            whose = f'{element.sql}."{owner}"' if owner else "-1"
            known, other = ("" if self._reads_sessions else f"{whose} = {self.caller.user_id}"), f"'{mask}'"
        else:
            return column
        if self.inside_expression:
            return f"({whose} || ';' || {column})"
        return f"CASE WHEN {known} THEN {column} ELSE {other} END" if known else column

    def _detail(self, expr: Expr, name: str) -> Expr:
        element, entity = expr.source, expr.entity
        assert element is not None and entity is not None
        if name == "permissions":
            if entity.is_global:
                return Expr(f"{element.sql}.permissions", "permissions", source=element)
            return Expr(
                f'(SELECT permissions FROM "ExperimenterGroup" WHERE id = {element.sql}.group_id)',
                "permissions",
                source=element,
            )
        if name not in DETAIL_REFERENCES or (entity.is_global and name != "externalInfo"):
            raise HqlError(f"could not resolve property: details.{name} of: {entity.java_name}")
        column, target = DETAIL_REFERENCES[name]
        return Expr(
            f"{element.sql}.{column}",
            "entity",
            ENTITIES[target],
            source=element,
            via=f"details.{name}",
        )

    def _unit(self, expr: Expr, name: str, text: str) -> Expr:
        if name == "value":
            return Expr(expr.sql, "double", source=expr.source, name=text)
        if name == "unit":
            return Expr(expr.unit_column, "string", source=expr.source, name=text)
        raise HqlSyntaxError(f"could not resolve property: {name} of: {text}")
