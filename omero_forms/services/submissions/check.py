# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before answers are accepted: may this user submit them for this object, and are they right? Nothing is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet

from omero_forms.conf import conf
from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.canonical import check_representable, check_sendable
from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState
from omero_forms.domain.records.acts import Capacity
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import identity
from omero_forms.kit.judging import judged_in_time
from omero_forms.kit.kept_queries import kept_query
from omero_forms.kit.omero import omero_calls
from omero_forms.models import FormVersion, KnownPerson, Submission
from omero_forms.selectors import forms as form_selectors
from omero_forms.services.submissions.request import Acceptable, Accepted, SubmissionRequest


def check(user: UserSession, request: SubmissionRequest, deadline: Deadline) -> Acceptable | Accepted:
    """Load the object as the user, once, and see whether the answers may be accepted for it: within the deadline of the
    whole request.

    A request that was accepted before, under the same key, is nothing to be checked again. Raises, before anything else
    is asked, `too_many_answers`, `answers_not_representable`, `body_too_large`; then `not_found`, `may_not_submit`,
    `form_not_assigned`, `form_retired`, `version_refused`, `version_unknown`, `answers_invalid`, `key_reused`,
    `omero_unavailable`.
    """
    check_sendable(request.answers, most_bytes=conf().max_body)
    check_representable(request.message)
    with omero_calls():
        loaded = objects.load(user, request.object_type, request.object_id)
    fingerprint = request.fingerprint()
    version = _asked_for(user, request, loaded)
    if version is None or version.is_repeated:
        before = accepted_before(user.person.id, request.client_key, fingerprint)
        if before is not None:
            return Accepted(before, loaded, _newer_than(before))
    return _checked(user, request, loaded, version, fingerprint, deadline)


def why_not(user: UserSession, loaded: LoadedObject) -> ErrorCode | None:
    """The code of why the user may not submit for an object, None when they may.

    Who may annotate it; and, by a setting, owners of its group and admins on behalf of its owner: in a private group
    not even admins can annotate.
    """
    if loaded.can_annotate:
        return None
    on_behalf = user.is_admin or loaded.group.id in user.owned_groups
    return None if conf().on_behalf and on_behalf else "may_not_submit"


def capacity(user: UserSession, loaded: LoadedObject) -> Capacity:
    """As what somebody submits who may."""
    if loaded.can_annotate:
        return Capacity.ANNOTATOR
    return Capacity.GROUP_OWNER if loaded.group.id in user.owned_groups else Capacity.ADMIN


def accepted_before(person_id: int, client_key: UUID, fingerprint: str) -> Submission | None:
    """The submission that a person made with this key before. Raises `key_reused` when it was another one."""
    found = (
        Submission.objects.filter(author_id=person_id, client_key=client_key)
        .select_related("record__stream", "version__form")
        .first()
    )
    if found is not None and found.body_hash != fingerprint:
        raise error("key_reused")
    return found


def _asked_for(user: UserSession, request: SubmissionRequest, loaded: LoadedObject) -> Any:
    """The version that was filled, if its form is offered here, with the form. In the same statement: was the key used
    (`is_repeated`), are the user's names known (`is_known`)?
    """
    person, group, kind = user.person, loaded.group.id, loaded.ref.type.value
    # A database without a type for keys keeps them in this form, and one with it reads it.
    key = request.client_key.hex
    found = _offered(request.form_id, request.version, group, kind, person.id, person.name, user.full_name, key)
    return found[0] if found else None


@kept_query
def _offered(
    form_id: str, number: int, group_id: int, object_type: str, person_id: int, name: str, full_name: str, key: str
) -> QuerySet[FormVersion]:
    before = Submission.objects.filter(author_id=person_id, client_key=key)
    names = KnownPerson.objects.filter(person_id=person_id, name=name, full_name=full_name)
    offered = FormVersion.objects.filter(
        form_id=form_id,
        number=number,
        record__redacted=False,
        form__assignments__group_id=group_id,
        form__assignments__object_type=object_type,
    )
    return offered.select_related("form").annotate(is_repeated=Exists(before), is_known=Exists(names))[:1]


def _checked(
    user: UserSession,
    request: SubmissionRequest,
    loaded: LoadedObject,
    version: Any,
    fingerprint: str,
    deadline: Deadline,
) -> Acceptable:
    refused = why_not(user, loaded)
    if refused:
        raise error(refused)
    if version is None:
        raise error(_why_no_version(request, loaded))
    form = version.form
    if form.state == FormState.RETIRED:
        raise error("form_retired")
    if version.refused:
        raise error("version_refused")
    answers = prepare(request.answers)
    if problems := judged_in_time(stored_schema(version.judging), answers, deadline):
        raise error("answers_invalid", details={"problems": [problem.as_json() for problem in problems]})
    newer = form.current_version if form.current_version > version.number else None
    with omero_calls():
        parent = objects.parent(user, loaded.ref)
    return Acceptable(user, request, loaded, parent, version, newer, answers, fingerprint, version.is_known)


def _why_no_version(request: SubmissionRequest, loaded: LoadedObject) -> ErrorCode:
    if identity().is_in_part:
        return "rebuilding"
    form = form_selectors.form_by_id(request.form_id)
    if form is None or not form_selectors.is_assigned(form, loaded.group.id, loaded.ref.type):
        return "form_not_assigned"
    return "form_retired" if form.state == FormState.RETIRED else "version_unknown"


def _newer_than(submission: Submission) -> int | None:
    version = submission.version
    current = version.form.current_version
    return current if current > version.number else None
