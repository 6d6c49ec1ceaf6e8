# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON in and out without loss: what cannot be kept exactly is refused before it is validated.

Every value that passes :func:`check_representable` survives `parse_json(canonical(value))` unchanged (an integral float
comes back as the integer it equals).
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

import rfc8785

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import noop, t

MAX_INTEGER = 2**53 - 1
"""The largest whole number that JavaScript, and so RFC 8785, keeps exactly."""

MAX_DEPTH = 64
"""Levels of nesting; deeper answers are refused, since every recursive reader would have to cope."""

PAYLOAD_DEPTH = MAX_DEPTH + 8
"""Levels of nesting of what is written: answers lie some levels deep in a payload."""

MAX_VALUES = 20_000
"""Texts, numbers, true, false, null and empty lists and groups of one set of answers."""

MAX_CONTAINERS = 2 * MAX_VALUES
"""Lists and groups that hold something: so a value may lie in a list of groups, and no chain of lists in each other
makes a few values cost as much as a million.
"""

# From here on RFC 8785 (as JavaScript) writes an exponent, so the text is read back as a float.
_EXPONENT_FROM = 1e21


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands in the parsed tree where a literal was refused, so that its pointer can be told."""

    reason: str


def escape_pointer(token: str) -> str:
    """One reference token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def join_pointer(parts: Iterable[str | int]) -> str:
    """The JSON pointer of a path: `("a", 0)` is `/a/0`."""
    return "".join(f"/{escape_pointer(str(part))}" for part in parts)


def split_pointer(pointer: str) -> tuple[str, ...]:
    """The path that a JSON pointer names: `/a~1b/0` is `("a/b", "0")`."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def _refuse(pointer: str, reason: str) -> NoReturn:
    raise _not_representable(pointer, reason)


def _not_representable(pointer: str, reason: str) -> FormsError:
    said = t(reason, limit=MAX_INTEGER)
    return error(
        "answers_not_representable",
        details={"pointer": pointer, "reason": said},
        message=t("An answer cannot be stored exactly as given: {reason}. Nothing was submitted.", reason=said),
    )


_TOO_DEEP = noop("it is nested too deeply")
_LONG_INTEGER = noop("whole numbers beyond {limit} have to be written as text")
_INFINITE = noop("NaN, Infinity and numbers beyond the range of a double cannot be stored")
_NUL = noop("the character U+0000 cannot be stored")
_SURROGATE = noop("half of a character (a lone surrogate) cannot be stored")
_DOUBLE = noop("a name is given twice")


def text_reason(text: str) -> str | None:
    """Why a text cannot be kept by JSON or PostgreSQL, as the end of a sentence; None when it can."""
    reason = _text_reason(text)
    return None if reason is None else t(reason)


def _text_reason(text: str) -> str | None:
    if "\0" in text:
        return _NUL
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _SURROGATE
    return None


def _reason(value: object) -> str | None:
    """Why a single value, children aside, cannot be kept; None when it can."""
    match value:
        case _Refused():
            return value.reason
        case None | bool():
            return None
        case str():
            return _text_reason(value)
        case int():
            return _LONG_INTEGER if abs(value) > MAX_INTEGER else None
        case float():
            if not math.isfinite(value):
                return _INFINITE
            # Such a float would be written as an integer literal that no reader may take.
            is_long = value.is_integer() and MAX_INTEGER < abs(value) < _EXPONENT_FROM
            return _LONG_INTEGER if is_long else None
        case dict() | list():
            return None
        case _:
            return noop("only JSON values can be stored")


def check_number_of_values(value: object, *, besides: int = 0) -> None:
    """Refuse more than :data:`MAX_VALUES`, or lists and groups around them beyond :data:`MAX_CONTAINERS`. Costs far
    less than any look at what the values are.

    `besides` is how many values may come with the answers. Raises `too_many_answers` with `{"limit"}`.
    """
    values = containers = 0
    stack: list[object] = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, dict | list) and current:
            containers += 1
            stack.extend(current.values() if isinstance(current, dict) else current)
        else:
            values += 1
        if values > MAX_VALUES + besides or containers > MAX_CONTAINERS + besides:
            raise error("too_many_answers", details={"limit": MAX_VALUES})


def check_sendable(answers: Mapping[str, object], *, most_bytes: int) -> None:
    """Refuse answers that no form takes, whatever they are: too many of them, not to be kept exactly, or larger than
    `most_bytes`. Raises `too_many_answers`, `answers_not_representable`, `body_too_large`.
    """
    check_number_of_values(answers)
    check_representable(answers)
    if len(canonical(dict(answers))) > most_bytes:
        raise error("body_too_large")


def check_representable(value: object, *, max_depth: int = MAX_DEPTH, long_under: Collection[str] = ()) -> None:
    """Refuse what JSON, RFC 8785 and PostgreSQL cannot all keep exactly.

    Fields called as in `long_under` may hold whole numbers beyond 2^53-1. Raises `answers_not_representable` with
    `{"pointer", "reason"}` of the first such value in document order.
    """
    stack: list[tuple[object, _Place | None]] = [(value, None)]
    while stack:
        current, place = stack.pop()
        reason = _reason(current)
        if reason == _LONG_INTEGER and not isinstance(current, _Refused):
            reason = None if place is not None and place.part in long_under else reason
        if reason is not None:
            _refuse(_pointer(place), reason)
        if not isinstance(current, dict | list):
            continue
        depth = 0 if place is None else place.depth
        if depth >= max_depth:
            _refuse(_pointer(place), _TOO_DEEP)
        children: list[tuple[object, _Place | None]] = []
        if isinstance(current, dict):
            for key, child in current.items():
                if not isinstance(key, str):
                    _refuse(_pointer(place), noop("names of fields are text"))
                # The name itself may be what cannot be written, so the pointer stops above it.
                key_reason = _text_reason(key)
                if key_reason is not None:
                    _refuse(_pointer(place), key_reason)
                children.append((child, _Place(key, place, depth + 1)))
        else:
            children.extend((child, _Place(index, place, depth + 1)) for index, child in enumerate(current))
        stack.extend(reversed(children))


class _Place(NamedTuple):
    """Where a value is: its name or index, inside of what. Written out for what is refused alone: a pointer to each of
    the values in something with a long name would be that long as often.
    """

    part: str | int
    inside: _Place | None
    depth: int


def _pointer(place: _Place | None) -> str:
    parts: list[str | int] = []
    while place is not None:
        parts.append(place.part)
        place = place.inside
    return join_pointer(reversed(parts))


class _Odd(ValueError):  # noqa: N818  (it says what the text is)
    """A text in which something has to be looked at once more."""


def _odd(_literal: str) -> NoReturn:
    raise _Odd


def _short(literal: str) -> int:
    if len(literal) < len(str(MAX_INTEGER)):
        return int(literal)
    raise _Odd


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _Odd
    return result


def _long(literal: str) -> int | _Refused:
    # int() of thousands of digits is slow, and refused by Python itself.
    return int(literal) if len(literal) <= 40 else _Refused(_LONG_INTEGER)


def _decimal(literal: str) -> float | _Refused:
    value = float(literal)
    return value if math.isfinite(value) else _Refused(_INFINITE)


def _constant(_literal: str) -> _Refused:
    return _Refused(_INFINITE)


def _named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        result[key] = _Refused(_DOUBLE) if key in result else value
    return result


_PLAIN = json.JSONDecoder(parse_int=_short, parse_float=_odd, parse_constant=_odd, object_pairs_hook=_named_once)
"""Of records most are small and plain, and each is read whenever it is shown."""

_ANY = json.JSONDecoder(parse_int=_long, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_named)


def parse_json(
    data: bytes | str,
    *,
    max_depth: int = MAX_DEPTH,
    long_under: Collection[str] = (),
    besides: int | None = None,
) -> Any:
    """Read JSON strictly; `long_under` is as for :func:`check_representable`, `besides` as for
    :func:`check_number_of_values`: None for what is not a set of answers.

    Raises `body_not_json` for what is not JSON in UTF-8; `too_many_answers`; `answers_not_representable` with a pointer
    for what could not be written back as it was: doubled keys, NaN, Infinity, U+0000, lone surrogates, whole numbers
    beyond 2^53-1, too deep nesting.
    """
    is_plain = True
    try:
        text = data.decode() if isinstance(data, bytes) else data
        try:
            value = _PLAIN.decode(text)
        except _Odd:
            value, is_plain = _ANY.decode(text), False
    except RecursionError:
        raise _not_representable("", _TOO_DEEP) from None
    except ValueError:
        raise error("body_not_json") from None
    if besides is not None:
        check_number_of_values(value, besides=besides)
    # Whether all else that could be refused is absent is seen in the text. Only an escape brings U+0000 or half a
    # character into what was valid UTF-8.
    is_shallow = text.count("{") + text.count("[") <= max_depth
    if not (is_plain and is_shallow and "\\u" not in text and (isinstance(data, bytes) or text.isascii())):
        check_representable(value, max_depth=max_depth, long_under=long_under)
    return value


def canonical(value: object) -> bytes:
    """The RFC 8785 form of `value` as UTF-8. Raises `answers_not_representable` where there is none."""
    check_representable(value, max_depth=PAYLOAD_DEPTH)
    return rfc8785.dumps(value)  # type: ignore[arg-type]  # checked above, its type is recursive
