# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exemptions that objects are judged by: approved ones, also those that have ended since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from omero_forms.domain.policies.exemptions import Exemption, Exemptions, ExemptionState, Identity, last_day
from omero_forms.domain.policies.selectors import Selector, from_words
from omero_forms.domain.refs import ObjectRef
from omero_forms.kit.clocks import day_of
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import ExemptedObject, ExemptionRow, Finding, KnownPerson

IN_FORCE = (ExemptionState.APPROVED, ExemptionState.ENDED)


def exemptions_from(policy_ids: Collection[int], about: int | None = None) -> dict[int, Exemptions]:
    """Those from each of the policies that has any; where they are `about` an object's id, no other object is named.
    One that left a policy's scope is not named any more.
    """
    granted = {row.pk: row for row in _granted(sorted(policy_ids))}
    if not granted:
        return {}
    by_object: dict[int, dict[Identity, tuple[Exemption, ...]]] = defaultdict(dict)
    by_selector: dict[int, list[tuple[Selector, Exemption]]] = defaultdict(list)
    for row in granted.values():
        if row.selector is not None:
            by_selector[row.policy_id].append((from_words(row.selector), _exemption(row)))
    named = ExemptedObject.objects.filter(exemption__in=granted.keys(), left_at=None).order_by("pk")
    if about is not None:
        named = named.filter(object_id=about)
    for exemption_id, object_id, creation_event in named.values_list("exemption_id", "object_id", "creation_event"):
        row = granted[exemption_id]
        known = by_object[row.policy_id]
        identity = (object_id, creation_event)
        known[identity] = (*known.get(identity, ()), _exemption(row))
    return {
        policy_id: Exemptions(by_object.get(policy_id, {}), tuple(by_selector.get(policy_id, ())))
        for policy_id in {row.policy_id for row in granted.values()}
    }


def selectors_in_force() -> list[tuple[str, dict[str, Any]]]:
    """Object type and stored selector of each exemption that names no objects."""
    rows = ExemptionRow.objects.filter(state__in=IN_FORCE, selector__isnull=False, policy__ended_at=None)
    return [(name, selector or {}) for name, selector in rows.values_list("policy__object_type", "selector")]


def policies_asked(ref: ObjectRef) -> frozenset[int]:
    """Ids of the policies from which an exemption of the object waits for a decision."""
    return frozenset(policy_id for (policy_id,) in _asked(ref.type.value, ref.id, ref.creation_event))


def findings_asked(findings: Sequence[Finding]) -> frozenset[int]:
    """Ids of those findings of whose object an exemption from their policy waits for a decision."""
    if not findings:
        return frozenset()
    waiting = ExemptedObject.objects.filter(
        exemption__state=ExemptionState.ASKED,
        exemption__policy__in={one.policy_id for one in findings},
        object_id__in={one.object_id for one in findings},
        left_at=None,
    )
    known = set(waiting.values_list("exemption__policy_id", "object_type", "object_id", "creation_event"))
    return frozenset(
        one.pk for one in findings if (one.policy_id, one.object_type, one.object_id, one.creation_event) in known
    )


@kept_query
def _asked(object_type: str, object_id: int, creation_event: int) -> QuerySet[ExemptedObject, tuple[int]]:
    waiting = ExemptedObject.objects.filter(exemption__state=ExemptionState.ASKED, left_at=None)
    named = waiting.filter(object_type=object_type, object_id=object_id, creation_event=creation_event)
    return named.values_list("exemption__policy_id")


@kept_query
def _granted(policy_ids: list[int]) -> QuerySet[ExemptionRow]:
    rows = ExemptionRow.objects.filter(policy__id__in=policy_ids, state__in=IN_FORCE).order_by("asked_at", "pk")
    called = KnownPerson.objects.filter(person_id=OuterRef("decided_by")).values("full_name")
    return rows.annotate(approver=Subquery(called))


def _exemption(row: Any) -> Exemption:
    ended = None if row.ended_at is None else day_of(row.ended_at)
    approver = row.approver or row.decided_by_name
    return Exemption(last_day(row.until, ended), row.reason, approver, frozenset(row.form_ids))
