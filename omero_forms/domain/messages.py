# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with an answer, in plain words: what it is, then what would be right.

The library's own messages are not used: they speak of instances and echo whole values.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import rfc8785
from jsonschema.exceptions import ValidationError

from omero_forms.domain.formats import EXAMPLES

MAX_SHOWN = 60
"""Characters of a value that a message repeats."""
MAX_HINT = 160
"""Characters of a form's example or help text that a message repeats."""
_LISTED_CHOICES = 8
_GUESSED_CHOICES = 2000

NEEDED = "An answer is needed here."
NO_SUCH_QUESTION = "This form has no such question. Leave the answer out."

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of answers",
    "null": "nothing",
}


def shown(value: Any) -> str:
    """A value as a message repeats it: text in quotes and shortened, lists and groups by their kind alone."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            text = " ".join(value.split())
            return f"“{text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + '…'}”"
        case int():
            return str(value)
        case float():
            return rfc8785.dumps(value).decode()
        case list():
            return f"a list of {len(value)}"
        case _:
            return "a group of answers"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes or no"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "a group of answers"


def listed(words: Sequence[str], last: str = "or") -> str:
    """Words with commas, and ``last`` before the last one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _counted(number: Any, one: str, many: str) -> str:
    return f"{shown(number)} {one if number == 1 else many}"


def _type(wanted: Any, value: Any) -> str:
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    words = [_KINDS.get(kind, kind) for kind in kinds if kind != "null"] or ["nothing"]
    is_one = isinstance(value, str | int | float) and not isinstance(value, bool)
    here = f"{shown(value)} is {_kind(value)}" if is_one else f"This is {_kind(value)}"
    if "integer" in kinds and isinstance(value, float):
        here = f"{shown(value)} has decimals"
    return f"{here}. What is needed is {listed(words)}."


def _enum(choices: Any, value: Any) -> str:
    texts = [choice for choice in choices if isinstance(choice, str)]
    if isinstance(value, str) and len(value) <= 200 and len(texts) <= _GUESSED_CHOICES:
        folded = {text.casefold(): text for text in texts}
        close = difflib.get_close_matches(value.casefold(), folded, n=1, cutoff=0.75)
        if close:
            return (
                f"{shown(value)} is not one of the choices. Did you mean {shown(folded[close[0]])}?"
            )
    if len(choices) <= _LISTED_CHOICES:
        return f"{shown(value)} is not one of the choices. Choose {listed([shown(c) for c in choices])}."
    return f"{shown(value)} is not one of the {len(choices)} choices."


def _format(name: Any, value: Any) -> str:
    what, example = EXAMPLES[name]
    return f"{shown(value)} is not {what}. Write it like {example}."


def _schema_of(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _pattern(error: ValidationError) -> str:
    """By the form's own example or help text, since nobody should have to read the pattern."""
    schema = _schema_of(error)
    refused = f"{shown(error.instance)} is not written as the form asks"
    examples = schema.get("examples", [schema.get("example")])
    example = next(
        (each for each in examples if isinstance(each, str) and 0 < len(each) <= MAX_HINT), None
    )
    if example is not None:
        return f"{refused}. Write it like {example}."
    description = schema.get("description")
    if isinstance(description, str) and 0 < len(description) <= MAX_HINT:
        return f"{refused}: {description.rstrip('.')}."
    return f"{refused}. Its owner can say how."


def _limit(error: ValidationError) -> str:
    """minimum and maximum, with draft 04's way of excluding the limit itself."""
    keyword, value, limit = str(error.validator), error.instance, error.validator_value
    is_lower = "inimum" in keyword
    excluded = keyword.startswith("exclusive") or (
        _schema_of(error).get("exclusiveMinimum" if is_lower else "exclusiveMaximum") is True
    )
    number, bound = shown(value), shown(limit)
    if excluded:
        word = "above" if is_lower else "below"
        return f"{number} is not {word} {bound}. It has to be {word} {bound}."
    word, right = ("below", "At least") if is_lower else ("above", "At most")
    return f"{number} is {word} {bound}. {right} {bound}."


def _unique(pair: Any, _value: Any) -> str:
    if isinstance(pair, tuple):
        return f"Entries {pair[0] + 1} and {pair[1] + 1} are the same. Each may be there once."
    return "An entry is there twice. Each may be there once."


_BY_KEYWORD: Mapping[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda wanted, value: f"{shown(value)} is not possible here, only {shown(wanted)} is.",
    "format": _format,
    "multipleOf": lambda step, value: (
        f"{shown(value)} does not fit steps of {shown(step)}. Give a multiple of {shown(step)}."
    ),
    "minLength": lambda least, value: (
        f"{shown(value)} has {_counted(len(value), 'character', 'characters')}. At least {shown(least)}."
    ),
    "maxLength": lambda most, value: (
        f"The text has {_counted(len(value), 'character', 'characters')}. At most {shown(most)}."
    ),
    "minItems": lambda least, value: (
        f"There {'is' if len(value) == 1 else 'are'} {_counted(len(value), 'entry', 'entries')}. "
        f"At least {shown(least)}."
    ),
    "maxItems": lambda most, value: (
        f"There are {_counted(len(value), 'entry', 'entries')}. At most {shown(most)}."
    ),
    "uniqueItems": _unique,
    "minProperties": lambda least, _value: (
        f"At least {_counted(least, 'answer is', 'answers are')} needed here."
    ),
    "maxProperties": lambda most, _value: (
        f"At most {_counted(most, 'answer is', 'answers are')} possible here."
    ),
    "additionalItems": lambda _wanted, _value: "The list has more entries than the form asks for.",
    "unevaluatedItems": lambda _wanted, _value: "The list has more entries than the form asks for.",
    "unevaluatedProperties": lambda _wanted, _value: (
        "There are answers that this form has no question for. Leave them out."
    ),
    "contains": lambda _wanted, _value: "None of the entries is one that is needed.",
    "minContains": lambda least, _value: (
        f"At least {shown(least)} of the entries have to be special ones."
    ),
    "maxContains": lambda most, _value: (
        f"At most {shown(most)} of the entries may be special ones."
    ),
    "not": lambda _wanted, _value: "This answer is excluded.",
    "oneOf": lambda _wanted, _value: "The answer does not fit any one of the possibilities.",
    "anyOf": lambda _wanted, _value: "The answer does not fit any of the possibilities.",
}


def message_of(error: ValidationError, title_of: Callable[[str], str]) -> str:
    """The message for one error. ``title_of`` gives the title of a field beside the one that the error is about."""
    keyword: Any = error.validator
    match keyword:
        case None | "false" | "additionalProperties":
            return NO_SUCH_QUESTION
        case "required":
            return NEEDED
        case "dependentRequired" | "dependencies":
            return (
                f"An answer is needed here, since {title_of(str(error.validator_value))} has one."
            )
        case "pattern":
            return _pattern(error)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return _limit(error)
        case "oneOf" if not error.context:
            return "The answer fits more than one of the possibilities, and may fit only one."
        case known if known in _BY_KEYWORD:
            return _BY_KEYWORD[known](error.validator_value, error.instance)
        case _:
            return "This answer is not one that the form takes."
