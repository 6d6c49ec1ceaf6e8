# SPDX-License-Identifier: AGPL-3.0-or-later
"""A recursive-descent parser of HQL 3.6."""

from __future__ import annotations

from . import ast
from .errors import HqlSyntaxError, HqlUsageError
from .lexer import Tokens
from .reader import TokenReader

COMPARISONS = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "^=": "<>",
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
}
NOT_AN_ALIAS = frozenset(
    "select from where having join inner left right full outer fetch with on and or not in is like between as "
    "when then else end asc desc escape union limit new set by exists".split()
)
PERMISSIONS_OF = "ome.util.PermDetails"
"""The class that a query makes of an object to have what its permissions allow the caller."""

DEEPEST = 150
"""Brackets within brackets; more is refused rather than overflowing the stack."""


def parse(hql: str) -> ast.Query:
    """The tree of a query. Raises HqlSyntaxError, or HqlUsageError for an update or delete statement."""
    parser = Parser(Tokens(hql))
    first = parser.peek()
    if first.kind == "end":
        raise HqlSyntaxError("unexpected end of subtree")
    if first.low in ("update", "delete", "insert"):
        raise HqlUsageError(f"Not supported for DML operations: {first.low}")
    query = parser.query()
    parser.expect_end()
    return query


class Parser(TokenReader):
    """Clauses and expressions; each method reads what it is called after."""

    # -- clauses

    def query(self) -> ast.Query:
        self._depth += 1
        if self._depth > DEEPEST:
            raise HqlSyntaxError("the query is nested too deeply")
        select = self.select() if self.is_word("select") else None
        self.need_word("from")
        query = ast.Query(select, self.sources())
        if self.take_word("where"):
            query.where = self.expression()
        if self.is_clause("group"):
            self._at += 2
            query.group = self.expressions()
            if self.take_word("having"):
                query.having = self.expression()
        if self.is_clause("order"):
            self._at += 2
            query.order = self.order()
        self._depth -= 1
        return query

    def select(self) -> ast.Select:
        self.need_word("select")
        distinct = self.take_word("distinct")
        form = "columns"
        if self.is_word("new"):
            self.next()
            named = ".".join(self.path().parts)
            form = "flags" if named == PERMISSIONS_OF else named.lower()
            if form not in ("map", "list", "flags"):
                raise HqlSyntaxError(f"Unable to locate class [{named}]")
            self.need_symbol("(")
            items = self.select_items()
            self.need_symbol(")")
        elif self.is_word("object") and self.is_symbol("(", ahead=1):
            self._at += 2
            items = [ast.SelectItem(ast.Path((self.need_name(),)), None)]
            self.need_symbol(")")
        else:
            items = self.select_items()
        return ast.Select(distinct, form, items)

    def select_items(self) -> list[ast.SelectItem]:
        items = []
        while True:
            expr = self.expression()
            alias = None
            if self.take_word("as") or (self.peek().kind == "name" and not self.is_word("from")):
                alias = self.need_name()
            items.append(ast.SelectItem(expr, alias))
            if not self.take_symbol(","):
                return items

    def sources(self) -> list[ast.Root | ast.Join]:
        found: list[ast.Root | ast.Join] = [self.root()]
        while True:
            if self.take_symbol(","):
                found.append(self.root())
            elif self.is_word("join", "inner", "left", "right", "full"):
                found.append(self.join())
            elif self.is_word("cross") and self.is_word("join", ahead=1):
                self._at += 2
                found.append(self.root())
            else:
                return found

    def root(self) -> ast.Root:
        name = ".".join(self.path().parts)
        return ast.Root(name, self.alias())

    def join(self) -> ast.Join:
        kind = "inner"
        if self.is_word("left", "right", "full"):
            kind = self.next().low
            self.take_word("outer")
        else:
            self.take_word("inner")
        self.need_word("join")
        fetch = self.take_word("fetch")
        path = self.path()
        alias = self.alias()
        condition = self.expression() if self.take_word("with") else None
        return ast.Join(kind, fetch, path, alias, condition)

    def alias(self) -> str | None:
        if self.take_word("as"):
            return self.need_name()
        token = self.peek()
        if token.kind != "name" or token.low in NOT_AN_ALIAS or token.low == "cross":
            return None
        if token.low in ("group", "order") and self.is_word("by", ahead=1):
            return None
        return self.next().text

    def path(self) -> ast.Path:
        parts = [self.need_name()]
        while self.take_symbol("."):
            parts.append(self.need_name())
        return ast.Path(tuple(parts))

    def expressions(self) -> list[ast.Node]:
        found = [self.expression()]
        while self.take_symbol(","):
            found.append(self.expression())
        return found

    def order(self) -> list[ast.OrderItem]:
        items = []
        while True:
            expr = self.expression()
            descending = self.take_word("desc", "descending")
            if not descending:
                self.take_word("asc", "ascending")
            items.append(ast.OrderItem(expr, descending))
            if not self.take_symbol(","):
                return items

    # -- expressions, from the loosest operator to the tightest

    def expression(self) -> ast.Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise HqlSyntaxError("the query is nested too deeply")
        found = [self.conjunction()]
        while self.take_word("or"):
            found.append(self.conjunction())
        self._depth -= 1
        return balanced("or", found)

    def conjunction(self) -> ast.Node:
        found = [self.negation()]
        while self.take_word("and"):
            found.append(self.negation())
        return balanced("and", found)

    def negation(self) -> ast.Node:
        negations = 0
        while self.take_word("not"):
            negations += 1
        operand = self.comparison()
        return ast.Unary("not", operand) if negations % 2 else operand

    def comparison(self) -> ast.Node:
        left = self.concatenation()
        while True:
            token = self.peek()
            if token.kind == "symbol" and token.text in COMPARISONS:
                self.next()
                left = ast.Binary(COMPARISONS[token.text], left, self.concatenation())
            elif self.is_word("is"):
                left = self.is_predicate(left)
            elif self.is_word("not", "in", "between", "like", "member"):
                left = self.predicate(left)
            else:
                return left

    def is_predicate(self, left: ast.Node) -> ast.Node:
        self.need_word("is")
        negated = self.take_word("not")
        if self.take_word("empty"):
            return ast.IsEmpty(left, negated)
        self.need_word("null")
        return ast.IsNull(left, negated)

    def predicate(self, left: ast.Node) -> ast.Node:
        negated = self.take_word("not")
        if self.take_word("in"):
            return ast.In(left, self.in_items(), negated)
        if self.take_word("between"):
            low = self.concatenation()
            self.need_word("and")
            return ast.Between(left, low, self.concatenation(), negated)
        if self.take_word("like"):
            pattern = self.concatenation()
            escape = self.concatenation() if self.take_word("escape") else None
            return ast.Like(left, pattern, escape, negated)
        if self.take_word("member"):
            self.take_word("of")
            return ast.MemberOf(left, self.path(), negated)
        raise self.unexpected()

    def in_items(self) -> list[ast.Node]:
        if not self.take_symbol("("):
            return [self.primary()]
        if self.is_word("select", "from"):
            items: list[ast.Node] = [ast.Subquery(self.query())]
        else:
            items = [] if self.is_symbol(")") else self.expressions()
        self.need_symbol(")")
        return items

    def concatenation(self) -> ast.Node:
        left = self.sum()
        while self.take_symbol("||"):
            left = ast.Binary("||", left, self.sum())
        return left

    def sum(self) -> ast.Node:
        left = self.product()
        while self.is_symbol("+", "-"):
            left = ast.Binary(self.next().text, left, self.product())
        return left

    def product(self) -> ast.Node:
        left = self.unary()
        while self.is_symbol("*", "/", "%"):
            left = ast.Binary(self.next().text, left, self.unary())
        return left

    def unary(self) -> ast.Node:
        if self.take_symbol("-"):
            operand = self.primary()
            if isinstance(operand, ast.Literal) and isinstance(operand.value, int | float):
                return ast.Literal(-operand.value, operand.type)
            return ast.Unary("-", operand)
        self.take_symbol("+")
        return self.primary()

    def primary(self) -> ast.Node:
        token = self.peek()
        if token.kind == "string":
            self.next()
            return ast.Literal(token.text, "string")
        if token.kind == "number":
            self.next()
            return number(token.text)
        if token.kind == "param":
            self.next()
            return ast.Param(token.text)
        if self.is_symbol("?"):
            raise HqlUsageError("Expected positional parameter count: 1, actual parameters: []")
        if self.take_symbol("("):
            inner: ast.Node
            inner = ast.Subquery(self.query()) if self.is_word("select", "from") else self.expression()
            self.need_symbol(")")
            return inner
        if token.kind == "name":
            return self.named()
        raise self.unexpected()

    def named(self) -> ast.Node:
        token = self.peek()
        bracket = self.is_symbol("(", ahead=1)
        if token.low in ("null", "true", "false") and not bracket and not self.is_symbol(".", ahead=1):
            self.next()
            if token.low == "null":
                return ast.Literal(None, "null")
            return ast.Literal(token.low == "true", "bool")
        if token.low == "case" and not self.is_symbol(".", ahead=1):
            return self.case()
        if token.low == "distinct" and not bracket:
            raise self.unexpected()
        if bracket and token.low in ("exists", "all", "any", "some"):
            self._at += 2
            query = self.query()
            self.need_symbol(")")
            return ast.Exists(query) if token.low == "exists" else ast.Quantified(token.low, query)
        if bracket:
            return self.call()
        if token.low in ("select", "from", "where", "having"):
            raise self.unexpected()
        path = self.path()
        if self.is_symbol("(") and len(path.parts) > 1:
            raise self.unexpected()
        return path

    def case(self) -> ast.Node:
        self.need_word("case")
        subject = None if self.is_word("when") else self.expression()
        whens = []
        while self.take_word("when"):
            condition = self.expression()
            self.need_word("then")
            whens.append((condition, self.expression()))
        if not whens:
            raise self.unexpected()
        otherwise = self.expression() if self.take_word("else") else None
        self.need_word("end")
        return ast.Case(subject, whens, otherwise)

    def call(self) -> ast.Node:
        name = self.next().low
        self.need_symbol("(")
        call = ast.Call(name, [])
        if name == "count" and self.take_symbol("*"):
            call.args = [ast.Star()]
        elif name == "cast":
            call.args = [self.expression()]
            self.need_word("as")
            call.extra = self.need_name().lower()
            if self.take_symbol("("):  # a length, as in varchar(10)
                self.next()
                self.need_symbol(")")
        elif name == "extract":
            call.extra = self.need_name().lower()
            self.need_word("from")
            call.args = [self.expression()]
        elif name == "trim":
            self.trim(call)
        elif not self.is_symbol(")"):
            call.distinct = self.take_word("distinct")
            if self.is_word("select", "from"):
                call.args = [ast.Subquery(self.query())]
            else:
                call.args = self.expressions()
        self.need_symbol(")")
        return call

    def trim(self, call: ast.Call) -> None:
        if self.is_word("both", "leading", "trailing") and not self.is_symbol(".", ",", ")", ahead=1):
            call.extra = self.next().low
        if self.take_word("from"):
            call.args = [self.expression()]
            return
        call.args = [self.expression()]
        if self.take_word("from"):
            call.args = [self.expression(), *call.args]


def balanced(op: str, operands: list[ast.Node]) -> ast.Node:
    """A chain of one operator as a tree that is no deeper than need be: SQLite's expressions have a greatest depth."""
    if len(operands) == 1:
        return operands[0]
    half = len(operands) // 2
    return ast.Binary(op, balanced(op, operands[:half]), balanced(op, operands[half:]))


def number(text: str) -> ast.Literal:
    low = text.lower()
    if low.endswith("l"):
        return ast.Literal(int(low[:-1]), "long")
    if low.endswith(("f", "d")):
        return ast.Literal(float(low[:-1]), "float" if low.endswith("f") else "double")
    if "." in low or "e" in low:
        return ast.Literal(float(low), "double")
    value = int(low)
    return ast.Literal(value, "int" if abs(value) < 2**31 else "long")
