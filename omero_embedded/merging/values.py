# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values that clients send, as columns hold them, and what the database could not hold."""

from __future__ import annotations

import json
import zlib
from typing import Any

from ..faults import internal, validation
from ..model.reflect import Property
from ..permissions import permissions_number

LONGEST_INDEXED = 2690
"""Bytes, after compression, that fit into a row of PostgreSQL's B-tree indexes on namespaces and named values."""


def plain(prop: Property, value: Any) -> Any:
    """An r-type as a column's value."""
    if value is None:
        return None
    if prop.type == "bytes":
        return bytes(value)
    if prop.type == "strings":
        return json.dumps(list(value))
    plain = value._val
    if prop.type == "bool":
        return int(plain)
    if prop.type == "string":
        check_text(plain, f"{prop.declared_by}.{prop.name}")
    return plain


def same(new: Any, old: Any) -> bool:
    return bool(new == old) and (new is None) == (old is None)


def same_permissions(given: int, group: int) -> bool:
    mask = permissions_number("rwrwrw") & 0x7FF
    return (given & mask) == (group & mask)


def check_text(text: str | None, what: str) -> None:
    if text is not None and "\0" in text:
        raise validation(f'could not save {what}: invalid byte sequence for encoding "UTF8": 0x00')


def check_indexed(text: str | None) -> None:
    """Refuse what PostgreSQL cannot index: it compresses by repetitions only, as deflate with fixed codes does."""
    if text is None or len(text) * 4 <= LONGEST_INDEXED:
        return
    data = text.encode()
    if len(data) <= LONGEST_INDEXED:
        return
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -12, 9, zlib.Z_FIXED)
    if len(squeezer.compress(data) + squeezer.flush()) > LONGEST_INDEXED:
        raise internal(
            " Wrapped Exception: (org.springframework.dao.DataAccessResourceFailureException): index row size exceeds "
            "btree version 4 maximum 2704"
        )
