# SPDX-License-Identifier: AGPL-3.0-or-later
"""Submit answers: accept them once, then record and copy them as far as the time allows (docs/architecture.md)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.answers.diff import diff
from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.canonical import canonical, check_representable, parse_json
from omero_forms.domain.errors import ErrorCode, FormsError, error
from omero_forms.domain.forms import FormState, submission_fields
from omero_forms.domain.refs import ObjectType, submission_stream
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session, omero_calls
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import Form, FormVersion, Submission
from omero_forms.selectors import forms as form_selectors
from omero_forms.selectors import submissions as submission_selectors
from omero_forms.selectors.keys import sealer
from omero_forms.services.people import remember_person
from omero_forms.services.records.append import Event, StaleNumberError, append
from omero_forms.services.records.project import create_submission
from omero_forms.services.records.write import check_heads, record_stream
from omero_forms.services.submissions.copy import copy_as_user

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 5.0
"""For recording and copying together in a request; then the answer is "accepted" and the worker goes on."""

MESSAGE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class SubmissionRequest:
    """What the browser sends. `base` is the number it saw, None for "append, whatever came between"."""

    object_type: ObjectType
    object_id: int
    form_id: str
    version: int
    base: int | None
    client_key: UUID
    answers: Mapping[str, Any]
    message: str

    def fingerprint(self) -> str:
        """The same for the same request, whatever the order of its keys."""
        content = {
            "object": [self.object_type.value, self.object_id],
            "form": self.form_id,
            "version": self.version,
            "base": self.base,
            "answers": dict(self.answers),
            "message": self.message,
        }
        return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted submission; `newer_version` when the form has a newer one than was filled."""

    submission: Submission
    loaded: LoadedObject
    newer_version: int | None


@dataclass(frozen=True, slots=True)
class Acceptable:
    """A request that passed every check that needs no number."""

    request: SubmissionRequest
    loaded: LoadedObject
    version: FormVersion
    answers: dict[str, Any]
    fingerprint: str


def submit(user: UserSession, request: SubmissionRequest) -> Accepted:
    """Accept answers, then record and copy them.

    Raises, with nothing written: `answers_not_representable`, `not_found`, `may_not_submit`, `form_not_assigned`,
    `form_retired`, `version_unknown`, `answers_invalid`, `key_reused`, `stale_base`, `history_behind`,
    `omero_unavailable`, `setup_incomplete`, `other_database`. Once accepted it does not raise.
    """
    check_representable(request.answers)
    check_representable(request.message)
    with omero_calls():
        loaded = objects.load(user, request.object_type, request.object_id)
    fingerprint = request.fingerprint()
    submission = _accepted_before(user, request, fingerprint)
    if submission is None:
        submission = _accept(user, _check(user, request, loaded, fingerprint))
    _record_and_copy(user, submission)
    return Accepted(_fresh(submission), loaded, _newer_version(submission))


def why_not(user: UserSession, loaded: LoadedObject) -> ErrorCode | None:
    """The code of why the user may not submit for an object, None when they may.

    Who may annotate it; and, by a setting, owners of its group and admins on behalf of its owner: in a private group
    not even admins can annotate.
    """
    if loaded.can_annotate:
        return None
    on_behalf = user.is_admin or loaded.group.id in user.owned_groups
    return None if conf().on_behalf and on_behalf else "may_not_submit"


def _accepted_before(user: UserSession, request: SubmissionRequest, fingerprint: str) -> Submission | None:
    """The submission that was made with this key before. Raises `key_reused` when it was another one."""
    found = (
        Submission.objects.filter(author_id=user.person.id, client_key=request.client_key)
        .select_related("record__stream", "version__form")
        .first()
    )
    if found is not None and found.body_hash != fingerprint:
        raise error("key_reused")
    return found


def _check(user: UserSession, request: SubmissionRequest, loaded: LoadedObject, fingerprint: str) -> Acceptable:
    refused = why_not(user, loaded)
    if refused:
        raise error(refused)
    form = form_selectors.form_by_id(request.form_id)
    if form is None or not form_selectors.is_assigned(form, loaded.group.id, loaded.ref.type):
        raise error("form_not_assigned")
    if form.state == FormState.RETIRED:
        raise error("form_retired")
    version = form_selectors.version_of(form, request.version)
    answers = prepare(request.answers)
    problems = validate(stored_schema(version.schema), answers)
    if problems:
        raise error("answers_invalid", details={"problems": [problem.as_json() for problem in problems]})
    return Acceptable(request, loaded, version, answers, fingerprint)


def _accept(user: UserSession, acceptable: Acceptable) -> Submission:
    """Number and seal the answers: one short transaction, after a look at what OMERO holds."""
    request, ref = acceptable.request, acceptable.loaded.ref
    stream = submission_stream(request.form_id, ref)
    with master_session() as master:
        check_heads([stream], master=master, deadline=Deadline.after(BUDGET_SECONDS))
        server = master.server_uuid
    if ref.server != server:
        raise error("other_database")
    event = Event(server, stream, "submission", _fields(user, acceptable))
    key = sealer()
    try:
        with accepting_write():
            again = _accepted_before(user, request, acceptable.fingerprint)
            if again is not None:
                return again
            record = append(event, base=request.base, sealer=key)
            remember_person(user.person.id, user.person.name, user.full_name)
            return create_submission(
                record,
                parse_json(bytes(record.payload)),
                client_key=request.client_key,
                body_hash=acceptable.fingerprint,
            )
    except (StaleNumberError, IntegrityError) as lost:
        # PostgreSQL: a request with the same key may have won while this one waited for its lock.
        again = _accepted_before(user, request, acceptable.fingerprint)
        if again is not None:
            return again
        if isinstance(lost, StaleNumberError):
            raise _stale(acceptable) from None
        raise


def _fields(user: UserSession, acceptable: Acceptable) -> Mapping[str, Any]:
    return submission_fields(
        form=acceptable.request.form_id,
        version=acceptable.version.number,
        version_digest=acceptable.version.digest,
        ref=acceptable.loaded.ref,
        author=user.person,
        sudoer=user.sudoer,
        time=timezone.now(),
        message=acceptable.request.message,
        answers=acceptable.answers,
    )


def _record_and_copy(user: UserSession, submission: Submission) -> None:
    """As far as the time allows. What is accepted is not taken back by a failure: the worker goes on."""
    deadline = Deadline.after(BUDGET_SECONDS)
    try:
        with master_session() as master:
            name = submission.record.stream.name
            record_stream(name, upto=submission.number, master=master, deadline=deadline)
        copy_as_user(user, submission.pk, deadline)
    except FormsError as fault:
        logger.warning("submission %d waits for the worker: %s", submission.pk, fault.code)
    except Exception:  # a fault of ours; what was accepted is told so all the same
        logger.exception("submission %d waits for the worker", submission.pk)


def _stale(acceptable: Acceptable) -> FormsError:
    """`stale_base` with the number to go on from, and what these answers would change in the newest ones."""
    request, ref = acceptable.request, acceptable.loaded.ref
    newest = submission_selectors.head(ref, request.form_id)
    before = submission_selectors.answers_of(newest) if newest else {}
    schema = stored_schema(acceptable.version.schema)
    changes = [] if before is None else diff(schema, before, acceptable.answers)
    return error(
        "stale_base",
        details={
            "base": newest.number if newest else 0,
            "head": submission_selectors.as_json(newest) if newest else None,
            "changes": [change.as_json() for change in changes],
        },
    )


def _fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("record__stream", "version__form").get(pk=submission.pk)


def _newer_version(submission: Submission) -> int | None:
    current = Form.objects.get(id=submission.form_id).current_version
    return current if current > submission.version.number else None
