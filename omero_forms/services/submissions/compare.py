# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether copies are as they were written, asked of OMERO for a thousand objects at once. What is right costs nothing
beyond that question; what is not is left to the next sweep, and what is gone with its object is settled at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.submissions import GONE, CopyReason, Written, why_unlike
from omero_forms.gateway import copies, enumeration
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyRow, CopyState, Form, RecordState, Submission
from omero_forms.selectors.windows import windows_of
from omero_forms.services.submissions.asking import have_repaired

_LOOKED_AT: Final = Q(copy_state=CopyState.COPIED) | Q(copy_state=CopyState.NOCOPY, copy_reason__in=[*GONE])
"""Other copies wait for their next attempt anyway."""


class Compared(NamedTuple):
    """A copy as it was written last, and the object that it is on."""

    submission_id: int
    stream_id: int
    object_type: str
    object_id: int
    creation_event: int
    form_id: str
    legacy_id: str | None
    annotation_id: int | None
    event: int
    owner_id: int | None
    older: dict[str, int]
    state: str

    @property
    def namespace(self) -> str:
        """Where it is on the object."""
        return conf().kv_namespace + Form(id=self.form_id, legacy_id=self.legacy_id).copies_under

    @property
    def known(self) -> dict[int, int]:
        """All annotations that we wrote for it, and that may be there, with their events then."""
        known = {int(one): event for one, event in self.older.items()}
        return known if self.annotation_id is None else {**known, self.annotation_id: self.event}


def to_compare() -> QuerySet[Submission]:
    """The newest recorded submission of each history whose copy there is, or that lost its object."""
    return Submission.objects.filter(
        _LOOKED_AT,
        number=F("record__stream__recorded_number"),
        record__state=RecordState.RECORDED,
        record__stream__copy__isnull=False,
    )


def read(rows: QuerySet[Submission]) -> list[Compared]:
    """These copies."""
    row = [f"record__stream__copy__{name}" for name in ("annotation_id", "event", "owner_id", "older")]
    described = ("object_type", "object_id", "creation_event", "form_id", "form__legacy_id")
    return [Compared(*found) for found in rows.values_list("pk", "record__stream_id", *described, *row, "copy_state")]


def compare(agent: AgentSession, found: Iterable[Compared]) -> int:
    """Have put right what is not as it was written; how many that are."""
    by_type = attrgetter("object_type")
    return sum(
        _compare(agent, ObjectType(name), list(some)) for name, some in groupby(sorted(found, key=by_type), by_type)
    )


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """What is to become of submissions, by why."""

    to_repair: dict[CopyReason | None, set[int]]
    over: dict[CopyReason, list[Compared]]
    back: set[int]


def _compare(agent: AgentSession, object_type: ObjectType, some: Sequence[Compared]) -> int:
    verdicts = _Verdicts(defaultdict(set), defaultdict(list), set())
    missing = [one for one in some if one.state != CopyState.COPIED]
    copied = [one for one in some if one.state == CopyState.COPIED]
    if copied:
        namespaces = {one.namespace for one in copied}
        there = copies.find_many(agent, object_type, {one.object_id for one in copied}, namespaces)
        for one in copied:
            owners = there.get((one.object_id, one.namespace), {})
            written = Written(one.annotation_id or 0, one.event)
            reason = why_unlike(written, owners, sees_all=True)
            if reason is CopyReason.MISSING and not owners:
                missing.append(one)
            elif reason is not None or owners[written] != one.owner_id:
                verdicts.to_repair[reason].add(one.submission_id)
    _judge_missing(agent, object_type, missing, verdicts)
    right = [one for one in copied if one.older]
    for submission_id in _with_something_left(agent, right):
        verdicts.to_repair[CopyReason.OLDER_COPY].add(submission_id)
    return _write(verdicts)


def _judge_missing(
    agent: AgentSession, object_type: ObjectType, missing: Sequence[Compared], verdicts: _Verdicts
) -> None:
    """Copies that are not on their objects, and objects that were gone: whether the objects are there."""
    events = enumeration.creation_events(agent, object_type, sorted({one.object_id for one in missing}))
    ended = []
    for one in missing:
        event = events.get(one.object_id)
        if event == one.creation_event:
            if one.state == CopyState.COPIED:
                verdicts.to_repair[CopyReason.MISSING].add(one.submission_id)
            else:
                verdicts.back.add(one.submission_id)
        elif one.state == CopyState.COPIED:
            ended.append(one)
    with_something_left = _with_something_left(agent, ended)
    for one in ended:
        if one.submission_id in with_something_left:
            verdicts.to_repair[CopyReason.MISSING].add(one.submission_id)
        else:
            is_another = one.object_id in events
            verdicts.over[CopyReason.OTHER_OBJECT if is_another else CopyReason.OBJECT_GONE].append(one)


def _with_something_left(agent: AgentSession, some: Sequence[Compared]) -> set[int]:
    """Those of which a copy is left that hangs on nothing any more."""
    asked = {annotation: (one, event) for one in some for annotation, event in one.known.items()}
    found: set[int] = set()
    for left in copies.existing(agent, asked) if asked else []:
        one, event = asked[left.as_written.annotation_id]
        if not left.is_linked and left.is_ours(one.namespace, event):
            found.add(one.submission_id)
    return found


def _write(verdicts: _Verdicts) -> int:
    changed = 0
    for reason, ids in verdicts.to_repair.items():
        for some in windows_of(ids):
            changed += have_repaired(some.of(to_compare(), "pk"), reason)
    for some in windows_of(verdicts.back):
        gone = some.of(to_compare(), "pk").filter(copy_state=CopyState.NOCOPY)
        changed += have_repaired(gone, CopyReason.MISSING)
    for reason, ended in verdicts.over.items():
        by_stream = {one.stream_id: one for one in ended}
        for some in windows_of(by_stream):
            changed += _settle(reason, [by_stream[one] for one in sorted(some.ids)])
    return changed


def _settle(reason: CopyReason, ended: Sequence[Compared]) -> int:
    """Nothing is to be done any more: the object is gone, and all that we wrote with it."""
    now = timezone.now()
    with short_write():
        copied = to_compare().filter(pk__in=[one.submission_id for one in ended], copy_state=CopyState.COPIED)
        changed = copied.update(copy_state=CopyState.NOCOPY, copy_reason=reason, copy_changed_at=now, next_at=None)
        for one in ended:
            CopyRow.objects.filter(pk=one.stream_id, annotation_id=one.annotation_id).update(
                annotation_id=None, event=0, owner_id=None, layout="", older={}
            )
    return changed
