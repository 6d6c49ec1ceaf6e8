# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its forms: all versions, owners, types of objects, and the groups that they are offered to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from omero_forms.domain.legacy.annotations import Annotation, Row, address_of
from omero_forms.domain.legacy.clock import ClaimedTime, claimed_time
from omero_forms.domain.legacy.envelopes import Envelope, Read, hash_of, read_rows
from omero_forms.domain.legacy.findings import Finding, FindingKind
from omero_forms.domain.legacy.sources import Source
from omero_forms.domain.texts import t

PLAIN: Final = frozenset({"id", "owner", "objType"})
PLAIN_2016: Final = frozenset({"form_id", "json_schema", "ui_schema", "group", "obj_type"})


@dataclass(frozen=True, slots=True)
class LegacyVersion:
    """One version of a form. `name` is the time by which answers name it, empty before release 1.0."""

    source: Source
    name: str
    schema: str
    ui_schema: str
    message: str
    author_id: int | None
    when: ClaimedTime


@dataclass(frozen=True, slots=True)
class LegacyForm:
    """A form as one or several annotations tell it; versions the oldest first."""

    form_id: str
    versions: tuple[LegacyVersion, ...]
    owners: tuple[int, ...]
    object_types: tuple[str, ...]
    group_names: tuple[str, ...] = ()
    """before release 1.0; later ones have assignments"""

    def version_of(self, name: str) -> tuple[int, bool]:
        """The place of the version that answers name, and whether it is that one; else of the newest that is not later
        than that, or of the first.
        """
        for place, one in enumerate(self.versions):
            if one.name == name:
                return place, True
        earlier = [place for place, one in enumerate(self.versions) if one.name <= name]
        return (earlier[-1] if earlier else 0), False


def read_form(annotations: Sequence[Annotation], zone: ZoneInfo) -> tuple[LegacyForm, list[Finding]]:
    """The form that annotations of one namespace tell, the first of them before all."""
    findings: list[Finding] = []
    versions: list[LegacyVersion] = []
    plain: list[Row] = []
    seen: set[tuple[str, str]] = set()
    first = annotations[0]
    address = address_of(first.header.namespace)
    form_id = address.form_id if address else ""
    for one in annotations:
        if one is not first:
            findings.append(
                Finding(FindingKind.SEVERAL, one.id, detail=t("The first is annotation {id}.", id=first.id))
            )
        read = read_rows(one.rows, PLAIN | PLAIN_2016)
        findings += _oddities(one, read)
        for version in _versions(one, read, zone, findings):
            if (identity := version.source.identity) in seen:
                findings.append(Finding(FindingKind.DOUBLED, one.id, version.source.row))
            else:
                seen.add(identity)
                versions.append(version)
        plain += [row for row in read.plain if row not in plain]
        findings += [
            Finding(FindingKind.OTHER_NAME, one.id, key, value)
            for key, value in read.plain
            if key in ("id", "form_id") and value != form_id
        ]
    if not versions:
        findings.append(Finding(FindingKind.NO_VERSION, first.id))
        versions.append(missing_version(first.id, FindingKind.NO_VERSION))
    owners = _numbers([value for key, value in plain if key == "owner"], first.id, findings)
    types = tuple(dict.fromkeys(value for key, value in plain if key in ("objType", "obj_type")))
    groups = tuple(dict.fromkeys(value for key, value in plain if key == "group"))
    return LegacyForm(form_id, tuple(reversed(versions)), owners, types, groups), findings


def missing_version(annotation_id: int, why: FindingKind) -> LegacyVersion:
    """What stands for the version of a form that has none."""
    source = Source(annotation_id, row="", sha256=hash_of(""), text="", fault=why)
    return LegacyVersion(source, "", "", "{}", "", None, ClaimedTime(None))


def _oddities(one: Annotation, read: Read) -> list[Finding]:
    keys = [key if key in PLAIN else "version" for key, _value in one.rows if not key.startswith("__ofchunk__")]
    runs = [key for key, before in zip(keys, [None, *keys], strict=False) if key != before]
    found = [Finding(FindingKind.INTERLEAVED, one.id)] if len(runs) > len(set(runs)) else []
    return found + [Finding(FindingKind.ORPHAN_CHUNK, one.id, key) for key in read.orphans]


def _versions(one: Annotation, read: Read, zone: ZoneInfo, findings: list[Finding]) -> list[LegacyVersion]:
    """The newest first, as they lie there."""
    found = [_version(one.id, envelope, zone, findings) for envelope in read.envelopes]
    old = dict(reversed([row for row in read.plain if row[0] in PLAIN_2016]))
    if "json_schema" in old:
        findings.append(Finding(FindingKind.LAYOUT_2016, one.id))
        rows = tuple(row for row in read.plain if row[0] in PLAIN_2016)
        source = Source(one.id, row="json_schema", sha256=hash_of(json.dumps(rows)), raw=rows)
        ui_schema = old.get("ui_schema", "")
        found.append(LegacyVersion(source, "", old["json_schema"], ui_schema, "", None, ClaimedTime(None)))
    return found


def _version(annotation_id: int, one: Envelope, zone: ZoneInfo, findings: list[Finding]) -> LegacyVersion:
    said, source = one.value, Source.of(annotation_id, one)
    schema, ui_schema = said.get("schema"), said.get("uiSchema")
    if one.fault is None and not isinstance(schema, str):
        source = source.with_fault(FindingKind.NOT_JSON)
    if source.fault is not None:
        findings.append(Finding(source.fault, annotation_id, one.key))
    when = claimed_time(said.get("timestamp", one.key), zone)
    if when.fault is not None:
        findings.append(Finding(when.fault, annotation_id, one.key, when.text or ""))
    author = said.get("author")
    return LegacyVersion(
        source,
        name=one.key,
        schema=schema if isinstance(schema, str) else "",
        ui_schema=ui_schema if isinstance(ui_schema, str) else "",
        message=text_of(said.get("message")),
        author_id=user_id(author),
        when=when,
    )


def text_of(value: Any) -> str:
    """A text as it is; nothing for what is none."""
    return value if isinstance(value, str) else ""


def user_id(value: Any) -> int | None:
    """The id of a user; None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def _numbers(texts: Sequence[str], annotation_id: int, findings: list[Finding]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for text in texts:
        if text.isascii() and text.isdigit() and len(text) < 16:
            found[int(text)] = None
        else:
            findings.append(Finding(FindingKind.SPARE_ROW, annotation_id, "owner", text))
    return tuple(found)
