# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that the database repeats of the records, in one form and order: two databases of the same records give the same
bytes.

Left out is what OMERO cannot hold (drafts, client keys), what only this database knows (its keys, when it learned what,
where copies lie), and what is not recorded yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from omero_forms.domain.canonical import canonical
from omero_forms.domain.times import time_text
from omero_forms.models import (
    AskedForm,
    Assignment,
    CheckpointRow,
    ExemptedObject,
    ExemptionRow,
    Form,
    FormVersion,
    KeptReport,
    KnownPerson,
    LogRange,
    PolicyRow,
    RecordRow,
    RecordState,
    Server,
    SitePolicyRow,
    Stream,
    Submission,
)

CHUNK: Final = 500


def lines() -> Iterator[bytes]:
    """A line of RFC 8785 JSON for each row, with its newline."""
    for kind, rows in TABLES.items():
        for row in rows():
            yield canonical({"row": kind, **row}) + b"\n"


def _sites() -> Iterator[dict[str, Any]]:
    for one in Server.objects.order_by("uuid"):
        yield {"server": one.uuid, "site": one.site, "of": one.site_of, "address": one.site_address}


def _people() -> Iterator[dict[str, Any]]:
    for one, name in KnownPerson.objects.order_by("person_id").values_list("person_id", "name"):
        yield {"person_id": one, "name": name}


def _forms() -> Iterator[dict[str, Any]]:
    yield from _ordered(Form.objects.all(), "id").values(
        "id", "name", "description", "state", "owners", "current_version", "legacy_id"
    )


def _versions() -> Iterator[dict[str, Any]]:
    columns = (
        "form_id", "number", "schema", "ui_schema", "refused", "claimed", "sources", "message", "author_id",
        "author_name", "digest",
    )  # fmt: skip
    for one in _ordered(FormVersion.objects.all(), "form_id", "number").values(*columns, "published_at"):
        yield {**one, "published_at": time_text(one["published_at"])}


def _assignments() -> Iterator[dict[str, Any]]:
    rows = _ordered(Assignment.objects.all(), "form_id", "group_id", "object_type")
    yield from rows.values("form_id", "group_id", "group_name", "object_type")


def _policies() -> Iterator[dict[str, Any]]:
    columns = (
        "uid", "number", "group_id", "group_name", "name", "object_type", "selector", "requirement", "level",
        "excluded", "grace_days", "start", "deadline", "gate", "tell_member", "tell_owner_above", "created_at",
        "updated_at", "ended_at", "archived_at", "source", "result", "site_policy__uid",
    )  # fmt: skip
    times = ("created_at", "updated_at", "ended_at", "archived_at")
    for one in _ordered(PolicyRow.objects.all(), "uid").values("pk", *columns):
        forms = AskedForm.objects.filter(policy=one.pop("pk")).order_by("position")
        asked = [list(form) for form in forms.values_list("form_id", "rule", "first_version")]
        said = {time: one[time] and time_text(one[time]) for time in times}
        said |= {day: one[day] and one[day].isoformat() for day in ("start", "deadline")}
        yield {**one, **said, "forms": asked}


def _exemptions() -> Iterator[dict[str, Any]]:
    columns = (
        "id", "number", "policy__uid", "state", "selector", "form_ids", "until", "reason", "asked_by", "asked_by_name",
        "decided_at", "decided_by", "decided_by_name", "is_own", "message", "ended_at", "ended_by", "ended_by_name",
        "ended_message",
    )  # fmt: skip
    named = ("object_type", "object_id", "creation_event", "name", "is_left_recorded")
    for one in _ordered(ExemptionRow.objects.filter(number__gt=0), "id").values(*columns):
        objects = ExemptedObject.objects.filter(exemption=one["id"]).order_by("object_id", "creation_event")
        said = {time: one[time] and time_text(one[time]) for time in ("decided_at", "ended_at")}
        yield {**one, **said, "until": one["until"].isoformat(), "objects": list(objects.values(*named))}


def _site_policies() -> Iterator[dict[str, Any]]:
    times = ("created_at", "updated_at", "ended_at", "archived_at")
    for one in _ordered(SitePolicyRow.objects.all(), "uid").values(
        "uid", "number", "name", "groups", "words", "source", *times
    ):
        yield {**one, **{time: one[time] and time_text(one[time]) for time in times}}


def _reports() -> Iterator[dict[str, Any]]:
    columns = ("group_id", "group_name", "period", "first", "last", "sha256", "counts")
    recorded = KeptReport.objects.filter(record__state=RecordState.RECORDED)
    for one in _ordered(recorded, "group_id", "record__number").values(*columns):
        yield {**one, "first": one["first"].isoformat(), "last": one["last"].isoformat()}


def _submissions() -> Iterator[dict[str, Any]]:
    rows = _ordered(Submission.objects.filter(record__state=RecordState.RECORDED), "record__stream__name", "number")
    columns = (
        "form_id", "version__number", "version__digest", "object_type", "object_id", "creation_event", "group_id",
        "number", "author_id", "author_name", "sudoer", "valid", "message", "answers", "time",
    )  # fmt: skip
    for one in rows.values(*columns).iterator(CHUNK):
        yield {**one, "time": time_text(one["time"])}


def _streams() -> Iterator[dict[str, Any]]:
    rows = _ordered(Stream.objects.filter(recorded_number__gt=0), "name")
    yield from rows.values("name", "recorded_number", "recorded_digest", "stopped").iterator(CHUNK)


def _records() -> Iterator[dict[str, Any]]:
    rows = _ordered(RecordRow.objects.filter(state=RecordState.RECORDED), "stream__name", "number")
    columns = ("number", "kind", "previous", "digest", "seal", "key", "annotation_id", "unproven")
    for one in rows.values("stream__name", *columns, "payload", "content", "accepted_at").iterator(CHUNK):
        content = one["content"]
        yield {
            **one,
            "payload": bytes(one["payload"]).decode(errors="backslashreplace"),
            "content": None if content is None else bytes(content).decode(errors="backslashreplace"),
            "accepted_at": time_text(one["accepted_at"]),
        }


def _checkpoints() -> Iterator[dict[str, Any]]:
    for one in CheckpointRow.objects.order_by("number").values("number", "size", "note", "made_at").iterator(CHUNK):
        yield {**one, "made_at": time_text(one["made_at"])}


def _places() -> Iterator[dict[str, Any]]:
    rows = LogRange.objects.order_by("start").values("stream__name", "first", "last", "start")
    for one in rows.iterator(CHUNK):
        yield {**one}


TABLES: Final[Mapping[str, Callable[[], Iterator[dict[str, Any]]]]] = {
    "site": _sites,
    "person": _people,
    "form": _forms,
    "version": _versions,
    "assignment": _assignments,
    "policy": _policies,
    "exemption": _exemptions,
    "site_policy": _site_policies,
    "report": _reports,
    "submission": _submissions,
    "stream": _streams,
    "record": _records,
    "checkpoint": _checkpoints,
    "place": _places,
}


def _ordered(rows: QuerySet[Any], *columns: str) -> QuerySet[Any]:
    """In the order of bytes, whatever the database's language sorts by."""
    if connection.vendor != "postgresql":
        return rows.order_by(*columns)
    texts = {"id", "uid", "form_id", "name", "object_type", "record__stream__name", "stream__name"}
    return rows.order_by(*(Collate(F(one), "C") if one in texts else F(one) for one in columns))
