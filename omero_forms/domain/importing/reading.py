# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON as people keep it: a name may be given twice, which is noted; all else is as strict as for forms."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from omero_forms.domain.canonical import text_reason
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.accept import MAX_DEPTH
from omero_forms.domain.schemas.subschemas import Location
from omero_forms.domain.texts import noop, t

_TWICE = noop("“{name}” is given twice here. The last one counts, as every reader of JSON has it.")
_DIGITS = 40
"""More than any number of a schema has; reading thousands of them takes long."""


class _Doubled(dict[str, Any]):
    """An object in which names are given twice; `names` are these."""

    names: tuple[str, ...] = ()


class _UnreadableError(Exception):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = _Doubled(pairs)
    counts = Counter(name for name, _value in pairs)
    doubled.names = tuple(name for name, count in counts.items() if count > 1)
    return doubled


def _integer(literal: str) -> int:
    if len(literal) > _DIGITS:
        raise _UnreadableError(t("It holds a number of more than {limit} digits.", limit=_DIGITS))
    return int(literal)


def _constant(literal: str) -> Any:
    raise _UnreadableError(t("It holds {literal}, which JSON does not know.", literal=literal))


def read_json(text: str, noted: Noted) -> Any:
    """The value that `text` is, and what is noted of it; None with a problem where it is none."""
    try:
        value = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except _UnreadableError as problem:
        noted.refuse((), str(problem))
    except json.JSONDecodeError as problem:
        noted.refuse(
            (),
            t(
                "It is not JSON: line {line}, column {column} cannot be read.",
                line=problem.lineno,
                column=problem.colno,
            ),
        )
    except (ValueError, RecursionError):
        noted.refuse((), t("It is not JSON, or nested too deeply."))
    else:
        return _plain(value, noted)
    return None


def _plain(value: Any, noted: Noted) -> Any:
    """The same value of plain dicts and lists, once its depth and texts are known to be bearable."""
    holder = [value]
    stack: list[tuple[Any, Any, Location]] = [(holder, 0, ())]
    while stack:
        parent, key, where = stack.pop()
        here = parent[key]
        if len(where) > MAX_DEPTH:
            noted.refuse((), t("It is nested too deeply."))
            return None
        if isinstance(here, str) and text_reason(here) is not None:
            noted.refuse(where, t("It holds a character that cannot be kept."))
            return None
        if isinstance(here, _Doubled):
            for name in here.names:
                noted.mend(where, t(_TWICE, name=name))
            parent[key] = here = dict(here)
        if isinstance(here, dict):
            if any(text_reason(name) is not None for name in here):
                noted.refuse(where, t("It holds a name that cannot be kept."))
                return None
            stack.extend((here, name, (*where, name)) for name in reversed(here))
        elif isinstance(here, list):
            stack.extend((here, index, (*where, index)) for index in reversed(range(len(here))))
    return holder[0]
