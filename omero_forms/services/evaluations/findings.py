# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings that are stored, and what judging changes of them.

Millions are read and compared in a run, of which few differ: they are tuples here, with values as the database's driver
gives and takes them, and no model objects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.db.models import F, Q, QuerySet

from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.plain_values import Value, bare
from omero_forms.models import Finding, PolicyRow
from omero_forms.selectors.windows import Window, kept_by_window

KEY: Final = ("policy", "object_type", "object_id", "creation_event")
"""The columns that say which finding it is."""

OURS: Final = ("first_seen", "since", "changed_at", "closed_at", "closed_reason")
"""The columns that we set by our own clock: they follow from a change and are none themselves."""

FACTS: Final = ("name", "owner_id", "owner_name", "owner_full_name")
"""The columns that an object's own facts give."""

VERDICT: Final = ("group_id", "status", "lacking", "outdated_versions", "reason", "due")
"""The columns that the judgement gives: the same for all objects of one case."""

JUDGED: Final = (*FACTS, *VERDICT)
"""Where one of these differs from what is stored, the finding changed."""

WRITTEN: Final = (*JUDGED, *OURS)
"""The columns that a finding written again replaces: all but its key."""

POLICY_ENDED: Final = noop("The policy has ended or now covers other objects.")

FindingKey = tuple[int, int]
"""Object id, creation event."""


class Stored(NamedTuple):
    """An open finding, as far as a run reads it."""

    object_id: int
    creation_event: int
    name: str
    owner_id: int
    owner_name: str
    owner_full_name: str
    group_id: int
    status: str
    lacking: Value
    outdated_versions: Value
    reason: str
    due: Value
    first_seen: Value
    since: Value
    id: int
    policy_id: int


class Row(NamedTuple):
    """A finding to write: all columns but the primary key, in the order of KEY and WRITTEN."""

    policy_id: int
    object_type: str
    object_id: int
    creation_event: int
    name: str
    owner_id: int
    owner_name: str
    owner_full_name: str
    group_id: int
    status: str
    lacking: Value
    outdated_versions: Value
    reason: str
    due: Value
    first_seen: Value
    since: Value
    changed_at: Value
    closed_at: Value
    closed_reason: str


@dataclass(slots=True)
class Changes:
    """What an evaluation of a page has to write: findings to put, and ids to close by reason. `gates` are policies that
    have one, of which any of these is.
    """

    put: list[Row] = field(default_factory=list)
    close: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    gates: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.put) + sum(len(ids) for ids in self.close.values())


def of_ended_policies(group_id: int, current: Mapping[int, ObjectType]) -> Changes:
    """What closes the findings of a group's policies that ended, and of those that are about another type now.
    `current` are the types of the others.
    """
    of_group = PolicyRow.objects.filter(group_id=group_id).values_list("pk", flat=True)
    # By policy and type, as the key of a finding begins: nothing is read of those that stay open.
    ended = Q(policy__in=[one for one in of_group if one not in current])
    for policy_id, object_type in current.items():
        ended |= Q(policy=policy_id, object_type__in=[one.value for one in ObjectType if one != object_type])
    changes = Changes()
    left = Finding.objects.filter(ended, closed_at__isnull=True)
    changes.close[POLICY_ENDED] = list(left.values_list("pk", flat=True))
    return changes


def open_findings(
    policies: Collection[int], object_type: str, window: Window
) -> dict[int, dict[FindingKey, tuple[Value, ...]]]:
    """Open findings of the objects in a window by policy, as plain tuples in the order of `Stored`; one statement."""
    found: dict[int, dict[FindingKey, tuple[Value, ...]]] = {one: {} for one in policies}
    for row in _open(window, [*policies], object_type):
        found[row[-1]][row[:2]] = row
    return found


@kept_by_window(kept_rows)
def _open(window: Window, policies: list[int], object_type: str) -> QuerySet[Finding, tuple[Value, ...]]:
    columns = [bare(name) if name in ("due", "first_seen", "since") else F(name) for name in Stored._fields]
    found = Finding.objects.filter(policy__id__in=policies, object_type=object_type, closed_at__isnull=True)
    return window.of(found).order_by().values_list(*columns)
