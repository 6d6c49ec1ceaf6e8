# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ask for an exemption: for own objects, and by owners of the group for any of them, or for all that fit a selector."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.policies.exemptions import LONGEST, MOST_OBJECTS, TEXT_LIMIT, ExemptionState
from omero_forms.domain.policies.gates import OWN_TAG, Gate
from omero_forms.domain.policies.read_selector import read_selector
from omero_forms.domain.policies.selectors import EVERYTHING, Selector, as_words
from omero_forms.domain.refs import OPAQUE_BYTES, ObjectType, opaque_id
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.placement import Placement, placements
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import ExemptedObject, ExemptionRow, PolicyRow
from omero_forms.selectors.groups import member_group
from omero_forms.services.access.permissions import may_offer_to
from omero_forms.services.events.write import record_event
from omero_forms.services.people import remember_person
from omero_forms.services.policies.check import unknown_of
from omero_forms.services.records.gate import check_site

MOST_WAITING: Final = 100
"""Requests of one person that wait for a decision."""

NOT_YOURS: Final = noop(
    "You can ask for exemptions of your own data. For data of others, and for all that fits a selector, an owner of the "
    "group can."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRequest:
    """What is asked for: of these objects, or of all that fit the selector (in the words of the policy's file), from
    all forms of the policy unless some are named, up to and with a day.
    """

    policy_id: int
    object_ids: tuple[int, ...] = ()
    selector: Mapping[str, Any] | None = None
    form_ids: tuple[str, ...] = ()
    until: date
    reason: str


def ask(user: UserSession, request: ExemptionRequest) -> str:
    """Ask for an exemption; its id. The same request again, while it waits, is the same one.

    Raises `not_found` for a policy or an object that the user may not know of, `forbidden` for data of others,
    `request_invalid` with all problems, `answers_not_representable`, `other_database`, `site_differs`.
    """
    refuse_other_server(user.server_uuid)
    check_site()
    policy = PolicyRow.objects.filter(pk=request.policy_id, ended_at=None).prefetch_related("forms").first()
    if policy is None:
        raise error("not_found")
    group = member_group(user, policy.group_id)
    found = _objects(user, policy, request)
    owners = {one.owner_id for one in found.values()} if request.selector is None else {None}
    if not all(may_ask(user, one, policy.group_id) for one in owners):
        raise error("forbidden", message=t(NOT_YOURS))
    _check(policy, request)
    with short_write():
        # Two clicks at once wait for each other here.
        if PolicyRow.objects.select_for_update().filter(pk=policy.pk, ended_at=None).first() is None:
            raise error("not_found")
        if (same := _same(user, policy, request)) is not None:
            return same
        if _waiting(user) >= MOST_WAITING:
            raise error(
                "request_invalid",
                message=t("{limit} of your requests wait for a decision already.", limit=MOST_WAITING),
            )
        row = _write(user, policy, request, found)
        remember_person(user.person.id, user.person.name, user.full_name)
        record_event(
            user,
            EventName.EXEMPTION_ASKED,
            group_id=policy.group_id,
            exemption=row.pk,
            policy=policy.uid,
            name=policy.name,
            group=group.name,
        )
    return row.pk


def may_ask(user: UserSession, owner_id: int | None, group_id: int) -> bool:
    """Whether somebody may ask for an exemption of an object of that owner, or (None) of all that fit a selector."""
    return owner_id == user.person.id or may_offer_to(user, group_id)


def _objects(user: UserSession, policy: PolicyRow, request: ExemptionRequest) -> dict[int, Placement]:
    """The objects as they are now. Raises `not_found` where one is not in the policy's group, as the user sees it."""
    ids = set(request.object_ids[:MOST_OBJECTS])
    if not ids:
        return {}
    with omero_calls():
        found = placements(user, ObjectType(policy.object_type), ids)
    if any(one not in found or found[one].group_id != policy.group_id for one in ids):
        raise error("not_found")
    return found


def _check(policy: PolicyRow, request: ExemptionRequest) -> None:
    problems = [*_whom(policy, request), *_for_what(policy, request)]
    if problems:
        told = [{"pointer": f"/{name}", "message": message} for name, message in problems]
        raise error("request_invalid", message=problems[0][1], details={"problems": told})
    check_representable(request.reason)


def _whom(policy: PolicyRow, request: ExemptionRequest) -> list[tuple[str, str]]:
    if (request.selector is None) == (not request.object_ids):
        return [("objects", t("Name objects, or a selector, and not both."))]
    if len(request.object_ids) > MOST_OBJECTS:
        return [("objects", t("Name at most {limit} objects, or a selector that they fit.", limit=MOST_OBJECTS))]
    if request.selector is not None:
        try:
            selector = read_selector(request.selector)
        except FormsError as fault:
            return [(one["pointer"].removeprefix("/"), one["message"]) for one in fault.details["problems"]]
        return [("selector", said) for said in _selector_problems(policy, selector)]
    return []


def _selector_problems(policy: PolicyRow, selector: Selector) -> list[str]:
    if selector == EVERYTHING:
        return [t("This selects all objects. End the policy instead, or name what they have in common.")]
    gate = Gate.from_words(policy.gate)
    if gate is not None and gate.is_asked_for_by(selector):
        return [t(OWN_TAG)]
    return unknown_of(selector, ObjectType(policy.object_type))


def _for_what(policy: PolicyRow, request: ExemptionRequest) -> list[tuple[str, str]]:
    first, problems = today(), []
    if set(request.form_ids) - {one.form_id for one in policy.forms.all()}:
        problems.append(("forms", t("The policy does not ask for one of these forms.")))
    if not first <= request.until <= first + LONGEST:
        problems.append(("until", t("Choose a day from today to {last_day}.", last_day=first + LONGEST)))
    if not request.reason.strip() or len(request.reason) > TEXT_LIMIT:
        problems.append(("reason", t("Say why, in at most {limit} characters.", limit=TEXT_LIMIT)))
    return problems


def _write(
    user: UserSession, policy: PolicyRow, request: ExemptionRequest, found: Mapping[int, Placement]
) -> ExemptionRow:
    row = ExemptionRow.objects.create(
        id=opaque_id("x", secrets.token_bytes(OPAQUE_BYTES)),
        policy=policy,
        state=ExemptionState.ASKED,
        selector=_words(request),
        form_ids=sorted(set(request.form_ids)),
        until=request.until,
        reason=request.reason.strip(),
        asked_at=timezone.now(),
        asked_by=user.person.id,
        asked_by_name=user.person.name,
        asked_sudoer=user.sudoer and user.sudoer.as_json(),
    )
    ExemptedObject.objects.bulk_create(
        ExemptedObject(
            exemption=row,
            object_type=policy.object_type,
            object_id=one,
            creation_event=now.creation_event,
            name=now.name,
        )
        for one, now in sorted(found.items())
    )
    return row


def _words(request: ExemptionRequest) -> dict[str, Any] | None:
    """The selector as the database keeps it."""
    return None if request.selector is None else as_words(read_selector(request.selector))


def _waiting(user: UserSession) -> int:
    return ExemptionRow.objects.filter(asked_by=user.person.id, state=ExemptionState.ASKED).count()


def _same(user: UserSession, policy: PolicyRow, request: ExemptionRequest) -> str | None:
    """The id of a request that waits and asks for the very same, as after a second click."""
    waiting = ExemptionRow.objects.filter(
        asked_by=user.person.id,
        state=ExemptionState.ASKED,
        policy=policy,
        until=request.until,
        reason=request.reason.strip(),
    )
    wanted = (_words(request), set(request.object_ids), sorted(set(request.form_ids)))
    for row in waiting.prefetch_related("objects_named"):
        if (row.selector, {one.object_id for one in row.objects_named.all()}, row.form_ids) == wanted:
            return row.pk
    return None
