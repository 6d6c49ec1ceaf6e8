# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are right, told at once by jsonschema-rs.

It is asked first, and believed in one thing only: that answers are valid. Whatever it does not call valid goes to
:mod:`checker`, whose words and verdict count. So it must never call valid what that does not, and since `not`, `if` and
`oneOf` turn verdicts round, it has to mean the same by every keyword. A schema is therefore written anew for it: what
both are known to mean alike is left to it; patterns beyond the plainest, formats, multiples and what is equal to what
it asks of our own keywords; and a schema with anything else (`unevaluatedProperties` and the like) is not given to it.

It cannot be stopped once it runs. So the most that one value can cost is counted beforehand (:class:`Cost`), and what
could take long goes to the checker, which looks at the clock at each step.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from omero_forms.domain.canonical import MAX_CONTAINERS, MAX_DEPTH, MAX_INTEGER, MAX_VALUES
from omero_forms.domain.schemas.budgets import current
from omero_forms.domain.schemas.checker import DIALECTS, Checker, checker_for, is_multiple, matches
from omero_forms.domain.schemas.cost import Cost, NotGivenError, target_of
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.formats import FORMATS
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern
from omero_forms.domain.schemas.subschemas import LISTED, NAMED, NEVER, SINGLE, Schema

if TYPE_CHECKING:
    # Five megabytes of a process's own, which is for one that judges answers to have.
    import jsonschema_rs

MAX_STEPS = 2_000_000
"""How many times a schema may be applied to a value in all: a second at the very worst."""

_ASK = "omero-forms:ask"
"""The keyword by which it asks ours; its value are places in the list of what there is to ask."""
_ASKED = frozenset(
    {
        *("const", "enum", "format", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength"),
        *("exclusiveMaximum", "exclusiveMinimum", "minProperties", "minimum", "multipleOf", "pattern", "uniqueItems"),
    }
)
"""Keywords that say something of a value without looking at schemas inside."""
_COUNTS = frozenset({"maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"})
_BOUNDS = frozenset({"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"})
_PASSED = frozenset({"required", "dependentRequired", "type"})
_UNSURE = frozenset({"unevaluatedItems", "unevaluatedProperties"})
_LEGACY = frozenset({"draft-04", "draft-06", "draft-07"})

# What is left to its own engine, which takes linear time: every part of such a pattern means the same in ECMA 262, in
# `regex` and there. Repetitions by number add up to little, and none is of a group.
_CLASS = r"\[\^?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9_ .:,/@+*]|\\[d.\-/+])+-?\]"
_ATOM = rf"(?:[A-Za-z0-9_ :,@%=/!-]|\\[d.\-/+*?()\[\]]|{_CLASS})"
_PLAIN = re.compile(rf"\^?(?:{_ATOM}(?:[*+?]|\{{[0-9]{{1,2}}(?:,[0-9]{{0,2}})?\}})?|\((?:\?:)?|\)[*+?]?|\|)*\$?")
_MAX_PLAIN = 200
_MAX_REPEATED = 64
_ENGINE_BYTES = 1 << 18


class Quick:
    """A schema as jsonschema-rs is asked about it; nothing where it is not to be asked."""

    def __init__(self, checker: Checker, dialect: DialectName) -> None:
        self._validator: jsonschema_rs.Validator | None = None
        self._on_one_value = 0
        try:
            self._on_one_value = Cost(checker.root).on_one_value()
            self._validator = _validator(checker.root, dialect)
        except (NotGivenError, RecursionError):
            return

    @property
    def is_asked(self) -> bool:
        """Whether it is asked at all."""
        return self._validator is not None

    def is_valid(self, answers: Mapping[str, Any]) -> bool:
        """Whether answers are valid, False where that is not sure. Needs an enclosing :func:`budgets.spending`."""
        if self._validator is None:
            return False
        values = _number_of_values(answers)
        if values is None or values * self._on_one_value > MAX_STEPS:
            return False
        budget = current()
        try:
            valid = self._validator.is_valid(answers)
        except ValueError:
            return False
        # What our own keywords could not say counts as a "no" in there, which `not` makes a "yes".
        return valid and not budget.gave_up


_SCALARS = frozenset({str, int, float, bool, type(None)})


def _number_of_values(answers: Mapping[str, Any]) -> int | None:
    """How many values there are, containers too; None for more, or deeper ones, than answers may be."""
    count, depth = 0, 0
    level: list[Any] = [answers]
    while level:
        count += len(level)
        depth += 1
        if depth > MAX_DEPTH + 1 or count > MAX_VALUES + MAX_CONTAINERS:
            return None
        inside: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                inside.extend(value.values())
            elif kind is list:
                inside.extend(value)
            elif kind not in _SCALARS:
                return None
        level = inside
    return count


# --- written anew


def _validator(root: Schema, dialect: DialectName) -> jsonschema_rs.Validator:
    import jsonschema_rs

    draft = getattr(jsonschema_rs, _DRAFTS[dialect])
    for is_native in (True, False):
        writer = Writer(root, dialect, is_native=is_native)
        try:
            validator: jsonschema_rs.Validator = draft(
                # It takes none of the texts and objects that a cleaned schema is made of.
                json.loads(json.dumps(writer.written())),
                keywords={_ASK: _asking(writer.asked)},
                pattern_options=jsonschema_rs.RegexOptions(size_limit=_ENGINE_BYTES),
                validate_formats=False,
                offline=True,
            )
        except (ValueError, jsonschema_rs.ReferencingError):
            # A pattern that is too large for its engine; anything else fails once more.
            continue
        return validator
    raise NotGivenError


_DRAFTS: Mapping[DialectName, str] = {
    # What the older drafts mean otherwise is written in words of draft 07.
    "draft-04": "Draft7Validator",
    "draft-06": "Draft7Validator",
    "draft-07": "Draft7Validator",
    "2019-09": "Draft201909Validator",
    "2020-12": "Draft202012Validator",
}

Asked = Callable[[Any], bool]


def _asking(asked: list[Asked]) -> type:
    class Asking:
        """Our keywords, called from in there. An exception is how a value is refused."""

        def __init__(self, _parent: object, places: list[int], _path: object) -> None:
            self._asked = [asked[place] for place in places]

        def validate(self, instance: Any) -> None:
            budget = current()
            if not budget.gave_up:
                try:
                    budget.check()
                    if all(holds(instance) for holds in self._asked):
                        return
                except Exception:
                    budget.gave_up = True
                    raise
            raise ValueError

    return Asking


class Writer:
    """A cleaned schema in words that mean the same to both."""

    def __init__(self, root: Schema, dialect: DialectName, *, is_native: bool = True) -> None:
        self._root = root
        self._is_native = is_native
        self._dialect_name = dialect
        self._is_legacy = dialect in _LEGACY
        self._exclusive = dialect == "draft-04"
        self._dialect = DIALECTS[dialect]
        self._limited = self._dialect.limited({})
        self._known = self._dialect.stock.VALIDATORS
        self._numbers: dict[int, int] = {}
        self._waiting: list[Schema] = []
        self.asked: list[Asked] = []

    def written(self, start: Schema | None = None) -> Schema:
        """All of it, or what `start` inside it says, with each schema that a reference leads to under a number.

        Raises `NotGivenError`.
        """
        whole: Schema = {"allOf": [self._reference(self._root if start is None else start)]}
        targets: Schema = {}
        while self._waiting:
            schema = self._waiting.pop()
            targets[str(self._numbers[id(schema)])] = self._schema(schema)
        whole["definitions" if self._is_legacy else "$defs"] = targets
        return whole

    def _reference(self, target: Schema) -> Schema:
        number = self._numbers.get(id(target))
        if number is None:
            number = self._numbers[id(target)] = len(self._numbers)
            self._waiting.append(target)
        return {"$ref": f"#/{'definitions' if self._is_legacy else '$defs'}/{number}"}

    def _schema(self, schema: object) -> Any:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            raise NotGivenError
        if NEVER in schema:
            return False
        written: Schema = {}
        asked: list[int] = []
        if "$ref" in schema:
            written.update(self._reference(target_of(self._root, schema)))
            if self._is_legacy:
                return written
        for keyword, value in schema.items():
            if keyword in self._known and keyword != "$ref":
                self._keyword(str(keyword), value, schema, written, asked)
        if asked:
            written[_ASK] = asked
        return written

    def _keyword(self, keyword: str, value: Any, schema: Schema, written: Schema, asked: list[int]) -> None:
        if keyword in _UNSURE:
            raise NotGivenError
        if keyword in _ASKED:
            if self._exclusive and schema.get(f"exclusive{keyword.capitalize()}") is True:
                # In draft 04 that is a word beside this one, and says how it is meant.
                keyword = f"exclusive{keyword.capitalize()}"
            if self._is_native and self._means_the_same(keyword, value):
                written[keyword] = _plain_pattern(value) if keyword == "pattern" else value
            else:
                asked.append(self._asks(keyword, value))
        elif keyword in _PASSED:
            written[keyword] = value
        elif keyword in NAMED and isinstance(value, dict):
            if keyword == "patternProperties":
                value = {_native_pattern(name): child for name, child in value.items()}
            written[keyword] = {
                name: child if isinstance(child, list) else self._schema(child) for name, child in value.items()
            }
        elif keyword in LISTED and isinstance(value, list):
            written[keyword] = [self._schema(child) for child in value]
        elif keyword in SINGLE:
            written[keyword] = self._schema(value)
            self._beside(keyword, schema, written)
        else:
            raise NotGivenError

    def _beside(self, keyword: str, schema: Schema, written: Schema) -> None:
        """What another keyword reads: it is none that says something by itself."""
        if keyword == "if":
            written.update({name: self._schema(schema[name]) for name in ("then", "else") if name in schema})
        if keyword == "contains" and not self._is_legacy:
            for name in ("minContains", "maxContains"):
                if name in schema:
                    if not _is_count(schema[name]):
                        raise NotGivenError
                    written[name] = schema[name]

    def _asks(self, keyword: str, value: Any) -> int:
        self.asked.append(_QUICKER[keyword](value) if keyword in _QUICKER else self._says(keyword, value))
        return len(self.asked) - 1

    def _says(self, keyword: str, value: Any) -> Asked:
        says = self._limited.VALIDATORS[keyword] if keyword in self._known else _EXCLUSIVE[keyword]
        schema = {keyword: value}
        return lambda instance: next(iter(says(self._limited, value, instance, schema)), None) is None

    def _means_the_same(self, keyword: str, value: Any) -> bool:
        if keyword in _COUNTS:
            return _is_count(value)
        if keyword in _BOUNDS:
            return _is_small(value)
        if keyword == "pattern":
            return _plain_pattern(value) is not None
        if keyword == "const":
            return _is_plain(value)
        return keyword == "enum" and all(map(_is_plain, value))


def _format(name: Any) -> Asked:
    check = FORMATS.get(name)
    return lambda instance: check is None or not isinstance(instance, str) or check(instance)


def _multiple_of(step: Any) -> Asked:
    return lambda instance: (
        not isinstance(instance, int | float) or isinstance(instance, bool) or is_multiple(instance, step)
    )


def _pattern(pattern: Any) -> Asked:
    return lambda instance: not isinstance(instance, str) or matches(pattern, instance)


_QUICKER: Mapping[str, Callable[[Any], Asked]] = {
    # What forms ask most often, without the library's way of telling.
    "format": _format,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
}

# Draft 04 has them as words beside `minimum` and `maximum`, so its library does not know them.
_EXCLUSIVE = {name: DIALECTS["draft-07"].limited.VALIDATORS[name] for name in ("exclusiveMinimum", "exclusiveMaximum")}


def _is_small(value: object) -> bool:
    """A number that both keep exactly."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_INTEGER


def _is_plain(value: object) -> bool:
    """A value that is equal to itself alone: in our way of comparing, the Kelvin sign is a K, and 1.0 is 1."""
    if isinstance(value, str):
        return value.isascii() and not set(value) & {"K", ";", "`"}
    return value is None or isinstance(value, bool) or _is_small(value)


def _plain_pattern(pattern: object) -> str | None:
    """A pattern that its engine takes as we do, in its words; None for any other."""
    if not isinstance(pattern, str) or len(pattern) > _MAX_PLAIN or not _PLAIN.fullmatch(pattern):
        return None
    if sum(int(number) for number in re.findall(r"(?<=[{,])[0-9]+(?=[,}])", pattern)) > _MAX_REPEATED:
        return None
    try:
        compile_pattern(str(pattern))
    except PatternError:
        return None
    outside = re.sub(rf"({_CLASS})|\\d", lambda found: found[1] or "[0-9]", pattern)
    return re.sub(_CLASS, lambda found: found[0].replace("\\d", "0-9"), outside)


def _native_pattern(pattern: str) -> str:
    plain = _plain_pattern(str(pattern))
    if plain is None:
        raise NotGivenError
    return plain


@lru_cache(maxsize=64)
def quick_for(text: str, dialect: DialectName) -> Quick:
    """What to ask first about answers to an accepted schema."""
    return Quick(checker_for(text, dialect), dialect)


@lru_cache(maxsize=1)
def _draft_07() -> jsonschema_rs.Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator(DIALECTS["draft-07"].stock.META_SCHEMA, validate_formats=False, offline=True)


def is_plainly_draft_07(root: Schema) -> bool:
    """Whether a schema is one of draft 07; False where that is not sure. The library takes ten times as long to say."""
    try:
        return _draft_07().is_valid(root)
    except ValueError:
        return False
