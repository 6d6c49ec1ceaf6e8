# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expressions of HQL as SQLite expressions, with their types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import schema
from ..model.reflect import DISCRIMINATORS, ENTITIES, PAIRS
from ..permissions import is_filtered, visibility
from ..text import TIME_PARTS
from . import ast
from .errors import HqlError, HqlUsageError, HqlValidationError
from .scope import Element, Expr, Paths

if TYPE_CHECKING:
    from .translate import Subselect

NUMBERS = ("int", "long", "float", "double")
AGGREGATES = frozenset({"count", "sum", "min", "max", "avg"})
CAST_TYPES = {
    "string": "string", "text": "string", "varchar": "string", "character": "string", "char": "string",
    "long": "long", "big_integer": "long", "bigint": "long",
    "int": "int", "integer": "int", "short": "int",
    "double": "double", "float": "double", "big_decimal": "double",
    "boolean": "bool", "timestamp": "timestamp", "date": "timestamp",
}  # fmt: skip
SAME_TYPE = {"abs": 1, "coalesce": 0, "nullif": 0, "greatest": 0, "least": 0}
SIMPLE_FUNCTIONS: dict[str, tuple[str, str]] = {
    "lower": ("lower", "string"),
    "upper": ("upper", "string"),
    "length": ("length", "int"),
    "char_length": ("length", "int"),
    "character_length": ("length", "int"),
    "replace": ("replace", "string"),
    "ltrim": ("ltrim", "string"),
    "rtrim": ("rtrim", "string"),
    "sqrt": ("sqrt", "double"),
    "ln": ("ln", "double"),
    "exp": ("exp", "double"),
    "floor": ("floor", "double"),
    "ceil": ("ceil", "double"),
    "round": ("round", "double"),
    "abs": ("abs", ""),
    "coalesce": ("coalesce", ""),
    "nullif": ("nullif", ""),
}
NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
CLOCKS = frozenset({"current_timestamp", "current_date", "current_time", "now", "sysdate"})


@dataclass(frozen=True)
class ParamUse:
    """A parameter in the SQL: `many` if it is a list, `type` and `entity` what it is compared with, '' if unknown."""

    name: str
    many: bool
    type: str
    entity: str = ""
    key: str = ""


def family(kind: str) -> str:
    if kind in NUMBERS:
        return "number"
    return kind if kind in ("string", "bool", "timestamp") else ""


class Expressions(Paths):
    """Adds expressions to Paths; subqueries are left to the translator."""

    uses: list[ParamUse]
    in_aggregate = 0
    clause = ""

    def subselect(self, query: ast.Query) -> Subselect:
        raise NotImplementedError

    def expr(self, node: ast.Node) -> Expr:
        handler: Callable[..., Expr] = getattr(self, f"_{type(node).__name__.lower()}")
        return handler(node)

    def value(self, node: ast.Node) -> Expr:
        """An expression that must be one SQL value."""
        found = self.expr(node)
        if found.type in ("collection", "details"):
            raise HqlError(f"illegal use of {found.name or found.type}")
        if found.type == "size":
            return self._size(found)
        if found.type == "permissions" and self.clause != "select":
            return found
        return found

    def condition(self, node: ast.Node) -> str:
        return self.value(node).sql

    # -- leaves

    def _literal(self, node: ast.Literal) -> Expr:
        if node.value is None:
            return Expr("NULL", "null", constant=True)
        if node.type == "string":
            return Expr(quoted(node.value), "string", constant=True)
        if node.type == "bool":
            return Expr("1" if node.value else "0", "bool", constant=True)
        return Expr(repr(node.value), node.type, constant=True)

    def _param(self, node: ast.Param) -> Expr:
        return Expr("", "param", name=node.name)

    def bound(self, expr: Expr, other: Expr | None = None) -> Expr:
        """A parameter as SQL, expected to be of the type of what it is compared with."""
        if expr.type != "param":
            return expr
        kind, entity = ("", "") if other is None else expected(other)
        key = f"p{len(self.uses)}"
        self.uses.append(ParamUse(expr.name, False, kind, entity, key))
        return Expr(f":{key}", kind or "any", ENTITIES.get(entity), constant=True)

    def _path(self, node: ast.Path) -> Expr:
        if (
            len(node.parts) == 1
            and node.parts[0].lower() in CLOCKS
            and self._start(node.parts) is None
        ):
            return Expr(NOW, "timestamp", constant=True)
        return self.resolve(node.parts)

    # -- operators

    def _unary(self, node: ast.Unary) -> Expr:
        operand = self.bound(self.value(node.operand))
        if node.op == "not":
            return Expr(f"NOT ({operand.sql})", "bool")
        return Expr(f"-({operand.sql})", operand.type)

    def _binary(self, node: ast.Binary) -> Expr:
        if node.op in ("and", "or"):
            left, right = self.value(node.left), self.value(node.right)
            return Expr(
                f"({self.bound(left).sql} {node.op.upper()} {self.bound(right).sql})", "bool"
            )
        left, right = self.value(node.left), self.value(node.right)
        if node.op in ("=", "<>", "<", ">", "<=", ">="):
            return self._comparison(node.op, left, right)
        left, right = self.bound(left), self.bound(right)
        if node.op == "||":
            return Expr(f"({self._as_text(left)} || {self._as_text(right)})", "string")
        kind = wider(left.type, right.type)
        return Expr(f"({left.sql} {node.op} {right.sql})", kind)

    @staticmethod
    def _as_text(expr: Expr) -> str:
        return expr.sql if expr.type == "string" else f"pg_text({expr.sql})"

    def _comparison(self, op: str, left: Expr, right: Expr) -> Expr:
        if right.type == "null" or left.type == "null":
            operand = left if right.type == "null" else right
            if op in ("=", "<>"):
                return Expr(
                    f"{self.bound(operand).sql} IS {'NOT ' if op == '<>' else ''}NULL", "bool"
                )
            return Expr("NULL", "bool")
        left, right = self.comparable(left, right)
        left, right = self.bound(left, right), self.bound(right, left)
        left, right = coerced(left, right), coerced(right, left)
        families = {family(left.type), family(right.type)} - {""}
        if len(families) > 1:
            raise HqlUsageError(f"operator does not exist: {left.type} {op} {right.type}")
        return Expr(f"{left.sql} {op} {right.sql}", "bool")

    def comparable(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        """Classes are compared by name with names, else by their discriminators."""
        if left.type in ("class", "javaclass") and right.type in (
            "class",
            "javaclass",
            "classname",
        ):
            return left, right
        if right.type in ("class", "javaclass") and left.type == "classname":
            return left, right
        return self._discriminated(left), self._discriminated(right)

    @staticmethod
    def _discriminated(expr: Expr) -> Expr:
        if expr.type not in ("class", "classname", "javaclass"):
            return expr
        whens = " ".join(f"WHEN '{name}' THEN '{value}'" for name, value in DISCRIMINATORS.items())
        return Expr(f"(CASE {expr.sql} {whens} ELSE {expr.sql} END)", "string")

    def _isnull(self, node: ast.IsNull) -> Expr:
        operand = self.bound(self.value(node.operand))
        return Expr(f"{operand.sql} IS {'NOT ' if node.negated else ''}NULL", "bool")

    def _isempty(self, node: ast.IsEmpty) -> Expr:
        sql = self._exists_in_collection(self.expr(node.operand), "")
        return Expr(f"{'' if node.negated else 'NOT '}{sql}", "bool")

    def _memberof(self, node: ast.MemberOf) -> Expr:
        collection = self.expr(node.collection)
        operand = self.value(node.operand)
        target = ENTITIES[collection.prop.type] if collection.prop else None
        operand = self.bound(operand, Expr("", "entity", target))
        sql = self._exists_in_collection(collection, f" AND c.id = {operand.sql}")
        return Expr(f"{'NOT ' if node.negated else ''}{sql}", "bool")

    def _exists_in_collection(self, expr: Expr, more: str) -> str:
        if expr.type != "collection" or expr.prop is None or expr.source is None:
            raise HqlError("collection expected")
        return f"EXISTS (SELECT 1 {self._collection_from(expr)}{more})"

    def _collection_from(self, expr: Expr) -> str:
        """FROM and WHERE of a collection's elements, called c."""
        prop, source = expr.prop, expr.source
        assert prop is not None and source is not None
        if prop.kind == PAIRS:
            return f'FROM "{schema.pairs_table(prop)}" c WHERE c.parent_id = {source.id}'
        target = ENTITIES[prop.type]
        condition = visibility(target, "c", self.caller) if is_filtered(target) else ""
        more = f" AND {condition}" if condition else ""
        return f'FROM "{target.table}" c WHERE c."{prop.inverse}" = {source.id}{more}'

    def _in(self, node: ast.In) -> Expr:
        operand = self.value(node.operand)
        if not node.items:
            raise HqlUsageError("unexpected end of subtree")
        word = "NOT IN" if node.negated else "IN"
        if len(node.items) == 1:
            item = node.items[0]
            if isinstance(item, ast.Param):
                operand = self._discriminated(self.bound(operand))
                return Expr(f"{operand.sql} {word} {self._many(item, operand)}", "bool")
            if isinstance(item, ast.Subquery):
                return Expr(
                    f"{self.bound(operand).sql} {word} ({self.subselect(item.query).sql})", "bool"
                )
            if isinstance(item, ast.Path | ast.Call):
                found = self._elements(item)
                if found is not None:
                    return Expr(f"{self.bound(operand).sql} {word} ({found})", "bool")
        operand = self.bound(operand)
        parts = []
        for item in node.items:
            if isinstance(item, ast.Param):
                parts.append(self.bound(self.expr(item), operand).sql)
                continue
            left, right = self.comparable(operand, self.value(item))
            operand = left
            parts.append(right.sql)
        return Expr(f"{operand.sql} {word} ({','.join(parts)})", "bool")

    def _many(self, item: ast.Param, operand: Expr) -> str:
        kind, entity = expected(operand)
        key = f"p{len(self.uses)}"
        self.uses.append(ParamUse(item.name, True, kind, entity, key))
        return f"(SELECT value FROM json_each(:{key}))"

    def _elements(self, item: ast.Node) -> str | None:
        """elements(x.collection), or a bare collection, as a subselect of ids."""
        if isinstance(item, ast.Call):
            if item.name != "elements" or len(item.args) != 1:
                return None
            item = item.args[0]
        found = self.expr(item)
        return f"SELECT c.id {self._collection_from(found)}" if found.type == "collection" else None

    def _between(self, node: ast.Between) -> Expr:
        operand = self.value(node.operand)
        low, high = self.value(node.low), self.value(node.high)
        if operand.type == "param":
            operand = self.bound(operand, low)
        low, high = self.bound(low, operand), self.bound(high, operand)
        word = "NOT BETWEEN" if node.negated else "BETWEEN"
        return Expr(f"({operand.sql} {word} {low.sql} AND {high.sql})", "bool")

    def _like(self, node: ast.Like) -> Expr:
        operand = self._discriminated(self.value(node.operand))
        if family(operand.type) not in ("", "string"):
            raise HqlUsageError(f"operator does not exist: {operand.type} ~~ text")
        pattern = self.bound(self.value(node.pattern), Expr("", "string"))
        escape = "'\\'" if node.escape is None else self.bound(self.value(node.escape)).sql
        word = "NOT LIKE" if node.negated else "LIKE"
        return Expr(f"{self.bound(operand).sql} {word} {pattern.sql} ESCAPE {escape}", "bool")

    def _case(self, node: ast.Case) -> Expr:
        parts, kinds = ["CASE"], []
        subject = None if node.subject is None else self.bound(self.value(node.subject))
        for when, then in node.whens:
            result = self.bound(self.value(then))
            if subject is None:
                test = self.condition(when)
            else:
                test = self._comparison("=", subject, self.value(when)).sql
            kinds.append(result.type)
            parts.append(f"WHEN {test} THEN {result.sql}")
        if node.otherwise is not None:
            result = self.bound(self.value(node.otherwise))
            kinds.append(result.type)
            parts.append(f"ELSE {result.sql}")
        known = [k for k in kinds if k not in ("null", "any")]
        return Expr(" ".join([*parts, "END"]), known[0] if known else "string")

    # -- subqueries

    def _subquery(self, node: ast.Subquery) -> Expr:
        found = self.subselect(node.query)
        return Expr(f"({found.sql})", found.type, found.entity)

    def _exists(self, node: ast.Exists) -> Expr:
        return Expr(f"EXISTS ({self.subselect(node.query).sql})", "bool")

    def _quantified(self, node: ast.Quantified) -> Expr:
        raise HqlUsageError(f"{node.quantifier} (subquery) is not supported")

    # -- functions

    def _star(self, node: ast.Star) -> Expr:
        return Expr("*", "any")

    def _call(self, node: ast.Call) -> Expr:
        if node.name in AGGREGATES:
            return self._aggregate(node)
        special = getattr(self, f"_fn_{node.name}", None)
        if special is not None:
            found: Expr = special(node)
            return found
        if node.name in CLOCKS:
            return Expr(NOW, "timestamp", constant=True)
        if node.name in TIME_PARTS:
            return self._time_part(node.name, node)
        args = [self.bound(self._discriminated(self.value(a))) for a in node.args]
        sql = ", ".join(a.sql for a in args)
        if node.name in SIMPLE_FUNCTIONS:
            name, kind = SIMPLE_FUNCTIONS[node.name]
            if not kind:
                kind = next((a.type for a in args if a.type not in ("null", "any")), "string")
            return Expr(f"{name}({sql})", kind)
        if self.clause == "select":
            raise HqlError(f"No data type for node: MethodNode '{node.name}'")
        raise HqlUsageError(f"function {node.name}() does not exist")

    def _aggregate(self, node: ast.Call) -> Expr:
        if self.clause in ("where", "group"):
            raise HqlUsageError(f"aggregate functions are not allowed in {self.clause}")
        self.in_aggregate += 1
        self.aggregated()
        self.collectors.append([])
        try:
            if not node.args:
                raise HqlError(f"{node.name}() needs an argument")
            arg = self.bound(self.value(node.args[0]))
        finally:
            self.collectors.pop()
            self.in_aggregate -= 1
        distinct = "DISTINCT " if node.distinct else ""
        sql = f"{node.name}({distinct}{arg.sql})"
        if node.name == "count":
            return Expr(sql, "long")
        if node.name == "avg":
            return Expr(sql, "double")
        if node.name == "sum":
            return Expr(sql, "double" if arg.type in ("double", "float") else "long")
        return Expr(sql, arg.type, arg.entity)

    def aggregated(self) -> None:
        """Called for every aggregate function of a query."""

    def _time_part(self, part: str, node: ast.Call) -> Expr:
        arg = self.bound(self.value(node.args[0]))
        kind = "double" if part in ("epoch", "second") and node.name == "extract" else "int"
        return Expr(f"time_part('{part}', {arg.sql})", kind)

    def _fn_extract(self, node: ast.Call) -> Expr:
        if node.extra not in TIME_PARTS:
            raise HqlError(f"extract({node.extra} ...) is not supported")
        return self._time_part(node.extra, node)

    def _fn_cast(self, node: ast.Call) -> Expr:
        kind = CAST_TYPES.get(node.extra)
        if kind is None:
            raise HqlError(f"Could not resolve requested type for CAST : {node.extra}")
        arg = self._discriminated(self.bound(self.value(node.args[0])))
        if kind == "string":
            return Expr(f"pg_text({arg.sql})", kind)
        sql_type = "REAL" if kind == "double" else "INTEGER"
        return Expr(f"CAST({arg.sql} AS {sql_type})", kind)

    def _fn_str(self, node: ast.Call) -> Expr:
        return Expr(f"pg_text({self.bound(self.value(node.args[0])).sql})", "string")

    def _fn_concat(self, node: ast.Call) -> Expr:
        args = [self._as_text(self.bound(self.value(a), Expr("", "string"))) for a in node.args]
        return Expr(f"({' || '.join(args)})", "string")

    def _fn_substring(self, node: ast.Call) -> Expr:
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"substr({args})", "string")

    def _fn_trim(self, node: ast.Call) -> Expr:
        name = {"leading": "ltrim", "trailing": "rtrim"}.get(node.extra, "trim")
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"{name}({args})", "string")

    def _fn_locate(self, node: ast.Call) -> Expr:
        args = ", ".join(self.bound(self.value(a)).sql for a in node.args)
        return Expr(f"locate({args})", "int")

    def _fn_mod(self, node: ast.Call) -> Expr:
        left, right = (self.bound(self.value(a)) for a in node.args)
        return Expr(f"({left.sql} % {right.sql})", left.type)

    def _fn_distinct(self, node: ast.Call) -> Expr:
        raise HqlError("unexpected token: distinct")

    def _fn_type(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type == "entity":
            arg = self.step(arg, "class", "class")
        if arg.type != "class":
            raise HqlError("type() needs an entity")
        return Expr(arg.sql, "javaclass", arg.entity, source=arg.source, constant=arg.constant)

    def _fn_index(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        self._forget(arg)
        found = Expr(self._index(arg), "int", source=arg.element)
        self._collect(found)
        return found

    @staticmethod
    def _index(arg: Expr) -> str:
        """The position column of an element of a list, or of a named value."""
        element = arg.element
        if element is not None and element.pairs is not None:
            return f"{element.sql}.idx"
        prop = element.collection if element is not None else None
        if element is None or prop is None or prop.index_column is None:
            raise HqlError("index() needs an element of a list")
        return f"{element.sql}.{quoted_name(prop.index_column)}"

    def _fn_size(self, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type != "collection":
            raise HqlError("collection expected in size()")
        return Expr("", "size", source=arg.source, prop=arg.prop)

    def _fn_minindex(self, node: ast.Call) -> Expr:
        return self._index_of_collection("min", node)

    def _fn_maxindex(self, node: ast.Call) -> Expr:
        return self._index_of_collection("max", node)

    def _index_of_collection(self, function: str, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type in ("entity", "pair") and arg.element is not None:
            self.aggregated()
            self._forget(arg)
            return Expr(f"{function}({self._index(arg)})", "int")
        if arg.type != "collection" or arg.prop is None:
            raise HqlError(f"collection expected in {function}Index()")
        column = "idx" if arg.prop.kind == PAIRS else arg.prop.index_column
        if column is None:
            raise HqlError("not an indexed collection")
        return Expr(
            f"(SELECT {function}(c.{quoted_name(column)}) {self._collection_from(arg)})", "int"
        )

    def _forget(self, expr: Expr) -> None:
        """What stands inside of an aggregate need not be grouped."""
        if self.collectors:
            self.collectors[-1] = [c for c in self.collectors[-1] if c[1] != expr.sql]

    def _fn_minelement(self, node: ast.Call) -> Expr:
        return self._element_of_collection("min", node)

    def _fn_maxelement(self, node: ast.Call) -> Expr:
        return self._element_of_collection("max", node)

    def _element_of_collection(self, function: str, node: ast.Call) -> Expr:
        arg = self.expr(node.args[0])
        if arg.type != "collection" or arg.prop is None:
            raise HqlError(f"collection expected in {function}Element()")
        return Expr(
            f"(SELECT {function}(c.id) {self._collection_from(arg)})",
            "entity",
            ENTITIES.get(arg.prop.type),
        )

    def _size(self, expr: Expr) -> Expr:
        """size(x.collection), which OMERO's security filters spoil.

        As a column Hibernate makes a count over a join of it, which is right only where nothing else is selected; in a
        condition the filter's parameters have no place, unless the elements are visible to everybody.
        """
        prop, source = expr.prop, expr.source
        assert prop is not None and source is not None
        filtered = prop.kind != PAIRS and is_filtered(ENTITIES[prop.type])
        if self.clause == "select" and prop.kind != PAIRS:
            self.aggregated()
            element = self._size_join(source, expr)
            return Expr(f"count({element.sql}.id)", "int")
        if filtered:
            raise HqlValidationError("could not execute query: no value specified for parameter")
        return Expr(f"(SELECT count(*) {self._collection_from(expr)})", "int")

    def _size_join(self, source: Element, expr: Expr) -> Element:
        assert expr.prop is not None
        join = ast.Join("inner", False, ast.Path((expr.prop.name,)), None, None)
        return self._join_to(self.of_element(source), expr.prop.name, join)


def expected(other: Expr) -> tuple[str, str]:
    """The type a parameter must have when compared with this: (type, entity)."""
    if other.type == "entity":
        return "entity", other.entity.name if other.entity else ""
    if other.type in ("param", "any", "null", "permissions", "unit", "size"):
        return "", ""
    if other.type in ("class", "classname", "javaclass"):
        return "string", ""
    return other.type, ""


def coerced(expr: Expr, other: Expr) -> Expr:
    """A string literal beside a number is read as one, as PostgreSQL does."""
    if expr.type != "string" or not expr.constant or family(other.type) != "number":
        return expr
    try:
        number = float(expr.sql.strip("'"))
    except ValueError:
        return expr
    return Expr(str(int(number)) if number.is_integer() else str(number), other.type, constant=True)


def wider(left: str, right: str) -> str:
    for kind in ("double", "float", "long", "int", "timestamp"):
        if kind in (left, right):
            return kind
    return left if left != "any" else right


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    return f'"{name}"'
