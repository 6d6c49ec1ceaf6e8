# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with an answer, in plain words: what it is, then what would be right.

The sentences stand in problem_words.json, which the page reads too, so that browser and server say a problem in the
same words. The library's own messages are not used: they speak of instances and echo whole values.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import resources
from typing import Any

import rfc8785
from jsonschema.exceptions import ValidationError

from omero_forms.domain.canonical import MAX_INTEGER
from omero_forms.domain.texts import t, tn
from omero_forms.domain.words import listed

MAX_SHOWN = 60
"""Characters of a value that a message repeats."""
MAX_HINT = 160
"""Characters of a form's example or help text that a message repeats."""
_LISTED_CHOICES = 8
_GUESSED_CHOICES = 2000

_WORDS: Mapping[str, Any] = json.loads(
    resources.files("omero_forms.domain.answers").joinpath("problem_words.json").read_text("utf-8")
)
_SENTENCES: Mapping[str, str] = _WORDS["sentences"]
_KINDS: Mapping[str, str] = _WORDS["kinds"]


def shown(value: Any) -> str:
    """A value as a message repeats it: text in quotes and shortened, lists and groups by their kind alone."""
    words: Mapping[str, str] = _WORDS["values"]
    match value:
        case None:
            return t(words["null"])
        case bool():
            return t(words["true" if value else "false"])
        case str():
            text = " ".join(value.split())
            short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
            return t(words["text"], text=short)
        case int():
            return str(value)
        case float():
            return rfc8785.dumps(value).decode()
        case list():
            return t(words["array"], n=len(value))
        case _:
            return t(words["object"])


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def _counted(name: str, number: Any) -> str:
    one, many = _WORDS["counted"][name]
    # Of a fraction there are several.
    return tn(one, many, 1 if number == 1 else math.ceil(number) if number > 1 else 2, n=shown(number))


def _say(sentence: str, **values: Any) -> str:
    return t(_SENTENCES[sentence], **values)


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,5})?", re.ASCII | re.IGNORECASE)


def _is_too_long(text: str) -> bool:
    """Whether a text is a number that could only be kept rounded: the page sends those as they were typed."""
    written = text.strip().replace("\N{MINUS SIGN}", "-", 1)
    if not _NUMBER.fullmatch(written):
        return False
    kept = float(written)
    if math.isinf(kept) or Decimal(repr(kept)) != Decimal(written):
        return True
    # From 1e21 on JSON writes a whole number with an exponent, so nobody takes it for an exact one.
    return kept.is_integer() and MAX_INTEGER < abs(kept) < 1e21


def _type(wanted: Any, value: Any) -> str:
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    words = [t(_KINDS[kind]) if kind in _KINDS else kind for kind in kinds if kind != "null"] or [t(_KINDS["null"])]
    right = listed(words, "or")
    if isinstance(value, str) and {"integer", "number"} & {*kinds} and _is_too_long(value):
        return _say("type.long", value=shown(value))
    if "integer" in kinds and isinstance(value, float):
        return _say("type.decimals", value=shown(value), wanted=right)
    kind = _kind(value)
    sentence = "type" if kind in {"string", "number"} else "type.group"
    return _say(sentence, value=shown(value), kind=t(_KINDS[kind]), wanted=right)


def _const(wanted: Any, value: Any) -> str:
    if wanted is True:
        return _say("const.confirm")
    return _say("const", value=shown(value), wanted=shown(wanted))


def _enum(choices: Any, value: Any) -> str:
    if not choices:
        return _say("enum.none")
    if len(choices) == 1 and choices[0] is True:
        return _say("const.confirm")
    texts = [choice for choice in choices if isinstance(choice, str)]
    if isinstance(value, str) and len(value) <= 200 and len(texts) <= _GUESSED_CHOICES:
        folded = {text.casefold(): text for text in texts}
        close = difflib.get_close_matches(value.casefold(), folded, n=1, cutoff=0.75)
        if close:
            return _say("enum.close", value=shown(value), choice=shown(folded[close[0]]))
    if len(choices) <= _LISTED_CHOICES:
        right = listed([shown(choice) for choice in choices], "or")
        return _say("enum", value=shown(value), choices=right)
    return _say("enum.many", value=shown(value), n=len(choices))


def _format(name: Any, value: Any) -> str:
    known = _WORDS["formats"][name]
    return _say("format", value=shown(value), name=t(known["name"]), example=known["example"])


def _schema_of(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _pattern(error: ValidationError) -> str:
    """By the form's own example or help text, since nobody should have to read the pattern."""
    schema = _schema_of(error)
    value = shown(error.instance)
    examples = schema.get("examples", schema.get("example"))
    for each in examples if isinstance(examples, list) else [examples]:
        if isinstance(each, str) and 0 < len(each) <= MAX_HINT:
            return _say("pattern.example", value=value, example=each)
    description = schema.get("description")
    if isinstance(description, str) and 0 < len(description) <= MAX_HINT:
        return _say("pattern.help", value=value, help=description.rstrip("."))
    return _say("pattern", value=value)


def _limit(error: ValidationError) -> str:
    """minimum and maximum, with draft 04's way of excluding the limit itself."""
    keyword, limit = str(error.validator), error.validator_value
    excluding = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword, "")
    if _schema_of(error).get(excluding) is True:
        keyword = excluding
    return _say(keyword, value=shown(error.instance), limit=shown(limit))


def _unique(pair: Any, _value: Any) -> str:
    if isinstance(pair, tuple):
        return _say("uniqueItems", first=pair[0] + 1, second=pair[1] + 1)
    return _say("uniqueItems.unknown")


_BY_KEYWORD: Mapping[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "uniqueItems": _unique,
    "multipleOf": lambda step, value: _say("multipleOf", value=shown(value), limit=shown(step)),
    "minLength": lambda least, value: _say(
        "minLength",
        value=shown(value),
        characters=_counted("characters", len(value)),
        limit=shown(least),
    ),
    "maxLength": lambda most, value: _say(
        "maxLength", characters=_counted("characters", len(value)), limit=shown(most)
    ),
    "minItems": lambda least, value: _say("minItems", entries=_counted("entries", len(value)), limit=shown(least)),
    "maxItems": lambda most, value: _say("maxItems", entries=_counted("entries", len(value)), limit=shown(most)),
    "minProperties": lambda least, _: _say("minProperties", needed=_counted("needed", least)),
    "maxProperties": lambda most, _: _say("maxProperties", possible=_counted("possible", most)),
    "minContains": lambda least, _: _say("minContains", needed=_counted("of_a_kind_needed", least)),
    "maxContains": lambda most, _: _say("maxContains", possible=_counted("of_a_kind_possible", most)),
    "items": lambda _wanted, _value: _say("items"),
    "additionalItems": lambda _wanted, _value: _say("items"),
    "unevaluatedItems": lambda _wanted, _value: _say("items"),
}


def is_never(error: ValidationError) -> bool:
    """Whether the schema takes no answer at all: `false`, or what `not` makes of everything."""
    if error.validator == "not":
        return error.validator_value in (True, {})
    return error.validator in {None, "false"}


def message_of(error: ValidationError, title_of: Callable[[str], str]) -> str:
    """The message for one error. `title_of` gives the title of a field beside the one that the error is about."""
    keyword = str(error.validator or "false")
    if is_never(error):
        return t(_SENTENCES["false"])
    if error.instance is None:
        # Nothing is no answer to a question that does not take it for one.
        return t(_SENTENCES["required"])
    match keyword:
        case "additionalProperties" | "unevaluatedProperties":
            return t(_SENTENCES["false"])
        case "dependentRequired" | "dependencies":
            return _say("dependentRequired", title=title_of(str(error.validator_value)))
        case "pattern":
            return _pattern(error)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return _limit(error)
        case "oneOf" if not error.context:
            return _say("oneOf.several")
        case "oneOf" | "anyOf" if all(is_never(inner) for inner in error.context):
            return _say("impossible")
        case "contains" if (least := _schema_of(error).get("minContains", 1)) > 1:
            return _say("minContains", needed=_counted("of_a_kind_needed", least))
        case known if known in _BY_KEYWORD:
            return _BY_KEYWORD[known](error.validator_value, error.instance)
        case _:
            known_or_other = keyword if keyword in _SENTENCES else "other"
            return _say(known_or_other, value=shown(error.instance))
