# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a new schema takes every answer that an old one took: what the schemas alone say, read side by side.

Both are followed together, from each question to the same question. What says the same on both sides breaks nothing,
whatever it is; what plainly takes more (a wider bound, one more choice) neither. What is left, a :class:`Claim`, is put
to jsonschema-rs (:mod:`asking`), which can tell what follows from what; and what that has no words for is undecided.
Undecided never means that an answer breaks: the answers tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.comparing.same import ABSENT, READ_ONLY, Sameness, TooMuchError, choice_key
from omero_forms.domain.comparing.written import Exact, Wider, chooses_beyond_ascii
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.applying import OLD_DIALECTS
from omero_forms.domain.schemas.checker import checker_for
from omero_forms.domain.schemas.cost import NotGivenError, target_of
from omero_forms.domain.schemas.subschemas import NEVER, Location, Schema, located

MAX_CLAIMS = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """That `new` takes all that `old` takes, of the answer at `pointer`; both written for jsonschema-rs."""

    pointer: str
    old: Schema
    new: Schema


@dataclass(frozen=True, slots=True)
class Covering:
    """Proven if all claims hold and nothing is undecided. `undecided` are pointers of schemas inside the new one."""

    claims: tuple[Claim, ...]
    undecided: tuple[str, ...]


def compare(old: FormSchema, new: FormSchema) -> Covering:
    """What remains to be proven so that no answer that `old` takes can be refused by `new`."""
    if old.dialect != new.dialect:
        return Covering((), ("",))
    pair = _Pair(checker_for(old.text, old.dialect).root, checker_for(new.text, new.dialect).root, new)
    try:
        pair.covers(pair.old_root, pair.new_root, ())
    except (TooMuchError, NotGivenError, RecursionError):
        return Covering((), ("",))
    return Covering(tuple(pair.claims), tuple(dict.fromkeys(pair.undecided)))


_READS: Mapping[str, tuple[str, ...]] = {
    # What a keyword says depends on these beside it.
    "additionalProperties": ("properties", "patternProperties"),
    "additionalItems": ("items",),
    "items": ("prefixItems",),
    "contains": ("minContains", "maxContains"),
    "if": ("then", "else"),
    "minimum": ("exclusiveMinimum",),
    "maximum": ("exclusiveMaximum",),
}
_UNEVALUATED = frozenset({"unevaluatedItems", "unevaluatedProperties"})
_AT_MOST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_AT_LEAST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})


class _Pair:
    """Both schemas, and what was found so far."""

    def __init__(self, old_root: Schema, new_root: Schema, form: FormSchema) -> None:
        self.old_root = old_root
        self.new_root = new_root
        self.same = Sameness(old_root, new_root, form.dialect)
        self.claims: list[Claim] = []
        self.undecided: list[str] = []
        self._dialect = form.dialect
        schemas = chain(located(old_root).values(), located(new_root).values())
        self._has_lengths = not chooses_beyond_ascii(schema for _where, schema in schemas)
        self._begun: set[tuple[int, int]] = set()

    def covers(self, old: Schema, new: Schema, where: Location) -> None:
        """Follow both; what is not plainly covered becomes a claim, or undecided."""
        self.same.step()
        if (id(old), id(new)) in self._begun:
            # Met before on the way, or on another: what is wrong with it is told there. References that lead to
            # themselves without a question between them are refused when a form is published.
            return
        self._begun.add((id(old), id(new)))
        if NEVER in old or self.same.of_schemas(old, new):
            return
        followed = self._followed(self.old_root, old), self._followed(self.new_root, new)
        if followed[0] is not old or followed[1] is not new:
            self.covers(*followed, where)
            return
        said = self.same.said(new)
        if _UNEVALUATED & said.keys():
            self.ask(old, new, where)
            return
        left = {keyword: value for keyword, value in said.items() if not self._holds(keyword, old, new, where)}
        left = {keyword: value for keyword, value in left.items() if keyword not in READ_ONLY}
        if left:
            beside = {name: said[name] for keyword in left for name in _READS.get(keyword, ()) if name in said}
            self.ask(old, {**beside, **left}, where)

    def _followed(self, root: Schema, schema: Schema) -> Schema:
        """What a schema that only refers refers to."""
        for _step in range(100):
            said = self.same.said(schema)
            if "$ref" not in said or (len(said) > 1 and self._dialect not in OLD_DIALECTS):
                break
            schema = target_of(root, schema)
        return schema

    def _holds(self, keyword: str, old: Schema, new: Schema, where: Location) -> bool:
        """Whether the old schema's keywords alone imply what the new one says by this one."""
        if keyword in READ_ONLY:
            return True
        reads = _READS.get(keyword, ())
        if all(self.same.of_values(name, old.get(name, ABSENT), new.get(name, ABSENT)) for name in (keyword, *reads)):
            return True
        rule = _RULES.get(keyword)
        return rule is not None and rule(self, keyword, old, new, where)

    def ask(self, old: Schema, new: Schema, where: Location) -> None:
        """Leave it to jsonschema-rs, or to the answers where that has no words for it."""
        pointer = join_pointer(where)
        dialect = self._dialect
        try:
            exactly = Exact(self.new_root, dialect, has_lengths=self._has_lengths).written(new)
            widely = Wider(self.old_root, dialect, has_lengths=self._has_lengths).written(old)
        except NotGivenError:
            self.undecided.append(pointer)
            return
        if len(self.claims) >= MAX_CLAIMS:
            raise TooMuchError
        self.claims.append(Claim(pointer, widely, exactly))


_ANYTHING: Schema = {}
_NOTHING: Schema = {NEVER: True}


def _part(value: Any) -> Schema | None:
    """A schema that may be written `true` or `false`, or left out; None for what is no single schema."""
    if isinstance(value, bool):
        return _ANYTHING if value else _NOTHING
    return value if isinstance(value, dict) else None


# --- rules: what plainly takes more

Rule = Callable[[_Pair, str, Schema, Schema, Location], bool]


def _properties(pair: _Pair, _keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    before, after = old.get("properties", {}), new.get("properties", {})
    if not isinstance(before, dict) or old.get("patternProperties") or new.get("patternProperties"):
        return False
    others = old.get("additionalProperties", True)
    for name, value in after.items():
        schema, then = _part(value), _part(before.get(name, others))
        if schema is None or then is None:
            return False
        if not pair.same.said(schema):
            continue
        if name in before or pair.same.said(then):
            pair.covers(then, schema, (*where, "properties", name))
        else:
            # An old answer may have had anything under this name.
            pair.ask(old, {"properties": {name: schema}}, (*where, "properties", name))
    return True


def _additional(pair: _Pair, _keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    if old.get("patternProperties") or new.get("patternProperties"):
        return False
    before, after = _part(old.get("additionalProperties", True)), _part(new["additionalProperties"])
    if before is None or after is None:
        return False
    gone = [name for name in old.get("properties", {}) if name not in new.get("properties", {})]
    for name in gone:
        then = _part(old["properties"][name])
        if then is None:
            return False
        pair.covers(then, after, (*where, "additionalProperties"))
    if pair.same.said(before) or not pair.same.said(after):
        pair.covers(before, after, (*where, "additionalProperties"))
        return True
    return False


def _items(pair: _Pair, keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    before, after = _part(old.get(keyword)), _part(new[keyword])
    if "prefixItems" in old or "prefixItems" in new or before is None or after is None:
        return False
    pair.covers(before, after, (*where, keyword))
    return True


def _required(_pair: _Pair, keyword: str, old: Schema, new: Schema, _where: Location) -> bool:
    before, after = old.get(keyword, []), new[keyword]
    return isinstance(before, list) and isinstance(after, list) and {*after} <= {*before}


def _type(_pair: _Pair, keyword: str, old: Schema, new: Schema, _where: Location) -> bool:
    before, after = (_types(schema.get(keyword)) for schema in (old, new))
    if before is None or after is None:
        return False
    return before <= after | ({"integer"} if "number" in after else set())


def _types(value: Any) -> set[str] | None:
    if isinstance(value, str):
        return {value}
    return {*value} if isinstance(value, list) else None


def _choices(_pair: _Pair, keyword: str, old: Schema, new: Schema, _where: Location) -> bool:
    before, after = _choices_of(old), _choices_of({keyword: new[keyword]})
    return before is not None and after is not None and before <= after


def _choices_of(schema: Schema) -> set[bytes] | None:
    if "const" in schema:
        return {choice_key(schema["const"])}
    return {*map(choice_key, schema["enum"])} if isinstance(schema.get("enum"), list) else None


def _bound(_pair: _Pair, keyword: str, old: Schema, new: Schema, _where: Location) -> bool:
    before, after = old.get(keyword), new[keyword]
    is_worded = any(isinstance(schema.get(f"exclusive{keyword.capitalize()}"), bool) for schema in (old, new))
    if is_worded or not _is_number(before) or not _is_number(after):
        return False
    return bool(after >= before) if keyword in _AT_MOST else bool(after <= before)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all_of(pair: _Pair, keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    before, after = old.get(keyword, []), new[keyword]
    left = [
        (index, schema)
        for index, schema in enumerate(after)
        if not any(pair.same.of_schemas(one, schema) for one in before)
    ]
    if len(before) != len(after):
        return not left
    for index, schema in left:
        if not isinstance(before[index], dict) or not isinstance(schema, dict):
            return False
        pair.covers(before[index], schema, (*where, keyword, index))
    return True


def _any_of(pair: _Pair, keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    before, after = old.get(keyword, []), new[keyword]
    if not before or len(after) < len(before):
        return False
    for index, schema in enumerate(before):
        if any(pair.same.of_schemas(schema, one) for one in after):
            continue
        if not isinstance(schema, dict) or not isinstance(after[index], dict):
            return False
        pair.covers(schema, after[index], (*where, keyword, index))
    return True


def _one_of(_pair: _Pair, keyword: str, old: Schema, new: Schema, _where: Location) -> bool:
    """Choices with titles of their own: each a single value, and no two the same."""
    before, after = _single(old.get(keyword)), _single(new[keyword])
    return before is not None and after is not None and before <= after


def _single(alternatives: Any) -> set[bytes] | None:
    if not isinstance(alternatives, list):
        return None
    values: list[bytes] = []
    for one in alternatives:
        if not isinstance(one, dict):
            return None
        choices = _choices_of({keyword: value for keyword, value in one.items() if keyword in {"const", "enum"}})
        if choices is None or len(choices) != 1 or not {*one} <= {"const", "enum", "title", "description"}:
            return None
        values += choices
    return {*values} if len({*values}) == len(values) else None


def _condition(pair: _Pair, _keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    if "if" not in old or not pair.same.of_schemas(old["if"], new["if"]):
        return False
    for name in ("then", "else"):
        after = new.get(name, {})
        if not isinstance(after, dict) or not pair.same.said(after):
            continue
        before = old.get(name, {})
        if not isinstance(before, dict) or not pair.same.said(before):
            return False
        pair.covers(before, after, (*where, name))
    return True


def _dependent(pair: _Pair, keyword: str, old: Schema, new: Schema, where: Location) -> bool:
    before, after = old.get(keyword, {}), new[keyword]
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    for name, schema in after.items():
        then = before.get(name)
        if isinstance(schema, dict) and isinstance(then, dict):
            pair.covers(then, schema, (*where, keyword, name))
        elif not (isinstance(schema, list) and isinstance(then, list) and {*schema} <= {*then}):
            return False
    return True


_RULES: Mapping[str, Rule] = {
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "required": _required,
    "type": _type,
    "enum": _choices,
    "const": _choices,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "if": _condition,
    "dependentSchemas": _dependent,
    "dependentRequired": _dependent,
    "dependencies": _dependent,
    **dict.fromkeys(_AT_MOST | _AT_LEAST, _bound),
}
