# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a schema and a UI schema make a form that can be published, and what its author should know before it is
filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from omero_forms.domain.answers.messages import message_of
from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.publishing.askable import SECONDS, NotAsked, examine
from omero_forms.domain.publishing.extent import too_much
from omero_forms.domain.schemas.accept import (
    MAX_PROBLEMS,
    FormSchema,
    accept_schema,
    accept_ui_schema,
    told,
)
from omero_forms.domain.schemas.budgets import BudgetSpentError, spending, within
from omero_forms.domain.schemas.checker import DIALECTS, checker_for
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import located
from omero_forms.domain.texts import noop, t

_TOO_COMPLICATED = noop("It is too complicated to check.")
_UNKNOWN = noop("Draft {dialect} of JSON Schema has no “{keyword}”, so it says nothing here.")
_INSTEAD = {"dependencies": noop("Write dependentRequired or dependentSchemas.")}
_KEYWORDS = frozenset().union(*(dialect.stock.VALIDATORS for dialect in DIALECTS.values()))
"""Keywords that judge answers in some draft."""
_MORE = noop("There are more warnings; these are the first {number}.")
_DEFAULT = noop("This default cannot be an answer. {problem}")


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that does not keep a form from being published, but will not do what its author meant."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class AcceptedForm:
    """Both schemas, the questions that the page cannot ask, and warnings for the author."""

    schema: FormSchema
    ui_schema: dict[str, Any]
    not_asked: tuple[NotAsked, ...]
    warnings: tuple[Warned, ...]


def accept_form(schema: str, ui_schema: str) -> AcceptedForm:
    """The form that both texts make. Raises `schema_invalid` and `ui_schema_invalid` with places and sentences."""
    accepted = accept_schema(schema)
    ui = accept_ui_schema(ui_schema)
    large = _too_large(accepted.text, accepted.dialect)
    if large is not None:
        raise _refusal([large])
    asked = examine(accepted, ui_schema)
    refused = ((("", t(_TOO_COMPLICATED)),)) if asked is None else asked.refused
    if refused:
        raise _refusal(refused)
    warnings: list[Warned] = []
    with spending(within(SECONDS)):
        try:
            for warning in chain(_unknown_keywords(accepted), _unfitting_defaults(accepted)):
                if len(warnings) >= MAX_PROBLEMS:
                    warnings.append(Warned("", t(_MORE, number=MAX_PROBLEMS)))
                    break
                warnings.append(warning)
        except (BudgetSpentError, RecursionError):
            # Warnings are a service; what was found by now is told.
            pass
    return AcceptedForm(accepted, ui, () if asked is None else asked.not_asked, tuple(warnings))


def can_be_opened(schema: FormSchema) -> bool:
    """Whether a browser can open a published version: it may be older than the limits."""
    return _too_large(schema.text, schema.dialect) is None


def _too_large(text: str, dialect: DialectName) -> tuple[str, str] | None:
    """The part that a browser could not open, by pointer and sentence; None where there is none."""
    with spending(within(SECONDS)):
        try:
            return _too_much(text, dialect)
        except BudgetSpentError:
            return "", t(_TOO_COMPLICATED)


@lru_cache(maxsize=128)
def _too_much(text: str, dialect: DialectName) -> tuple[str, str] | None:
    # That time ran out is not kept: a machine that was busy then may have it the next time.
    return too_much(checker_for(text, dialect).root, dialect)


def _refusal(refused: Iterable[tuple[str, str]]) -> FormsError:
    """Of the schema, by pointers and what is wrong there."""
    problems = [{"pointer": place, "message": words} for place, words in refused]
    return error("schema_invalid", details=told(problems))


def _unknown_keywords(schema: FormSchema) -> Iterator[Warned]:
    """Keywords of other drafts, which the form's own passes over."""
    dialect = schema.dialect
    unknown = _unknown_to(dialect)
    for where, part in located(schema.value).values():
        for keyword in part:
            if keyword in unknown and not _is_excluding(dialect, keyword, part[keyword]):
                words = t(_UNKNOWN, dialect=dialect.removeprefix("draft-"), keyword=keyword)
                yield Warned(
                    join_pointer((*where, keyword)), f"{words} {t(_INSTEAD[keyword])}" if keyword in _INSTEAD else words
                )


def _unknown_to(dialect: DialectName) -> frozenset[str]:
    """Keywords of other drafts alone."""
    return _KEYWORDS - set(DIALECTS[dialect].stock.VALIDATORS)


def _is_excluding(dialect: str, keyword: str, value: object) -> bool:
    """Whether it marks the limit beside it as excluded, for which draft 04 has no validator of its own."""
    return dialect == "draft-04" and keyword in {"exclusiveMinimum", "exclusiveMaximum"} and isinstance(value, bool)


def _unfitting_defaults(schema: FormSchema) -> Iterator[Warned]:
    """Defaults that the question itself would refuse. null says of a question of any type that it has no default."""
    checker, unknown = checker_for(schema.text, schema.dialect), _unknown_to(schema.dialect)
    parts = located(checker.root).values()
    # What stands there is no part of the form, and nobody has looked whether it is a schema at all.
    passed_over = {(*where, keyword) for where, part in parts for keyword in part if keyword in unknown}
    for where, part in parts:
        if any(where[:length] in passed_over for length in range(1, len(where) + 1)):
            continue
        given = prepare({"": part.get("default")})
        if given.get("") is None:
            continue
        problem = next(checker.errors(given[""], part), None)
        if problem is not None:
            words = t(_DEFAULT, problem=message_of(problem, str))
            yield Warned(join_pointer((*where, "default")), words)
