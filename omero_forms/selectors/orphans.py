# SPDX-License-Identifier: AGPL-3.0-or-later
"""Histories whose object is gone, or whose id is another object's now. They are attached to nothing; admins read them.

OMERO is asked in the admin's own session, a thousand objects with one question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from omero_forms.domain.answers.diff import Change, diff
from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import enumeration
from omero_forms.gateway.sessions import UserSession
from omero_forms.gateway.wire import IDS_PER_QUERY
from omero_forms.kit.deadlines import ending_with_answer
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.progress import Progress, unheard
from omero_forms.models import Stream, Submission
from omero_forms.selectors.damage import places_of
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import SubmissionView, answers_of, schema_of, views


class Why(StrEnum):
    """What became of the object."""

    GONE = "gone"
    OTHER = "other"


SENTENCES: Final = {
    Why.GONE: noop("The object is not in OMERO any more."),
    Why.OTHER: noop("Another object has its id now, as after a restore of OMERO."),
}


@dataclass(frozen=True, slots=True)
class Orphan:
    """A history without its object."""

    stream: str
    where: str
    object_type: str
    object_id: int
    submissions: int
    why: Why
    message: str

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class OrphanPage:
    """Those among the next thousand histories; `next` is what to look after from then on, None at the end."""

    orphans: list[Orphan]
    next: str | None


@dataclass(frozen=True, slots=True)
class OrphanEntry:
    """One submission; its answers as they were given, and by the titles of the form. None where nothing proves them."""

    submission: SubmissionView
    answers: dict[str, Any] | None
    rows: list[Change] | None


def require_admin(user: UserSession) -> None:
    """Raise `forbidden` for who is no OMERO admin: only those see that an object is gone, and not just hidden."""
    if not user.is_admin:
        raise error("forbidden", message=t("Only OMERO admins see histories whose object is gone."))
    refuse_other_server(user.server_uuid)


def orphan_page(user: UserSession, after: str = "") -> OrphanPage:
    """Look at the next thousand histories by name. Raises `forbidden`."""
    require_admin(user)
    rows = Stream.objects.filter(name__startswith="submission/", name__gt=after, recorded_number__gt=0)
    some = list(rows.order_by("name")[:IDS_PER_QUERY])
    return OrphanPage(_among(user, some), some[-1].name if len(some) == IDS_PER_QUERY else None)


def all_orphans(user: UserSession, progress: Progress = unheard) -> Iterator[Orphan]:
    """All of them, by the names of their histories. Raises `forbidden`."""
    after: str | None = ""
    done = 0
    while after is not None:
        page = orphan_page(user, after)
        yield from page.orphans
        after, done = page.next, done + IDS_PER_QUERY
        progress(done, None)


def orphan_history(user: UserSession, stream: str) -> tuple[Orphan, list[OrphanEntry]]:
    """What was submitted for an object that is gone, the newest first, with the answers. Raises `forbidden`, and
    `not_found` for a history whose object is there: that is read where the object is.
    """
    require_admin(user)
    found = list(Stream.objects.filter(name=stream, name__startswith="submission/", recorded_number__gt=0))
    orphans = _among(user, found)
    if not orphans:
        raise error("not_found")
    submissions = Submission.objects.filter(record__stream__name=stream).select_related(
        "record__stream", "version__form", "record__stream__copy"
    )
    in_order = list(submissions.order_by("-number"))
    prover = Prover(user.server_uuid)
    shown = views(in_order, prover)
    with ending_with_answer():
        return orphans[0], [_entry(one, view, prover) for one, view in zip(in_order, shown, strict=True)]


def _entry(one: Submission, view: SubmissionView, prover: Prover) -> OrphanEntry:
    answers = answers_of(one, prover)
    return OrphanEntry(view, answers, None if answers is None else diff(schema_of(one), {}, answers))


def _among(user: UserSession, streams: Sequence[Stream]) -> list[Orphan]:
    described = {one.name: _object_of(one.name) for one in streams}
    ids: dict[ObjectType, set[int]] = defaultdict(set)
    for kind, object_id, _event in described.values():
        ids[kind].add(object_id)
    with omero_calls():
        events = {kind: enumeration.creation_events(user, kind, sorted(some)) for kind, some in ids.items()}
    found = []
    where = places_of([one.name for one in streams])
    for one in streams:
        kind, object_id, event = described[one.name]
        now = events[kind].get(object_id)
        if now is not None and event in {0, now}:
            continue
        why = Why.GONE if now is None else Why.OTHER
        found.append(
            Orphan(one.name, where[one.name], kind.value, object_id, one.recorded_number, why, t(SENTENCES[why]))
        )
    return found


def _object_of(stream: str) -> tuple[ObjectType, int, int]:
    _submission, _form, kind, object_id, event = stream.split("/")
    return ObjectType(kind), int(object_id), int(event)
