# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expressions of HQL as SQLite expressions, with their types."""

from __future__ import annotations

from collections.abc import Callable

from ..model import schema
from ..model.reflect import DISCRIMINATORS, ENTITIES, PAIRS
from ..permissions import is_filtered, visibility
from . import ast
from .elements import Expr, ParamUse, Subselect
from .errors import HqlError, HqlUsageError
from .scope import Paths

NUMBERS = ("int", "long", "float", "double")

NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
CLOCKS = frozenset({"current_timestamp", "current_date", "current_time", "now", "sysdate"})


def family(kind: str) -> str:
    if kind in NUMBERS:
        return "number"
    return kind if kind in ("string", "bool", "timestamp") else ""


class Expressions(Paths):
    """Adds expressions to Paths; functions and subqueries are left to those who build on it."""

    uses: list[ParamUse]

    def subselect(self, query: ast.Query) -> Subselect:
        raise NotImplementedError

    def size(self, expr: Expr) -> Expr:
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
            return self.size(found)
        if found.type == "permissions" and self.clause != "select":
            return found
        return found

    def condition(self, node: ast.Node) -> str:
        return self._logical(node).sql

    def _logical(self, node: ast.Node) -> Expr:
        """Something true or false."""
        if self.is_bare_column(node):
            assert isinstance(node, ast.Path)
            raise HqlError(f"unexpected AST node: {node.text}")
        return self.value(node)

    def is_bare_column(self, node: ast.Node) -> bool:
        return super().is_bare_column(node) and isinstance(node, ast.Path) and node.text.lower() not in CLOCKS

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
        if len(node.parts) == 1 and node.parts[0].lower() in CLOCKS and self._start(node.parts) is None:
            return Expr(NOW, "timestamp", constant=True)
        return self.resolve(node.parts)

    # -- operators

    def _unary(self, node: ast.Unary) -> Expr:
        if node.op == "not":
            return Expr(f"NOT ({self.bound(self._logical(node.operand)).sql})", "bool")
        operand = self.bound(self.value(node.operand))
        return Expr(f"-({operand.sql})", operand.type)

    def _binary(self, node: ast.Binary) -> Expr:
        if node.op in ("and", "or"):
            left, right = self._logical(node.left), self._logical(node.right)
            return Expr(f"({self.bound(left).sql} {node.op.upper()} {self.bound(right).sql})", "bool")
        if isinstance(node.right, ast.Quantified):
            return self._with_subquery(self.value(node.left), node.op, node.right)
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
                return Expr(f"{self.bound(operand).sql} IS {'NOT ' if op == '<>' else ''}NULL", "bool")
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
                return Expr(f"{self.bound(operand).sql} {word} ({self.subselect(item.query).sql})", "bool")
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
            test = self.condition(when) if subject is None else self._comparison("=", subject, self.value(when)).sql
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
        raise HqlError(f"unexpected AST node: {node.quantifier}")

    def _with_subquery(self, left: Expr, op: str, node: ast.Quantified) -> Expr:
        """A comparison with all values of a subquery, or with any of them, which SQLite has no words for."""
        found = self.subselect(node.query)
        left = self.bound(left, Expr("", found.type, found.entity))
        rows = self.new_alias()
        test = f"{left.sql} {op} {rows}.v"
        every = node.quantifier == "all"
        sql = (
            f"EXISTS (WITH {rows}(v) AS ({found.sql}) SELECT 1 FROM {rows} "
            f"WHERE {f'({test}) IS NOT 1' if every else test})"
        )
        return Expr(f"NOT {sql}" if every else sql, "bool")


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
