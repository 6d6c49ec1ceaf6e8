# SPDX-License-Identifier: AGPL-3.0-or-later
"""In what rows of an annotation differ from the record that they should be."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from omero_forms.domain.canonical import PAYLOAD_DEPTH, parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.format import CONTENT, HEADER, PAYLOAD, Record, Rows, header_of
from omero_forms.domain.records.kinds import COMMON, COMMON_CONTENT
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed

_NAMED = frozenset({*HEADER, PAYLOAD, CONTENT, *COMMON, *COMMON_CONTENT, "answers", "message"})
"""Fields that every record has, and those of answers; a forger may call one anything."""


def changed_fields(rows: Rows, true: Record) -> set[str]:
    """Names of the header rows, and of the fields of both parts, that differ; that of a part that cannot be read."""
    given = dict(reversed([(name, value) for name, value in rows[: len(HEADER)]]))
    expected = dict(header_of(true))
    changed = {name for name in HEADER if given.get(name) != expected[name]}
    for part, then in ((PAYLOAD, true.payload), (CONTENT, true.content)):
        now = "".join(value or "" for name, value in rows if name == part).encode(errors="replace")
        if then is not None and now != then:
            changed |= _changed_in(now, then, part)
    return changed


def _changed_in(now: bytes, then: bytes, part: str) -> set[str]:
    """Names of the fields of a part that differ; only that of the part where it cannot be read."""
    was, is_now = _fields(then), _fields(now)
    if was is None or is_now is None:
        return {part}
    names = is_now.keys() | was.keys()
    return {name for name in names if is_now.get(name) != was.get(name)} or {part}


def _fields(part: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(part, max_depth=PAYLOAD_DEPTH)
    except FormsError:
        return None
    return value if isinstance(value, dict) else None


def names_another_author(rows: Rows, true: Record) -> bool:
    """Whether of all names nothing but the author's was changed."""
    text = "".join(value or "" for name, value in rows if name == CONTENT)
    parts = [_fields(text.encode(errors="replace")), _fields(true.content or b"")]
    named = [(part or {}).get("names") for part in parts]
    now, then = (names if isinstance(names, dict) else {} for names in named)
    return {**now, "author": None} == {**then, "author": None}


def in_words(fields: Collection[str]) -> str:
    """Names of rows and fields alone: what stands in them may be what somebody typed."""
    known = sorted(one for one in fields if one in _NAMED)
    others = len(fields) - len(known)
    if others:
        known.append(t("a field of the payload or content") if others == 1 else t("fields of the payload or content"))
    return t("It differs in {fields}.", fields=listed(known)) if known else ""
