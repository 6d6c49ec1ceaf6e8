# SPDX-License-Identifier: AGPL-3.0-or-later
"""Approve, refuse, withdraw and end exemptions. What was decided is a record of the group's policies, and in force from
the moment it is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.utils import timezone

from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.policies.exemptions import TEXT_LIMIT, Decision, ExemptionState
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.parts import exemption_parts
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person, policy_stream
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.placement import still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import refuse_other_server, remembered
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import ExemptedObject, ExemptionRow
from omero_forms.selectors.exemptions import known_exemption, own_standing
from omero_forms.services.access.permissions import may_offer_to, require_group_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.records import decide as entries
from omero_forms.services.records.gate import on_its_own
from omero_forms.services.records.project import project

OWN: Final = noop("You asked for this yourself. Another owner of the group, or an OMERO admin, has to decide on it.")
# no text: it is kept in a record
LEFT: Final = "The objects left the scope of the policy."
NONE_LEFT: Final = noop("None of the objects is in the group any more, as far as you see. Refuse it.")

_EVENTS: Final = {
    Decision.APPROVED: EventName.EXEMPTION_APPROVED,
    Decision.REFUSED: EventName.EXEMPTION_REFUSED,
    Decision.ENDED: EventName.EXEMPTION_ENDED,
}


def approve(user: UserSession, exemption_id: str, *, message: str, via: Via) -> None:
    """Approve an exemption: its objects are excused from now on. See :func:`_answer`; `request_invalid` as well where
    its last day is over, none of its objects is there, or the policy does not ask for it any more.
    """
    _answer(user, exemption_id, Decision.APPROVED, message, via)


def refuse(user: UserSession, exemption_id: str, *, message: str, via: Via) -> None:
    """Refuse an exemption. See :func:`_answer`."""
    _answer(user, exemption_id, Decision.REFUSED, message, via)


def _answer(user: UserSession, exemption_id: str, decision: Decision, message: str, via: Via) -> None:
    """Decide on a request. The same decision of the same person again changes nothing.

    Raises `not_found`, `forbidden` for who does not own the group and for who has asked for it while somebody else
    could decide, `exemption_decided`, `request_invalid`, `other_database`, and what keeps a stream from getting a
    number.
    """
    row = _admitted(user, exemption_id, message)
    capacity = require_group_owner(user, row.policy.group_id)
    if row.state == decision.value and row.decided_by == user.person.id:
        return
    if decision is Decision.REFUSED and not message.strip():
        raise error("request_invalid", message=t("Say why it is refused."))
    _require(row, ExemptionState.ASKED)
    stands = own_standing(user, row)
    if stands is None:
        raise error("forbidden", message=t(OWN))
    objects = _named(row)
    if decision is Decision.APPROVED:
        objects = _there(user, row)
        if row.until < today():
            raise error("request_invalid", message=t("The last day of this exemption is over. Refuse it."))
        if row.selector is None and not objects:
            raise error("request_invalid", message=t(NONE_LEFT))

    def decide(now: ExemptionRow) -> entries.Decision:
        _require(now, ExemptionState.ASKED)
        if decision is Decision.APPROVED:
            _require_policy(now)
        _tell(user, _EVENTS[decision], now, own=stands.is_own)
        return _entry(now, decision, objects, capacity, message=message, is_own=stands.is_own)

    _append(user, row, decide, via)


def end(user: UserSession, exemption_id: str, *, message: str, via: Via) -> None:
    """End an exemption before its last day, as its asker or an owner of the group; one that waits is withdrawn by who
    asked for it. What has ended already stays as it is.

    Raises `not_found`, `forbidden`, `exemption_decided` for one that was refused, `request_invalid`, `other_database`.
    """
    row = _admitted(user, exemption_id, message)
    asked_by_them = user.person.id == row.asked_by
    if row.state == ExemptionState.ASKED and asked_by_them:
        _withdraw(user, row)
        return
    if not asked_by_them and not may_offer_to(user, row.policy.group_id):
        raise error("forbidden")
    if row.state in {ExemptionState.ENDED, ExemptionState.WITHDRAWN}:
        return
    _require(row, ExemptionState.APPROVED)
    capacity = Capacity.ANNOTATOR if asked_by_them else require_group_owner(user, row.policy.group_id)

    def decide(now: ExemptionRow) -> entries.Decision:
        _require(now, ExemptionState.APPROVED)
        _tell(user, EventName.EXEMPTION_ENDED, now)
        if not asked_by_them:
            _mail_again(now)
        return _entry(now, Decision.ENDED, _named(now), capacity, message=message)

    _append(user, row, decide, via)


def end_left(deadline: Deadline) -> int:
    """Record that exemptions ended of objects that left the scope of a policy; how many. They are excused no more
    already: evaluations saw to it. What is wrong with one keeps no other waiting.

    Safe to run twice, and at once in several workers.
    """
    left = ExemptedObject.objects.filter(left_at__isnull=False, is_left_recorded=False)
    waiting = left.filter(exemption__state=ExemptionState.APPROVED).values_list("exemption_id", flat=True)

    def decide(now: ExemptionRow) -> entries.Decision | None:
        gone = list(left.filter(exemption=now).order_by("pk"))
        if now.state != ExemptionState.APPROVED or not gone:
            return None
        _tell(None, EventName.EXEMPTION_ENDED, now)
        if not now.objects_named.filter(left_at=None).exists():
            _mail_again(now)
        return _entry(now, Decision.ENDED, _refs(gone), Capacity.SERVICE, message=LEFT)

    ended = 0
    for exemption_id in sorted(set(waiting)):
        if deadline.passed:
            break
        with on_its_own(f"the end of exemption {exemption_id}"):
            row = ExemptionRow.objects.select_related("policy").get(pk=exemption_id)
            ended += _append(None, row, decide, Via.SCHEDULE)
    return ended


def _append(
    user: UserSession | None, row: ExemptionRow, decide: Callable[[ExemptionRow], entries.Decision | None], via: Via
) -> int:
    """Append what is decided on the row as it is then; how many entries."""
    stream = policy_stream(row.policy.group_id)

    def decided() -> Sequence[tuple[str, entries.Decision]]:
        rows = ExemptionRow.objects.select_related("policy").select_for_update(of=("self",))
        entry = decide(rows.get(pk=row.pk))
        return [] if entry is None else [(stream, entry)]

    return len(entries.append_entries(user, [stream], decided, via=via, beside=project))


def _admitted(user: UserSession, exemption_id: str, message: str) -> ExemptionRow:
    refuse_other_server(user.server_uuid)
    row = known_exemption(user, exemption_id)
    if len(message) > TEXT_LIMIT:
        raise error("request_invalid", message=t("A message has at most {limit} characters.", limit=TEXT_LIMIT))
    check_representable(message)
    return row


def _require(row: ExemptionRow, state: ExemptionState) -> None:
    if row.state != state:
        raise error("exemption_decided", details={"state": row.state})


def _require_policy(row: ExemptionRow) -> None:
    """Raise `request_invalid` where the policy asks no more for what the exemption would excuse from."""
    policy = row.policy
    if policy.ended_at is not None:
        raise error("request_invalid", message=t("The policy has ended: nothing is left to be excused. Refuse it."))
    if row.form_ids and not policy.forms.filter(form__in=row.form_ids).exists():
        raise error("request_invalid", message=t("The policy does not ask for these forms any more. Refuse it."))
    if row.objects_named.exclude(object_type=policy.object_type).exists():
        told = t("The policy is not about objects of this type any more. Refuse it.")
        raise error("request_invalid", message=told)


def _mail_again(row: ExemptionRow) -> None:
    """Whoever asked for it is told that it ended, too."""
    ExemptionRow.objects.filter(pk=row.pk).update(decided_told_at=None)


def _withdraw(user: UserSession, row: ExemptionRow) -> None:
    with short_write():
        now = ExemptionRow.objects.select_for_update().get(pk=row.pk)
        if now.state != ExemptionState.WITHDRAWN:
            _require(now, ExemptionState.ASKED)
            ExemptionRow.objects.filter(pk=row.pk).update(state=ExemptionState.WITHDRAWN, ended_at=timezone.now())
            _tell(user, EventName.EXEMPTION_WITHDRAWN, row)


def _there(user: UserSession, row: ExemptionRow) -> list[NamedObject]:
    """Those of its objects that are in the group, as who decides sees them now."""
    with omero_calls():
        found = still_there(user, row.objects_named.order_by("pk"))
    here = [(one, now) for one, now in found if now.group_id == row.policy.group_id]
    return [NamedObject(_ref(one), now.name) for one, now in here]


def _named(row: ExemptionRow) -> list[NamedObject]:
    return _refs(row.objects_named.filter(is_left_recorded=False).order_by("pk"))


def _refs(objects: Iterable[ExemptedObject]) -> list[NamedObject]:
    return [NamedObject(_ref(one), one.name) for one in objects]


def _ref(one: ExemptedObject) -> ObjectRef:
    return ObjectRef(remembered() or "", ObjectType(one.object_type), one.object_id, one.creation_event)


def _entry(
    row: ExemptionRow,
    decision: Decision,
    objects: Sequence[NamedObject],
    capacity: Capacity,
    *,
    message: str,
    is_own: bool = False,
) -> entries.Decision:
    policy = row.policy
    parts = exemption_parts(
        group_id=policy.group_id,
        group_name=policy.group_name,
        policy=policy.uid,
        exemption=row.pk,
        decision=decision.value,
        objects=objects,
        selector=row.selector,
        forms=row.form_ids,
        until=row.until,
        asked_by=Person(row.asked_by, row.asked_by_name),
        is_own=is_own,
        reason=row.reason,
        message=message.strip(),
    )
    return entries.Decision("exemption.decided", parts, capacity)


def _tell(user: UserSession | None, event: EventName, row: ExemptionRow, **more: bool) -> None:
    policy = row.policy
    told = {"exemption": row.pk, "policy": policy.uid, "name": policy.name, "group": policy.group_name}
    record_event(user, event, group_id=policy.group_id, **told, **more)
