# SPDX-License-Identifier: AGPL-3.0-or-later
"""What copies follow in OMERO's event log: objects with answers that were changed, moved, given away or deleted, what
was hung on them or taken off, and who may do more than before in a group. It is noted there and looked at afterwards.

OMERO says of a copy that was edited only that its object was indexed anew, and of a link that was deleted, that its
annotation was too, unless that hangs on something else; without an indexer both are found at night (`rounds.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from omero_forms.domain.refs import ObjectType
from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway import changes, placement
from omero_forms.gateway.changes import LogRow
from omero_forms.gateway.links import links_of
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.kept_writes import insert_rows
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyNote, CopyState, Submission
from omero_forms.selectors.windows import MOST_IDS, pages, windows_of
from omero_forms.services.records.gate import check_site, on_its_own
from omero_forms.services.submissions.compare import compare, read, to_compare
from omero_forms.services.submissions.copy import copying_agent

_ON_PEOPLE: Final = frozenset({CopyReason.INACTIVE, CopyReason.UNKNOWN, CopyReason.NOT_IN_GROUP}) | {
    *(CopyReason.NOT_ANNOTATABLE, CopyReason.NOT_VISIBLE, CopyReason.CHANGED),
    *(CopyReason.OLDER_COPY, CopyReason.LOOK_ALIKE),
}
"""Why a copy waits that people may change without touching the object."""

_WAITING: Final = Q(copy_state__in=[CopyState.REPAIR, CopyState.NOCOPY], next_at__isnull=False)

_IN_GROUPS: Final = frozenset({"ExperimenterGroup", "GroupExperimenterMap"})


@dataclass(frozen=True, slots=True)
class FollowedByCopies:
    """The types of objects that anybody has answered for."""

    types: frozenset[ObjectType]

    @classmethod
    def now(cls) -> Self:
        """Those of this moment."""
        return cls(frozenset(one for one in ObjectType if Submission.objects.filter(object_type=one.value).exists()))

    @property
    def kinds(self) -> frozenset[str]:
        """Objects, links of annotations to them, copies; groups, and who is in them."""
        if not self.types:
            return frozenset()
        of_types = {name for one in self.types for name in (one.value, links_of(one))}
        return frozenset(of_types | {"MapAnnotation"} | _IN_GROUPS)

    def look_up(self, agent: AgentSession, rows: Sequence[LogRow]) -> Callable[[], int]:
        """The objects and groups that rows concern, as far as they are of any interest."""
        by_kind: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            by_kind[row.kind].add(row.entity_id)
        found: set[tuple[str, int]] = set()
        for one in self.types:
            ids, link = set(by_kind[one.value]), links_of(one)
            if by_kind[link]:
                ids |= changes.concerned(agent, link, sorted(by_kind[link]))
            found |= _answered(one, ids)
        found |= _of_copies(by_kind["MapAnnotation"])
        groups = set(by_kind["ExperimenterGroup"])
        if by_kind["GroupExperimenterMap"]:
            groups |= changes.groups_joined(agent, sorted(by_kind["GroupExperimenterMap"]))
        found |= {(CopyNote.GROUP, group) for group in groups}
        return lambda: _note(found)


def _note(found: Collection[tuple[str, int]]) -> int:
    insert_rows(CopyNote, ("kind", "entity_id"), sorted(found))
    return len(found)


def _answered(object_type: ObjectType, ids: Collection[int]) -> set[tuple[str, int]]:
    """Those of the objects that have answers."""
    rows = Submission.objects.filter(object_type=object_type.value)
    found = (one for some in windows_of(ids) for one in some.of(rows).values_list("object_id", flat=True).distinct())
    return {(object_type.value, one) for one in found}


def _of_copies(annotation_ids: Collection[int]) -> set[tuple[str, int]]:
    """The objects that these annotations are the copies on."""
    rows = Submission.objects.filter(number=F("record__stream__recorded_number"))
    found: set[tuple[str, int]] = set()
    for some in windows_of(annotation_ids):
        found.update(some.of(rows, "record__stream__copy__annotation_id").values_list("object_type", "object_id"))
    return found


def look_at_noted(deadline: Deadline) -> int:
    """Look at the copies that anything was noted for, until the deadline; how many are to be put right or tried again.
    Safe to run twice, and at once in several workers. Those of a page at which something goes wrong are left to the
    night, which compares all.

    Raises what keeps OMERO from being asked.
    """
    check_site()
    asked = 0
    groups: dict[int, int] = {}  # by the notes that name them
    for notes in pages(CopyNote.objects.all(), "kind", "entity_id", size=MOST_IDS):
        with on_its_own(f"looking at copies that {len(notes)} changes in OMERO concern"), copying_agent() as agent:
            asked += _look(agent, {(kind, one) for _pk, kind, one in notes})
        groups |= {pk: one for pk, kind, one in notes if kind == CopyNote.GROUP}
        _forget(pk for pk, _kind, _one in notes if pk not in groups)
        if deadline.passed:
            break
    if groups:
        with on_its_own(f"looking at copies that wait for people in {len(groups)} groups"), copying_agent() as agent:
            asked += _try_in_groups(agent, frozenset(groups.values()))
        _forget(groups)
    return asked


def _forget(notes: Iterable[int]) -> None:
    for some in windows_of(notes):
        with short_write():
            some.of(CopyNote.objects.all(), "pk").delete()


def _look(agent: AgentSession, noted: Collection[tuple[str, int]]) -> int:
    asked = 0
    for object_type in ObjectType:
        for some in windows_of(one for kind, one in noted if kind == object_type.value):
            named = Q(object_type=object_type.value, object_id__in=some.ids)
            asked += compare(agent, read(to_compare().filter(named)))
            asked += _try_again(named)
    return asked


def _try_again(which: Q) -> int:
    """Let copies that wait be tried at the next sweep."""
    now = timezone.now()
    return Submission.objects.filter(_WAITING, which, next_at__gt=now).update(next_at=now, attempts=0)


def waiting_for_people() -> QuerySet[Submission]:
    """Those whose copy waits for something that people may change in a group."""
    return Submission.objects.filter(_WAITING, copy_reason__in=[*_ON_PEOPLE])


def _try_in_groups(agent: AgentSession, groups: Collection[int]) -> int:
    """The same for all that wait for people, and whose objects are in one of the groups now."""
    asked = 0
    for page in pages(waiting_for_people(), "object_type", "object_id", size=MOST_IDS):
        for object_type in ObjectType:
            ids = {one for _pk, kind, one in page if kind == object_type.value}
            there = placement.placements(agent, object_type, ids) if ids else {}
            here = {one for one, place in there.items() if place.group_id in groups}
            if here:
                asked += _try_again(Q(object_type=object_type.value, object_id__in=here))
    return asked
