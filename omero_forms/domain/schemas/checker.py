# SPDX-License-Identifier: AGPL-3.0-or-later
"""The jsonschema library, made safe to meet any schema and any answers.

Five things are changed in its validators. Every keyword spends the budget of :mod:`budgets`. Patterns are matched by
:mod:`patterns`. Values are wrapped so that the library's messages, which nobody sees, cost nothing (it writes the
whole
value into
each). Numbers are as JSON has them: 1.0 is a whole number in every draft, multiples are exact in decimals. And a
choice
is the same
text however its accents are composed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any
from unicodedata import normalize

import jsonschema
import rfc8785
from jsonschema import validators
from jsonschema.exceptions import ValidationError
from referencing import Registry

from omero_forms.domain.schemas.budgets import current
from omero_forms.domain.schemas.cleaning import cleaned, wrapped
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.formats import FORMATS
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern
from omero_forms.domain.schemas.subschemas import (
    LISTED,
    NAMED,
    NEVER,
    SINGLE,
    Location,
    Schema,
)
from omero_forms.domain.texts import noop, t

Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


# --- keywords


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text. Needs an enclosing :func:`budgets.spending`."""
    try:
        compiled = compile_pattern(str(pattern))
    except PatternError:
        # Published before such patterns were refused. Nobody can answer to what has no one meaning, so it says
        # nothing.
        return True
    return current().matches(compiled, str(pattern), text)


def _pattern(_validator: Any, pattern: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("pattern")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, subschema in patterns.items():
        for name, value in instance.items():
            if matches(pattern, name):
                yield from validator.descend(value, subschema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, subschema: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """One error for each name too many, with the name at the end of its path."""
    if not isinstance(instance, dict):
        return
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for name, value in instance.items():
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if subschema is False:
            yield ValidationError("additional", path=(name,))
        else:
            yield from validator.descend(value, subschema, path=name)


def _hashable(value: Any) -> object:
    """Equal for what JSON Schema calls equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict | list):
        return rfc8785.dumps(value)
    return (isinstance(value, bool), value)


def _unique_items(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    # The library compares each with each where they cannot be sorted.
    if wanted and isinstance(instance, list):
        seen: dict[object, int] = {}
        for index, item in enumerate(instance):
            first = seen.setdefault(_hashable(item), index)
            if first != index:
                # Where the pair is, for the message; nothing else fits into the library's error.
                yield ValidationError("unique", validator_value=(first, index))
                return


def is_spelled_as(choices: Iterable[Any], text: str) -> bool:
    """Whether a choice is the same text, whichever way its accents are composed: keyboards and files differ in that."""
    composed = normalize("NFC", text)
    return any(isinstance(each, str) and normalize("NFC", each) == composed for each in choices)


def _enum(validator: Any, choices: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str) or not is_spelled_as(choices, instance):
        yield from _STOCK_KEYWORDS["enum"](validator, choices, instance, schema) or ()


def _const(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str) or not is_spelled_as([wanted], instance):
        yield from _STOCK_KEYWORDS["const"](validator, wanted, instance, schema) or ()


def is_multiple(number: float, step: float) -> bool:
    """Whether a number is a multiple of another as people write both: in binary 0.3 is none of 0.1."""
    if isinstance(number, int) and isinstance(step, int):
        return number % step == 0
    (above, below), (step_above, step_below) = _decimal(number), _step(step)
    return (above * step_below) % (below * step_above) == 0


def _decimal(number: float) -> tuple[int, int]:
    """The fraction that is written so."""
    whole, _point, rest = repr(number).partition(".")
    if "e" in rest or "e" in whole:
        return Fraction(repr(number)).as_integer_ratio()
    return int(whole + rest), 10 ** len(rest)


_step = lru_cache(maxsize=1024)(_decimal)


def _multiple_of(_validator: Any, step: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, int | float) and not isinstance(instance, bool) and not is_multiple(instance, step):
        yield ValidationError("multiple")


def _required(_validator: Any, required: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """One error for each missing name, with the name at the end of its path."""
    if isinstance(instance, dict) and isinstance(required, list):
        for name in required:
            if name not in instance:
                yield ValidationError("required", path=(name,))


def _dependent_required(_validator: Any, dependent: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """One error for each missing name, with the name at the end of its path."""
    if isinstance(instance, dict):
        for trigger, names in dependent.items():
            if trigger in instance:
                for name in names:
                    if name not in instance:
                        yield ValidationError("dependent", path=(name,), validator_value=trigger)


class _Heard:
    """A validator that remembers what it found in answers that nothing else had evaluated."""

    def __init__(self, validator: Any) -> None:
        self._validator = validator
        self.errors: list[ValidationError] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._validator, name)

    def descend(self, instance: Any, schema: Any, path: Any = None, **more: Any) -> Any:
        if schema is False and path is not None:
            found = [ValidationError("unevaluated", path=(path,))]
        else:
            found = list(self._validator.descend(instance, schema, path=path, **more))
        if path is not None:
            self.errors.extend(found)
        return iter(found)


def _unevaluated_properties(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Errors of the answers themselves, with their name in the path: the library's one error tells of them all at
    once.
    """
    heard = _Heard(validator)
    # That of 2019-09 takes the keywords of a schema in additionalProperties for names.
    for _ in _STOCK_KEYWORDS["unevaluatedProperties"](heard, wanted, instance, schema) or ():
        pass
    yield from heard.errors


def _closed(items: Keyword) -> Keyword:
    """`items` that tells of entries too many at their list, as the library does in the newest draft alone."""

    def run(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        errors = items(validator, wanted, instance, schema) or ()
        if wanted is not False:
            yield from errors
        elif any(True for _ in errors):
            yield ValidationError("items")

    return run


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Errors of names, with the name at the end of their path."""
    if isinstance(instance, dict):
        for name in instance:
            for problem in validator.descend(name, names, path=name):
                if problem.validator == "false":
                    problem.validator = "propertyNames"
                yield problem


def _dependencies(validator: Any, dependencies: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Drafts 04 to 07: lists of names, or schemas."""
    if not isinstance(instance, dict):
        return
    for trigger, dependency in dependencies.items():
        if isinstance(dependency, list):
            yield from _dependent_required(validator, {trigger: dependency}, instance, schema)
        elif trigger in instance:
            yield from validator.descend(instance, dependency, schema_path=trigger)


def _format(_validator: Any, name: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    check = FORMATS.get(name)
    if check is not None and isinstance(instance, str) and not check(instance):
        yield ValidationError("format")


def _never(_validator: Any, _wanted: Any, _instance: Any, _schema: Any) -> Iterator[ValidationError]:
    yield ValidationError("false", validator="false")


def _limited(keyword: Keyword) -> Keyword:
    def run(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        current().check()
        yield from keyword(validator, value, instance, schema) or ()

    return run


def _is_integer(_checker: object, instance: object) -> bool:
    if isinstance(instance, bool):
        return False
    return isinstance(instance, int) or (isinstance(instance, float) and instance.is_integer())


def _is_boolean(_checker: object, instance: object) -> bool:
    # Asked by the library at each step of its search for what was evaluated, which calls no keyword.
    current().check()
    return isinstance(instance, bool)


_STOCK_KEYWORDS: Mapping[str, Keyword] = jsonschema.Draft202012Validator.VALIDATORS

_OWN: Mapping[str, Keyword] = {
    "additionalProperties": _additional_properties,
    "const": _const,
    "dependencies": _dependencies,
    "dependentRequired": _dependent_required,
    "enum": _enum,
    "format": _format,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "required": _required,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique_items,
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A draft of JSON Schema: its address without `#`, the library's validator and ours."""

    address: str
    stock: Any
    limited: Any


def _dialect(address: str, stock: Any) -> Dialect:
    keywords = {name: _limited(_OWN.get(name, keyword)) for name, keyword in stock.VALIDATORS.items()}
    keywords["items"] = _limited(_closed(stock.VALIDATORS["items"]))
    keywords[NEVER] = _limited(_never)
    types = stock.TYPE_CHECKER.redefine_many({"integer": _is_integer, "boolean": _is_boolean})
    limited = validators.extend(stock, keywords, type_checker=types)  # type: ignore[no-untyped-call]
    return Dialect(address, stock, limited)


DIALECTS: Mapping[DialectName, Dialect] = {
    "draft-04": _dialect("http://json-schema.org/draft-04/schema", jsonschema.Draft4Validator),
    "draft-06": _dialect("http://json-schema.org/draft-06/schema", jsonschema.Draft6Validator),
    "draft-07": _dialect("http://json-schema.org/draft-07/schema", jsonschema.Draft7Validator),
    "2019-09": _dialect("http://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    "2020-12": _dialect("http://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
}
DEFAULT_DIALECT: DialectName = "draft-07"
"""What a schema is that names no draft; the engine that renders forms takes it for that too."""


def metaschema_problems(dialect: DialectName, root: Schema, limit: int) -> list[tuple[Location, str]]:
    """Where a schema is not one of its draft: path and plain message, at most `limit` of them."""
    stock = DIALECTS[dialect].stock
    validator = stock(stock.META_SCHEMA, registry=Registry())
    problems = []
    for problem in islice(validator.iter_errors(wrapped(root)), limit):
        keyword = problem.validator
        location = tuple(problem.absolute_path)
        problems.append((location, t(_METASCHEMA_WORDS.get(keyword, _NOT_VALID))))
    return problems


def is_known_place(dialect: DialectName, place: Location) -> bool:
    """Whether a draft's own schema looks at what stands there."""
    known = {*DIALECTS[dialect].stock.VALIDATORS, "definitions"}
    if dialect in {"2019-09", "2020-12"}:
        known.add("$defs")
    steps = list(place)
    while steps:
        keyword = steps.pop(0)
        if keyword not in known or keyword not in SINGLE | LISTED | NAMED:
            return False
        is_listed = keyword in LISTED and bool(steps) and str(steps[0]).isdecimal()
        if keyword in NAMED or is_listed:
            steps = steps[1:]
    return True


_NOT_VALID = noop("This is not valid here.")
_METASCHEMA_WORDS = {
    "type": noop("This is of the wrong kind for this keyword."),
    "enum": noop("This is not one of the values that this keyword takes."),
    "anyOf": noop("This is not one of the values that this keyword takes."),
    "minItems": noop("The list is empty."),
    "uniqueItems": noop("An entry is in the list twice."),
    "minimum": noop("The number is too small."),
    "exclusiveMinimum": noop("The number is too small."),
    "pattern": noop("The text does not have the form of a reference or name."),
    "dependencies": noop("Another keyword that belongs to this is missing."),
}


class Checker:
    """A schema that is ready to be asked about answers. All methods need an enclosing :func:`budgets.spending`."""

    def __init__(self, root: Schema, dialect: DialectName) -> None:
        self.root: Schema = cleaned(root, dialect)
        self._validator = DIALECTS[dialect].limited(self.root, registry=Registry())

    def errors(self, answers: Any, schema: Schema | bool | None = None) -> Iterator[ValidationError]:
        """What the library says is wrong, under the whole schema or under one found inside :attr:`root`. Raises
        RecursionError for a schema that leads back to itself at the same value, and whatever is spent may raise.
        """
        validator = self._validator if schema is None else self._validator.evolve(schema=schema)
        try:
            yield from validator.iter_errors(wrapped(answers))
        except BaseException as fault:
            if type(fault).__name__ == _PANIC:
                raise RecursionError from None
            raise

    def is_valid(self, answers: Any, schema: Schema | bool) -> bool:
        """Whether there is nothing wrong."""
        return next(self.errors(answers, schema), None) is None


_PANIC = "PanicException"
"""What Rust makes of a RecursionError that meets it while the library looks a reference up; it has no module to import
it from. No `except Exception` stops it, and a web process would end with it.
"""


@lru_cache(maxsize=64)
def checker_for(text: str, dialect: DialectName) -> Checker:
    """The checker of an accepted schema."""
    return Checker(json.loads(text), dialect)
