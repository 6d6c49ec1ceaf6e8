# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of record: its stream, its fields in both parts, and whether this version builds on it.

The one table of kinds. Names, streams and fields can never be changed, only added to: records of them lie in
facilities' OMERO for decades. `docs/record-format.md` explains each, and is tested against this table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.refs import is_stream, stream_kind

BOUND: Final = ("format", "server", "kind", "stream", "number", "key")
"""Fields of every payload that header rows repeat."""

COMMON: Final = (*BOUND, "author", "sudoer", "as", "via", "time", "software", "content")
"""Fields of every payload."""

COMMON_CONTENT: Final = ("salt", "names")
"""Fields of every content."""

OPTIONAL: Final = ("critical", "continues")
"""Fields that a payload of any kind may hold. No version writes them yet."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`payload` and `content` are its own fields, beside those that every record has."""

    name: str
    stream: str
    """first part of the names of its streams"""
    payload: tuple[str, ...]
    content: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    """of the content: they may be absent"""
    in_use: bool = False
    """whether this version builds on it; of others it knows the name only"""


_OBJECT = ("object", "parent", "group", "owner")
_VERSION = ("form", "version", "owners")
_VERSION_TEXTS = ("name", "description", "schema", "ui_schema", "message")
_BESIDE_ANSWERS = ("origins", "missing", "inherited")

_KINDS: Final = (
    Kind("form.published", "form", _VERSION, _VERSION_TEXTS, ("sources",), in_use=True),
    Kind("form.retired", "form", ("form",), ("message",), in_use=True),
    Kind("form.restored", "form", ("form",), ("message",), in_use=True),
    Kind("form.owners", "form", ("form", "owners"), in_use=True),
    Kind(
        "form.imported",
        "form",
        (*_VERSION, "claimed"),
        (*_VERSION_TEXTS, "legacy_id", "source"),
        ("sources",),
        in_use=True,
    ),
    Kind("assignment.assigned", "assignment", ("form", "group", "object_types"), in_use=True),
    Kind("assignment.unassigned", "assignment", ("form", "group", "object_types"), in_use=True),
    Kind(
        "assignment.imported",
        "assignment",
        ("form", "group", "object_types", "claimed"),
        ("source",),
        in_use=True,
    ),
    Kind(
        "submission",
        "submission",
        ("form", "version", "version_digest", *_OBJECT),
        ("answers", "message"),
        _BESIDE_ANSWERS,
        in_use=True,
    ),
    Kind(
        "submission.imported",
        "submission",
        ("form", "version", "version_digest", *_OBJECT, "claimed"),
        ("answers", "message", "source"),
        _BESIDE_ANSWERS,
        in_use=True,
    ),
    Kind("review", "review", ("about",), ("message",)),
    Kind("redaction", "integrity", ("about", "approver"), ("reason",), in_use=True),
    Kind("fork.resolved", "integrity", ("about", "others"), ("reason",), in_use=True),
    Kind("key.added", "key", ("public_key", "purpose", "replaces", "statement"), in_use=True),
    Kind("key.retired", "key", ("retired", "log_size"), ("reason",), in_use=True),
    Kind("checkpoint", "checkpoint", ("note", "added"), in_use=True),
    Kind(
        "policy.changed",
        "policy",
        ("group", "policy", "change", "terms", "result"),
        ("name", "selector", "gate", "message", "source"),
        in_use=True,
    ),
    Kind(
        "exemption.decided",
        "policy",
        ("group", "policy", "exemption", "decision", "objects", "forms", "until", "asked_by", "own"),
        ("reason", "message", "selector"),
        in_use=True,
    ),
    Kind("report.kept", "report", ("group", "period", "sha256", "counts"), ("report",), in_use=True),
    Kind("site", "site", ("site", "change", "of"), ("address",), in_use=True),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _KINDS})

SUBMITTED: Final = frozenset({"submission", "submission.imported"})
"""Kinds whose records are answers to a form, each with a number of its object's history."""

PUBLISHED: Final = frozenset({"form.published", "form.imported"})
"""Kinds whose records are versions of a form."""

KNOWN_CRITICAL: Final[frozenset[str]] = frozenset()
"""The fields named by `critical` that this version knows what to do with."""


def forms_below(kind: str, payload: Mapping[str, Any]) -> list[str]:
    """The forms without which nothing can be built on a record of assignments, answers or policies."""
    match kind.partition(".")[0]:
        case "assignment" | "submission":
            return [payload["form"]]
        case "policy":
            return [one["form"] for one in payload["terms"]["forms"]]
    return []


def check_fields(kind: str, stream: str, payload: Collection[str], content: Collection[str]) -> None:
    """Raise ValueError unless this version builds on `kind`, in a stream of that name, with just these own fields, of
    which optional ones may be left out.
    """
    entry = KINDS.get(kind)
    if entry is None or not entry.in_use:
        raise ValueError("this version knows no such kind of record")
    if stream_kind(stream) != entry.stream or not is_stream(stream):
        raise ValueError("the kind has no such stream")
    if set(payload) != set(entry.payload) or set(content) - set(entry.optional) != {*entry.content, "names"}:
        raise ValueError("these are not the fields of the kind")


def is_understood(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether this version may build on a record: it knows the kind, and every field that has to be known."""
    entry = KINDS.get(kind)
    critical = payload.get("critical", [])
    if entry is None or not entry.in_use or not isinstance(critical, list):
        return False
    return all(isinstance(name, str) and name in KNOWN_CRITICAL for name in critical)
