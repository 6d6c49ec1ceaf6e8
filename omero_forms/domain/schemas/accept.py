# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which JSON Schemas can be forms.

A schema is refused when a browser or this server could not answer for it: another draft than 04 to 2020-12,
references that leave it, patterns that are none, schemas that apply themselves to the same value for ever. What is
accepted is kept as the text it came as.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from omero_forms.domain.canonical import join_pointer, parse_json
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, within
from omero_forms.domain.schemas.checker import (
    DEFAULT_DIALECT,
    DIALECTS,
    is_known_place,
    metaschema_problems,
)
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern
from omero_forms.domain.schemas.quick import is_plainly_draft_07
from omero_forms.domain.schemas.subschemas import (
    IN_PLACE,
    REFERENCES,
    Location,
    Schema,
    anchors,
    at_fragment,
    children,
    local_fragment,
    root_id,
    tokens,
)
from omero_forms.domain.texts import noop, t

MAX_BYTES = 512 * 1024
OVER_LIMIT = noop("It is larger than {limit} kB.")
MAX_DEPTH = 100
MAX_SUBSCHEMAS = 10_000
MAX_CHAIN = 40
"""How many schemas may be applied to one value by way of each other."""
MAX_MIXED = 500
LIMITS = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    }
)
"""Keywords whose numbers no answer repeats, so that they may be longer than an answer (limits of int64 and the
like).
"""
_UNIQUE = frozenset({"enum", "required", "type", "dependencies", "dependentRequired"})
"""Where lists must not hold an entry twice."""
KEPT_BY_THE_PAGE = frozenset("\x1e\x1f")
"""What the page puts between names, or in place of one (`frontend/src/form/names.ts`)."""
MAX_PROBLEMS = 20
MORE = noop("There are more problems; these are the first {number}.")
NO_OBJECT = noop('A form as a whole is an object: give it "type": "object".')
SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class FormSchema:
    """An accepted schema: the text verbatim, its value, and its draft."""

    text: str
    value: Schema
    dialect: DialectName


@dataclass(slots=True)
class _Found:
    """Problems with their pointers, in the order in which they were met, each once."""

    problems: list[dict[str, str]] = field(default_factory=list)

    def add(self, location: Location, message: str) -> None:
        problem = {"pointer": join_pointer(location), "message": message}
        if problem not in self.problems and len(self.problems) <= MAX_PROBLEMS:
            self.problems.append(problem)


def told(problems: list[dict[str, str]]) -> dict[str, Any]:
    """The details of a refusal: so many of the problems as a person can use, and that there are more where there
    are.
    """
    if len(problems) <= MAX_PROBLEMS:
        return {"problems": problems}
    return {"problems": [*problems[:MAX_PROBLEMS], {"pointer": "", "message": t(MORE, number=MAX_PROBLEMS)}]}


def _read(text: str, found: _Found) -> Any:
    if len(text.encode(errors="replace")) > MAX_BYTES:
        found.add((), t(OVER_LIMIT, limit=MAX_BYTES // 1024))
        return None
    try:
        return parse_json(text, max_depth=MAX_DEPTH, long_under=LIMITS)
    except FormsError as problem:
        if problem.code == "answers_not_representable":
            reason = t("It cannot be kept exactly: {reason}.", reason=problem.details["reason"])
            found.problems.append({"pointer": problem.details["pointer"], "message": reason})
        else:
            found.add((), _json_problem(text))
    return None


def _json_problem(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as problem:
        return t(
            "It is not JSON: line {lineno}, column {colno} cannot be read.", lineno=problem.lineno, colno=problem.colno
        )
    except (ValueError, RecursionError):
        pass
    return t("It is not JSON.")


def _dialect_of(root: Schema, found: _Found) -> DialectName | None:
    """The draft that a schema names; where it names none, draft 07, and draft 04 if it is valid as that only."""
    named = root.get("$schema")
    if named is None:
        if is_plainly_draft_07(root):
            return DEFAULT_DIALECT
        if metaschema_problems(DEFAULT_DIALECT, root, 1) and not metaschema_problems("draft-04", root, 1):
            return "draft-04"
        return DEFAULT_DIALECT
    if isinstance(named, str):
        address = named.rstrip("#").replace("https://", "http://")
        for dialect, checked in DIALECTS.items():
            if checked.address == address:
                return dialect
    found.add(
        ("$schema",),
        t("Only JSON Schema drafts 04, 06, 07, 2019-09 and 2020-12 can be used for forms."),
    )
    return None


class _Walk:
    """Visits every schema inside a root once, also those that only references lead to."""

    def __init__(self, root: Schema, found: _Found, budget: Budget) -> None:
        self.root = root
        self.found = found
        self.budget = budget
        self.own = root_id(root)
        self.seen: dict[int, tuple[Location, Schema]] = {}
        self.in_place: dict[int, list[int]] = {}
        self.named: dict[str, Schema] = {}
        self.doubled: set[str] = set()
        self.targets: dict[int, tuple[Location, Schema]] = {}
        self.references: list[tuple[int, Location, str, str]] = []
        self.too_many = False

    def run(self) -> None:
        self._visit((), self.root)
        waiting = True
        while waiting:
            waiting = self._follow()
        self._check_loops()
        keywords = {key for _where, schema in self.seen.values() for key in schema}
        if {"unevaluatedProperties", "patternProperties"} <= keywords:
            # The library matches these patterns itself, without a limit of time.
            self.found.add((), t("unevaluatedProperties and patternProperties cannot be used together."))

    def _visit(self, location: Location, schema: Schema) -> None:
        stack = [(location, schema)]
        while stack:
            where, here = stack.pop()
            if id(here) in self.seen:
                continue
            self.budget.check()
            if len(self.seen) >= MAX_SUBSCHEMAS:
                self.too_many = True
                self.found.add((), t("It holds more than {limit} schemas.", limit=MAX_SUBSCHEMAS))
                return
            self.seen[id(here)] = (where, here)
            self._look(where, here)
            edges = self.in_place.setdefault(id(here), [])
            inside = list(children(here))
            edges.extend(id(child) for path, child in inside if path[0] in IN_PLACE)
            stack.extend(((*where, *path), child) for path, child in reversed(inside))

    def _look(self, where: Location, here: Schema) -> None:
        for name in anchors(here):
            if self.named.setdefault(name, here) is not here:
                self.doubled.add(name)
        for keyword in REFERENCES:
            if keyword in here:
                fragment = local_fragment(here[keyword], self.own)
                if fragment is None:
                    self.found.add(
                        (*where, keyword),
                        t("A form can only refer to parts of its own schema (#/...). Copy what it refers to into it."),
                    )
                else:
                    self.references.append((id(here), where, keyword, fragment))
        named = here.get("properties")
        for name in named if isinstance(named, dict) else ():
            if KEPT_BY_THE_PAGE & set(name):
                self.found.add(
                    (*where, "properties", name), t("Its name holds a control character that the page needs.")
                )
        if where and "$schema" in here:
            self.found.add((*where, "$schema"), t("Only the whole schema names its draft."))
        self._look_at_address(where, here)
        patterns: list[tuple[Location, object]] = [((*where, "pattern"), here.get("pattern"))]
        by_pattern = here.get("patternProperties")
        if isinstance(by_pattern, dict):
            patterns.extend(((*where, "patternProperties", name), name) for name in by_pattern)
        for path, pattern in patterns:
            if isinstance(pattern, str):
                try:
                    compile_pattern(pattern)
                except PatternError as problem:
                    self.found.add(path, t("The pattern cannot be used. {problem}", problem=problem))

    def _look_at_address(self, where: Location, here: Schema) -> None:
        address = here.get("$id", here.get("id"))
        if not where or not isinstance(address, str) or address.startswith("#"):
            return
        # Inside, "#/..." would mean this part instead of the whole: nobody means that in a form.
        if any(keyword in json.dumps(here) for keyword in ('"$ref"', '"$dynamicRef"')):
            self.found.add(where, t("A part with an address of its own ($id) cannot hold references."))

    def _follow(self) -> bool:
        """Visit what the references found so far lead to; whether there may be more."""
        references, self.references = self.references, []
        for source, where, keyword, fragment in references:
            target = at_fragment(self.root, fragment, self.named)
            if target is None:
                self.found.add((*where, keyword), t("It refers to a part that is not there."))
            elif isinstance(target, dict):
                self.in_place[source].append(id(target))
                self._visit(tokens(fragment), target)
                if id(target) in self.seen:
                    self.targets.setdefault(id(target), self.seen[id(target)])
            if unquote(fragment) in self.doubled:
                self.found.add((*where, keyword), t("Two parts of the schema have the name that it refers to."))
        return bool(self.references)

    def _check_loops(self) -> None:
        """Find schemas that apply themselves to the same value, and chains that are too long."""
        length: dict[int, int] = {}
        for start in self.in_place:
            trail: list[tuple[int, int]] = [(start, 0)]
            open_: set[int] = {start}
            while trail:
                self.budget.check()
                node, position = trail[-1]
                edges = self.in_place.get(node, [])
                if node in length or position >= len(edges):
                    length.setdefault(node, 1 + max((length.get(edge, 0) for edge in edges), default=0))
                    open_.discard(node)
                    trail.pop()
                    continue
                trail[-1] = (node, position + 1)
                following = edges[position]
                if following in open_:
                    self.found.add(self.seen[node][0], t("It refers back to itself endlessly."))
                    return
                if following not in length:
                    open_.add(following)
                    trail.append((following, 0))
        if max(length.values(), default=0) > MAX_CHAIN:
            self.found.add(
                (), t("More than {limit} references and combinations lead from one to the next.", limit=MAX_CHAIN)
            )


def _is_object_schema(root: Schema) -> bool:
    """Whether the answers are fields: directly, or by way of references and `allOf`."""
    named: dict[str, Schema] = {}
    waiting: list[Schema] = [root]
    seen: set[int] = set()
    while waiting:
        schema = waiting.pop()
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        if "type" in schema:
            return schema["type"] in ("object", ["object"])
        if isinstance(schema.get("properties"), dict):
            return True
        fragment = local_fragment(schema.get("$ref"), root_id(root))
        target = None if fragment is None else at_fragment(root, fragment, named)
        if isinstance(target, dict):
            waiting.append(target)
        parts = schema.get("allOf")
        waiting.extend(part for part in (parts if isinstance(parts, list) else ()) if isinstance(part, dict))
    return False


def accept_schema(text: str) -> FormSchema:
    """The schema that `text` is, if it can be a form.

    Raises `schema_invalid` with `{"problems": [{"pointer", "message"}]}`: the first 20, and that there are more.
    """
    found = _Found()
    root = _read(text, found)
    if not found.problems and not isinstance(root, dict):
        found.add((), t("A form's schema is a JSON object."))
    dialect = None
    if not found.problems:
        try:
            dialect = _check(root, found, within(SECONDS))
        except (BudgetSpentError, RecursionError):
            found.add((), t("It is too complicated to check."))
    if found.problems or dialect is None:
        raise error("schema_invalid", details=told(found.problems))
    return FormSchema(text, root, dialect)


def _check(root: Schema, found: _Found, budget: Budget) -> DialectName | None:
    if not _check_lists(root, found):
        return None
    # Before the draft is asked for: it holds for what is no schema too, and bounds what comes after it.
    walk = _Walk(root, found, budget)
    walk.run()
    if walk.too_many:
        return None
    dialect = _dialect_of(root, found)
    if dialect is None:
        return None
    for location, message in metaschema_problems(dialect, root, MAX_PROBLEMS + 1):
        found.add(location, message)
    for place, target in walk.targets.values():
        # The draft's own schema looks only where it knows schemas to be; a reference makes one of anything.
        budget.check()
        if not found.problems and not is_known_place(dialect, place):
            for location, message in metaschema_problems(dialect, target, MAX_PROBLEMS + 1):
                found.add((*place, *location), message)
    if not found.problems and not _is_object_schema(root):
        found.add(("type",), t(NO_OBJECT))
    return dialect


def _check_lists(root: Schema, found: _Found) -> bool:
    """Whether there is no long list of unlike entries, which the library would compare each with each."""
    stack: list[tuple[Location, Any]] = [((), root)]
    while stack:
        where, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*where, name), child) for name, child in value.items())
        elif isinstance(value, list):
            kinds = {type(item) for item in value}
            is_mixed = bool(kinds - {str} and kinds - {int, float})
            if len(value) > MAX_MIXED and is_mixed and _UNIQUE & set(map(str, where[-2:])):
                found.add(where, t("A list of mixed entries holds more than {limit}.", limit=MAX_MIXED))
            stack.extend(((*where, index), child) for index, child in enumerate(value))
    return not found.problems


@lru_cache(maxsize=128)
def stored_schema(text: str) -> FormSchema:
    """The schema of a published version. It was accepted before, so only its draft is found again."""
    root = parse_json(text, max_depth=MAX_DEPTH, long_under=LIMITS)
    return FormSchema(text, root, _dialect_of(root, _Found()) or DEFAULT_DIALECT)


def accept_ui_schema(text: str) -> dict[str, Any]:
    """The UI schema that `text` is; empty text is an empty one.

    Raises `ui_schema_invalid` with the same details as `schema_invalid`.
    """
    if not text.strip():
        return {}
    found = _Found()
    value = _read(text, found)
    if not found.problems and not isinstance(value, dict):
        found.add((), t("A UI schema is a JSON object."))
    if found.problems:
        raise error("ui_schema_invalid", details=told(found.problems))
    assert isinstance(value, dict)  # noqa: S101  (told above, for the type checker)
    return value
