# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a badge says of an object in a word: what is asked of it, how what it lies in stands, and what lies in it; and
where to go on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from omero_forms.domain.policies.finding_status import OWED, Status, worst
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import NamedObject, ObjectType
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Finding, PolicyRow, RecordState, Submission
from omero_forms.selectors.findings import lacking_still
from omero_forms.selectors.requirements import Asked, asked_of

MOST_CHILDREN = 1000
"""So many are looked at: as many as one question names."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An object with something still to be done, and the first form that it lacks still."""

    object: NamedObject
    form_id: str | None


@dataclass(frozen=True, slots=True)
class Children:
    """How many of what lies in an object have which status, of those that a policy holds for. There are `more` than
    were looked at.
    """

    type: ObjectType
    statuses: dict[str, int]
    more: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """What is asked of an object now; what it lies in and what lies in it, by the last evaluation.

    `gap` is what to go on with: what is due first of the object itself, else of what lies in it, else of what it lies
    in. What was submitted for these since they were judged is none, so that nobody is led to it twice.
    """

    loaded: LoadedObject
    asked: list[Asked]
    parents: list[tuple[NamedObject, Status]]
    children: Children | None
    gap: Gap | None


def badge_of(user: UserSession, loaded: LoadedObject) -> Badge:
    """What a badge says of an object that the user has just loaded. Types for which its group has no policy are not
    asked for.
    """
    under = defaultdict(list)
    rows = PolicyRow.objects.filter(group_id=loaded.group.id, ended_at__isnull=True).exclude(
        requirement=Requirement.NONE
    )
    for pk, object_type in rows.values_list("pk", "object_type"):
        under[ObjectType(object_type)].append(pk)
    kind = objects.CHILDREN.get(loaded.ref.type)
    with omero_calls():
        parents = objects.parents(user, loaded.ref, under.keys())
        children = objects.children(user, loaded.ref, MOST_CHILDREN + 1) if kind and kind[0] in under else []
    policies = [pk for of_type in under.values() for pk in of_type]
    looked_at = children[:MOST_CHILDREN]
    found = _findings([*parents, *looked_at], policies)
    above = [(one, worst(Status(finding.status) for finding in found[one])) for one in parents if found[one]]
    asked = asked_of(loaded) if loaded.ref.type in under else []
    return Badge(
        loaded,
        asked,
        above,
        _children(children, found) if children else None,
        _own_gap(loaded, asked) or _gap_among(looked_at, found) or _gap_among(parents, found),
    )


def _own_gap(loaded: LoadedObject, asked: Sequence[Asked]) -> Gap | None:
    owed = sorted(
        (one for one in asked if one.status is None or one.status in OWED), key=lambda one: one.due or date.max
    )
    submitted = _submitted(loaded, owed) if owed else {}
    for one in owed:
        # What is recorded is weighed already, unless nothing was evaluated so far.
        answered = {
            form_id for form_id, states in submitted.items() if one.status is None or RecordState.PENDING in states
        }
        left = [form_id for form_id in one.lacking if form_id not in answered]
        if left and (one.policy.requirement != Requirement.ONE_OF or len(left) == len(one.lacking)):
            return Gap(NamedObject(loaded.ref, loaded.name), left[0])
    return None


def _submitted(loaded: LoadedObject, owed: Sequence[Asked]) -> dict[str, set[str]]:
    """By the ids of forms that are lacking, how far their submissions have come."""
    rows = Submission.objects.filter(
        object_type=loaded.ref.type.value,
        object_id=loaded.ref.id,
        creation_event=loaded.ref.creation_event,
        form__in={form_id for one in owed for form_id in one.lacking},
    )
    found = defaultdict[str, set[str]](set)
    for form_id, state in rows.values_list("form_id", "record__state"):
        found[form_id].add(state)
    return found


def _gap_among(objects_there: Sequence[NamedObject], found: Findings) -> Gap | None:
    owed = {row.pk: (one, row) for one in objects_there for row in found[one] if Status(row.status) in OWED}
    still = lacking_still(Finding.objects.filter(pk__in=owed)) if owed else {}
    left = [(row.due or date.max, one.ref.id, pk) for pk, (one, row) in owed.items() if still.get(pk, True)]
    if not left:
        return None
    one, row = owed[min(left)[2]]
    return Gap(one, next(iter(still.get(row.pk, row.lacking)), None))


Findings = dict[NamedObject, list[Finding]]


def _findings(of: Sequence[NamedObject], policies: Sequence[int]) -> Findings:
    """What is open of each of them."""
    by_type: dict[ObjectType, dict[tuple[int, int], NamedObject]] = defaultdict(dict)
    for one in of:
        by_type[one.ref.type][one.ref.id, one.ref.creation_event] = one
    found: Findings = {one: [] for one in of}
    for object_type, known in by_type.items():
        rows = Finding.objects.filter(
            object_type=object_type.value,
            object_id__in=[object_id for object_id, _event in known],
            closed_at__isnull=True,
            policy__in=policies,
        )
        for row in rows.only("object_id", "creation_event", "status", "due", "lacking"):
            if (row.object_id, row.creation_event) in known:
                found[known[row.object_id, row.creation_event]].append(row)
    return found


def _children(children: Sequence[NamedObject], found: Findings) -> Children | None:
    looked_at = children[:MOST_CHILDREN]
    statuses = Counter[str](worst(Status(row.status) for row in found[one]) for one in looked_at if found[one])
    if not statuses:
        return None
    return Children(children[0].ref.type, dict(statuses), len(children) > MOST_CHILDREN)
