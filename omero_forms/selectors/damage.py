# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to the records of a history, for those who see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage_kinds import (
    ADMIN_SENTENCES,
    BESIDE,
    FINDINGS,
    SENTENCES,
    DamageKind,
    FindingKind,
)
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.stopping import SENTENCES as STOPPED
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t
from omero_forms.domain.times import time_text
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import DamageRow, Form, Server, Stream

_OF_FORMS = frozenset({"form", "assignment", "submission"})
"""First parts of the streams whose second one is a form."""

NAMES_AT_ONCE = 500
"""So many names one query takes."""

UNPROVEN = noop(
    "Its answers are not shown and do not count, since no seal proves them any more. An admin has to look at it: a backup of the "
    "forms database may still hold them."
)
"""What is said beside an entry that nothing proves."""

REDACTED = noop(
    "Its answers were removed by an admin, since they should never have been typed. That they were there is still proven."
)
"""What is said beside an entry that was redacted, where nothing says by whom."""

BEING_COMPARED = noop(
    "What the forms database holds of it does not fit its seal, so it is not shown. It is being compared with OMERO, and restored "
    "from there if it can be."
)
"""What is said before that."""


def redacted(said: Told | None, called: Callable[[Person], str]) -> str:
    """What is said beside an entry that was redacted: by whom, when and why, as its own record says."""
    if said is None or said.author is None:
        return t(REDACTED)
    values = {"person": called(said.author), "day": f"{said.time:%Y-%m-%d}"}
    told = [
        t("Its answers were removed by {person} on {day}, since they should never have been typed.", **values)
        if said.approver is None
        else t(
            "Its answers were removed by {person} on {day}, with the approval of {approver}, since they should never have been "
            "typed.",
            **values,
            approver=called(said.approver),
        )
    ]
    if reason := said.text("reason"):
        told.append(t("The reason they gave: “{reason}”.", reason=reason))
    told.append(t("That they were there is still proven."))
    return " ".join(told)


@dataclass(frozen=True, slots=True)
class DamageView:
    """One thing that happened; `number` is None where it belongs to no submission, `next` says what becomes of it."""

    kind: DamageKind
    number: int | None
    message: str
    next: str
    first_seen: datetime
    is_mended: bool


def of_stream(name: str) -> list[DamageView]:
    """Everything that was noticed of a history, the newest first."""
    return [_view(row) for row in _damages(name)]


@kept_query
def _damages(stream: str) -> QuerySet[DamageRow]:
    return DamageRow.objects.filter(stream__name=stream).order_by("-first_seen", "number", "pk")


@dataclass(frozen=True, slots=True)
class DamageEntry:
    """One damage of any stream, for admins."""

    kind: DamageKind
    where: str
    stream: str
    number: int
    annotation_id: int
    message: str
    first_seen: datetime
    last_seen: datetime
    is_mended: bool

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            **asdict(self),
            "first_seen": time_text(self.first_seen),
            "last_seen": time_text(self.last_seen),
        }


def all_damages() -> list[DamageEntry]:
    """Everything that was noticed of all streams, the newest first."""
    rows = list(DamageRow.objects.select_related("stream").order_by("-first_seen", "-pk"))
    where = places_of([row.stream.name for row in rows])
    return [
        DamageEntry(
            kind=DamageKind(row.kind),
            where=where[row.stream.name],
            stream=row.stream.name,
            number=row.number,
            annotation_id=row.annotation_id,
            message=t(ADMIN_SENTENCES[DamageKind(row.kind)]),
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            is_mended=row.mended_at is not None,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """What is wrong at this moment, as verifying names it; `where` is the history as an admin would name it."""

    kind: FindingKind
    where: str
    stream: str
    number: int | None
    annotation: int | None
    detail: str
    first_seen: datetime


def open_findings(limit: int) -> tuple[int, list[OpenFinding]]:
    """How many there are, and the newest of them: what was not mended, and what lies beside a history and was there
    when all records were last verified.
    """
    verified_at = Server.objects.values_list("verified_at", flat=True).first()
    beside = Q(kind__in=BESIDE) & (Q() if verified_at is None else Q(last_seen__gte=verified_at))
    rows = DamageRow.objects.filter(Q(mended_at__isnull=True) | beside).select_related("stream")
    newest = list(rows.order_by("-first_seen", "-pk")[:limit])
    where = places_of([row.stream.name for row in newest])
    return rows.count(), [
        OpenFinding(
            kind=FINDINGS[DamageKind(row.kind)],
            where=where[row.stream.name],
            stream=row.stream.name,
            number=row.number or None,
            annotation=row.annotation_id or None,
            detail=" ".join(filter(None, (t(ADMIN_SENTENCES[DamageKind(row.kind)]), row.detail))),
            first_seen=row.first_seen,
        )
        for row in newest
    ]


def where_of(stream: str) -> str:
    """The history of a stream, as an admin would name it: "Sample preparation, dataset 12"."""
    return places_of([stream])[stream]


def places_of(streams: Collection[str]) -> dict[str, str]:
    """The same of many, with one question."""
    ids = {stream.split("/")[1] for stream in streams if stream.partition("/")[0] in _OF_FORMS}
    names: dict[str, str] = {}
    for some in chunks(sorted(ids), NAMES_AT_ONCE):
        names |= dict(Form.objects.filter(id__in=some).values_list("id", "name"))
    return {stream: _place(stream, names) for stream in streams}


def _place(stream: str, names: Mapping[str, str]) -> str:
    first, _, rest = stream.partition("/")
    if first not in _OF_FORMS:
        return stream
    form_id, *more = rest.split("/")
    name = names.get(form_id, form_id)
    if first == "submission" and len(more) >= 2:
        return f"{name}, {more[0].lower()} {more[1]}"
    if first == "assignment":
        return t("{form}, its assignments to groups", form=name)
    return t("{form}, the form itself", form=name)


def why_stopped(name: str) -> str | None:
    """Why nothing is added to a history, as a sentence; None while it goes on."""
    reasons = [t(STOPPED[Stop(why)]) for (why,) in _stopped(name) if why]
    return reasons[0] if reasons else None


@kept_query
def _stopped(name: str) -> QuerySet[Stream, tuple[str]]:
    return Stream.objects.filter(name=name).values_list("stopped")


def _view(row: DamageRow) -> DamageView:
    kind = DamageKind(row.kind)
    is_mended = row.mended_at is not None
    return DamageView(
        kind=kind,
        number=row.number or None,
        message=t(SENTENCES[kind]),
        next=_next(kind, is_mended=is_mended),
        first_seen=row.first_seen,
        is_mended=is_mended,
    )


def _next(kind: DamageKind, *, is_mended: bool) -> str:
    if kind in BESIDE:
        return t("It counts for nothing, and this history is not changed by it.")
    if kind in {DamageKind.FORK, DamageKind.GAP}:
        if is_mended:
            return t("That is over, and the history goes on.")
        return t("Nothing can be added until an admin has looked.")
    if not is_mended:
        return t(UNPROVEN)
    if kind is DamageKind.DATABASE:
        return t("What was recorded was restored from OMERO.")
    return t("What is shown here is what was recorded; it was written to OMERO again.")
