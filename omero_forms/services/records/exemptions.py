# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of exemptions, as the records say what was decided on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.policies.exemptions import Decision, ExemptionState
from omero_forms.domain.records.parts import Told
from omero_forms.models import ExemptedObject, ExemptionRow, PolicyRow, Touched

_STATES = {Decision.APPROVED: ExemptionState.APPROVED, Decision.REFUSED: ExemptionState.REFUSED}


def put_exemption(told: Told) -> None:
    """Let the rows say what a record does, unless a newer one made them what they are, and have the objects judged
    anew.

    Raises PolicyRow.DoesNotExist where nothing proves the policy.
    """
    number = told.payload["number"]
    policy = PolicyRow.objects.get(uid=told.payload["policy"])
    row, _ = ExemptionRow.objects.get_or_create(id=told.payload["exemption"], defaults=_columns_of_new(policy, told))
    if row.number >= number:
        return
    if has_ended_by_itself(told):
        _note_left(row, told)
        is_whole = not ExemptedObject.objects.filter(exemption=row, left_at=None).exists()
    else:
        is_whole = True
    if told.payload["decision"] != Decision.ENDED:
        _name_objects(row, told)
    columns = columns_of_exemption(told) if is_whole else {}
    ExemptionRow.objects.filter(pk=row.pk).update(**columns, number=number)
    if told.payload["decision"] != Decision.REFUSED:
        judge_anew(row)


def repeat_exemption(told: Told) -> None:
    """Let the rows say again what a record does that was redacted: nobody knows any more whom its selector named."""
    rows = ExemptionRow.objects.filter(pk=told.payload["exemption"])
    if told.payload["decision"] == Decision.ENDED:
        rows.update(ended_message=told.text("message"))
        return
    for row in rows:
        judge_anew(row)
        _name_objects(row, told)
    rows.update(reason=told.text("reason"), message=told.text("message"), selector=_selector(told))


def columns_of_exemption(told: Told) -> dict[str, Any]:
    """The columns that say what a record says."""
    author = told.author
    by, name = (None, "") if author is None else (author.id, author.name)
    decision = Decision(told.payload["decision"])
    if decision is Decision.ENDED:
        return {
            "state": ExemptionState.ENDED,
            "ended_at": told.time,
            "ended_by": by,
            "ended_by_name": name,
            "ended_message": told.text("message"),
        }
    return {
        "state": _STATES[decision],
        "selector": _selector(told),
        "form_ids": told.payload["forms"],
        "until": date.fromisoformat(told.payload["until"]),
        "reason": told.text("reason"),
        "asked_by": told.asked_by.id,
        "decided_at": told.time,
        "decided_by": by,
        "decided_by_name": name,
        "is_own": told.payload["own"],
        "message": told.text("message"),
    }


def has_ended_by_itself(told: Told) -> bool:
    """Whether objects left, of which the record names those."""
    return told.payload["decision"] == Decision.ENDED and told.author is None


def judge_anew(row: ExemptionRow) -> None:
    """Have those whom it excuses, or excused, judged without waiting for the night."""
    if row.selector is not None:
        PolicyRow.objects.filter(pk=row.policy_id).update(excused_at=timezone.now())
    named = ExemptedObject.objects.filter(exemption=row).values_list("object_type", "object_id")
    Touched.objects.bulk_create(Touched(object_type=kind, object_id=one) for kind, one in named)


def _columns_of_new(policy: PolicyRow, told: Told) -> dict[str, Any]:
    """Of one that only records know; mails about it went out before."""
    return {
        **columns_of_exemption(told),
        "policy": policy,
        "state": ExemptionState.ASKED,
        "asked_at": told.time,
        "asked_by": told.asked_by.id,
        "asked_by_name": told.asked_by.name,
        "asked_told_at": told.time,
        "decided_told_at": told.time,
    }


def _selector(told: Told) -> dict[str, Any] | None:
    return None if told.content is None else told.content["selector"]


def _name_objects(row: ExemptionRow, told: Told) -> None:
    """It is about those that were there when it was decided on, and no other."""
    kept = []
    for one, name in told.exempted:
        identity = {"object_type": one["type"], "object_id": one["id"], "creation_event": one["creation_event"]}
        named, _ = ExemptedObject.objects.update_or_create(exemption=row, **identity, defaults={"name": name})
        kept.append(named.pk)
    ExemptedObject.objects.filter(exemption=row).exclude(pk__in=kept).delete()


def _note_left(row: ExemptionRow, told: Told) -> None:
    for one, _name in told.exempted:
        named: QuerySet[ExemptedObject] = ExemptedObject.objects.filter(
            exemption=row, object_type=one["type"], object_id=one["id"], creation_event=one["creation_event"]
        )
        named.update(is_left_recorded=True)
        named.filter(left_at=None).update(left_at=told.time)
