# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether answers satisfy a form version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema.exceptions import ValidationError

from omero_forms.domain.answers import messages
from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.domain.schemas.checker import checker_for
from omero_forms.domain.schemas.outline import Outline, outline_for
from omero_forms.domain.schemas.quick import quick_for
from omero_forms.domain.texts import t

SECONDS = 3.0
"""What checking one set of answers may take, so that a request has time left to record them; more is told as a problem
of its own.
"""
MAX_PROBLEMS = 100
_MAX_ERRORS = 1000
_MAX_NESTED = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about the answers that needs a look.

    `pointer` is the JSON pointer of the answer (of a missing one: where it belongs), `path` the titles that lead to
    it ("Channels > 2 > Emission"), `message` what is wrong with the value and what would be right, `keyword` the
    schema's keyword, or "limit" where checking took too long.
    """

    pointer: str
    path: str
    message: str
    keyword: str

    def as_json(self) -> dict[str, str]:
        """The form in which the API tells it."""
        return {
            "pointer": self.pointer,
            "path": self.path,
            "message": self.message,
            "keyword": self.keyword,
        }


def prepare(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without the fields that hold blank text, nothing but blank entries, or an empty object, from the
    inside out.

    The browser does the same before it validates: an emptied text field is no answer, and white space says nothing.
    Entries of a list stay where they are, since their places are the person's; blank ones at its end go. null,
    false, 0 and empty lists are answers.
    """
    result = {}
    for name, value in answers.items():
        if _is_blank_list(value):
            continue
        kept = _prepared(value)
        if kept != "" and kept != {}:
            result[name] = kept
    return result


def _prepared(value: Any) -> Any:
    if isinstance(value, Mapping):
        return prepare(value)
    if isinstance(value, list):
        entries = [_prepared(item) for item in value]
        while entries and entries[-1] == "":
            entries.pop()
        return entries
    return "" if isinstance(value, str) and is_blank(value) else value


def _is_blank_list(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, str) and is_blank(item) for item in value)


def validate(schema: FormSchema, answers: Mapping[str, Any], *, seconds: float | None = None) -> list[Problem]:
    """What is wrong with prepared answers, in the order of the form, at most 100; an empty list when nothing is.

    Takes at most about `seconds` (by default SECONDS): what is not checked by then is a problem with the keyword
    "limit".
    """
    found: dict[tuple[str, str], _Found] = {}
    limit: Problem | None = None
    with spending(Budget(SECONDS if seconds is None else seconds)):
        try:
            if quick_for(schema.text, schema.dialect).is_valid(answers):
                return []
            outline = outline_for(schema.text, schema.dialect)
            errors = checker_for(schema.text, schema.dialect).errors(answers)
            for parts, error in islice(_expanded(errors), _MAX_ERRORS):
                message = _message(error, parts, outline)
                keyword = str(error.validator or "")
                found.setdefault((join_pointer(parts), message), _Found(parts, keyword, _inner(error, parts)))
                if len(found) >= MAX_PROBLEMS:
                    break
        except BudgetSpentError as spent:
            limit = _limit_problem(spent.pattern)
        except RecursionError:
            limit = _limit_problem(None)
    if limit is not None:
        # What was found by then may be half of it; the form's owner has to act first.
        return [limit]
    pointers = {pointer for pointer, _message in found}
    ordered = sorted(
        # That no alternative fits is no news where a field that tells them apart is named already.
        ((key, each) for key, each in found.items() if not each.inner & (pointers - {key[0]})),
        key=lambda entry: outline.place(entry[1].parts),
    )
    return [Problem(pointer, outline.path(each.parts), message, each.keyword) for (pointer, message), each in ordered]


@dataclass(frozen=True, slots=True)
class _Found:
    parts: tuple[str | int, ...]
    keyword: str
    inner: frozenset[str]


def _inner(error: ValidationError, parts: tuple[str | int, ...]) -> frozenset[str]:
    """Where the alternatives of a combination fail."""
    return frozenset(join_pointer((*parts, *inner.path)) for inner in error.context or () if inner.path)


def _limit_problem(pattern: str | None) -> Problem:
    message = (
        t("Checking the answers took too long. Ask an owner of the form to simplify it.")
        if pattern is None
        else t(
            "Checking the answers took too long. The pattern {pattern} is the cause. Ask an owner of the form to simplify it.",
            pattern=messages.shown(pattern),
        )
    )
    return Problem("", t("The form"), message, "limit")


def _message(error: ValidationError, parts: tuple[str | int, ...], outline: Outline) -> str:
    beside = parts[:-1]
    return messages.message_of(error, lambda name: outline.titles((*beside, name))[-1])


def _expanded(
    errors: Iterable[ValidationError], above: tuple[str | int, ...] = (), depth: int = 0
) -> Iterator[tuple[tuple[str | int, ...], ValidationError]]:
    """Errors with their place; that of a combination replaced by those of the alternative that was probably meant."""
    for error in errors:
        parts = (*above, *error.path)
        branch = _meant(error) if error.context and depth < _MAX_NESTED else None
        if branch is None:
            yield parts, error
        else:
            yield from _expanded(branch, parts, depth + 1)


def _meant(error: ValidationError) -> list[ValidationError] | None:
    """The errors of the alternative that an answer was probably meant for; None when that cannot be told.

    An alternative that already fails by the kind of the value, or by a fixed value that tells alternatives apart,
    was not meant.
    """
    branches: dict[str | int, list[ValidationError]] = {}
    for inner in error.context:
        if not _is_impossible(inner):
            branches.setdefault(next(iter(inner.schema_path), ""), []).append(inner)
    fitting = [branch for branch in branches.values() if not any(map(_rules_out, branch))]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        kinds = [inner for branch in branches.values() for inner in branch if not inner.path]
        told = sum(map(len, branches.values()))
        if kinds and len(kinds) == told and all(each.validator == "type" for each in kinds):
            return [_joined_types(error, kinds)]
        if kinds and len(kinds) == told:
            return _joined_choices(error, list(branches.values()))
        return None
    # Several fit: the one with the fewest problems, if there is one.
    fewest = min(len(branch) for branch in fitting)
    best = [branch for branch in fitting if len(branch) == fewest]
    return best[0] if len(best) == 1 else None


def _is_impossible(error: ValidationError) -> bool:
    """Whether an alternative is one that no answer fits."""
    return not error.path and messages.is_never(error)


def _rules_out(error: ValidationError) -> bool:
    if not error.path:
        return error.validator in {"type", "const", "enum"}
    return error.validator in {"const", "enum"} and len(error.path) == 1


def _joined_types(error: ValidationError, kinds: list[ValidationError]) -> ValidationError:
    wanted: list[str] = []
    for each in kinds:
        value: Any = each.validator_value
        wanted.extend([value] if isinstance(value, str) else value)
    return ValidationError(
        "type",
        validator="type",
        validator_value=list(dict.fromkeys(wanted)),
        instance=error.instance,
        schema=error.schema,
    )


def _joined_choices(error: ValidationError, branches: list[list[ValidationError]]) -> list[ValidationError] | None:
    """Alternatives that are plain values, as the one list of choices that they are; None where one is more than
    that.
    """
    choices: list[Any] = []
    for branch in branches:
        fixed = [inner for inner in branch if inner.validator in {"const", "enum"}]
        if not fixed or any(inner.validator not in {"type", "const", "enum"} for inner in branch):
            return None
        value: Any = fixed[0].validator_value
        choices.extend([value] if fixed[0].validator == "const" else value)
    return [
        ValidationError(
            "enum",
            validator="enum",
            validator_value=choices,
            instance=error.instance,
            schema=error.schema,
        )
    ]
