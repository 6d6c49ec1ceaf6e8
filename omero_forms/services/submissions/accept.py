# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accept what may be accepted: number and seal it in one short transaction, after a look at what OMERO holds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.db import IntegrityError

from omero_forms.domain.answers.diff import diff
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.parts import Told, submission_parts
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.refs import NamedObject
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline, ending_with_answer
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import Stream
from omero_forms.selectors import submissions as submission_selectors
from omero_forms.selectors.keys import sealer
from omero_forms.services.people import remember_person
from omero_forms.services.records.append import Entry, StaleNumberError, append_to
from omero_forms.services.records.numbering import AsRead, Locked
from omero_forms.services.records.project import create_submission
from omero_forms.services.records.write import check_heads
from omero_forms.services.submissions.check import accepted_before, capacity
from omero_forms.services.submissions.request import Acceptable, Accepted, InHand


class _StaleError(Exception):
    def __init__(self, acceptable: Acceptable) -> None:
        super().__init__()
        self.acceptable = acceptable


def accept(
    checked: Sequence[Acceptable | Accepted], *, to_write: bool = False, deadline: Deadline | None = None
) -> list[Accepted]:
    """Accept all, in their order, or none. With `to_write` the leases of their streams are taken with the numbers, so
    that who goes on to write them at once need not look again.

    Of two for the same stream the second follows on the first, so its base is that one's number or none. Of two with
    the same key and body both are the same submission. Raises, with nothing written: `key_reused`, `stale_base`,
    `history_behind`, `history_stopped`, `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`.
    """
    new = [one for one in checked if isinstance(one, Acceptable)]
    if not new:
        return [one for one in checked if isinstance(one, Accepted)]
    with master_session() as master:
        heads = check_heads({one.stream for one in new}, master=master, deadline=deadline or Deadline.of_answer())
    if any(one.loaded.ref.server != heads.server for one in new):
        raise error("other_database")
    crash_point("checked")
    if to_write and heads.are_quiet:
        # Mostly nobody else submits here in the same moment, and what was read a moment ago is compared as it is set.
        with suppress(StaleNumberError, IntegrityError), accepting_write():
            return _accept_all(checked, AsRead(heads))
    try:
        with accepting_write():
            # Locked before keys are looked up: who waited for another request with the same key finds what it did.
            return _accept_all(checked, Locked(heads, to_write=to_write))
    except _StaleError as stale:
        raise _stale(stale.acceptable) from None
    except IntegrityError:
        # PostgreSQL: another request with the same key, for another stream, came in between.
        for one in new:
            accepted_before(one.user.person.id, one.request.client_key, one.fingerprint)
        raise


def _accept_all(checked: Sequence[Acceptable | Accepted], streams: AsRead | Locked) -> list[Accepted]:
    key = sealer()
    return [one if isinstance(one, Accepted) else _accept(one, streams, key) for one in checked]


def _accept(one: Acceptable, streams: AsRead | Locked, key: Sealer) -> Accepted:
    author = one.user.person
    if isinstance(streams, Locked):
        before = accepted_before(author.id, one.request.client_key, one.fingerprint)
        if before is not None:
            return Accepted(before, one.loaded, one.newer_version)
    stream = streams.rows[one.stream]
    try:
        appended = append_to(stream, _entry(one, stream), base=one.request.base, sealer=key, move=streams.move)
    except StaleNumberError:
        if isinstance(streams, AsRead):
            raise
        raise _StaleError(one) from None
    if not one.is_known:
        remember_person(author.id, author.name, one.user.full_name)
    record = appended.record
    told = Told.of(record)
    submission = create_submission(
        appended.row,
        one.version,
        told=told,
        client_key=one.request.client_key,
        body_hash=one.fingerprint,
        as_owner=one.user.may_act_for_owners,
    )
    return Accepted(submission, one.loaded, one.newer_version, InHand(appended, told, streams.leases.get(stream.name)))


def _entry(one: Acceptable, stream: Stream) -> Entry:
    loaded = one.loaded
    parts = submission_parts(
        form=one.request.form_id,
        version=one.version.number,
        version_digest=one.version.digest,
        described=NamedObject(loaded.ref, loaded.name),
        parent=one.parent,
        group_id=loaded.group.id,
        group_name=loaded.group.name,
        owner=loaded.owner,
        message=one.request.message,
        answers=one.answers,
    )
    act = Act(one.user.person, one.user.sudoer, capacity(one.user, loaded), one.request.via)
    return Entry(loaded.ref.server, stream.name, "submission", parts, act)


def _stale(one: Acceptable) -> FormsError:
    """`stale_base` with the number to go on from, and what these answers would change in the newest ones."""
    newest = submission_selectors.head(one.loaded.ref, one.request.form_id)
    before = submission_selectors.answers_of(newest) if newest else {}
    schema = stored_schema(one.version.judging)
    with ending_with_answer():
        changes = [] if before is None else diff(schema, before, one.answers)
    return error(
        "stale_base",
        details={
            "base": newest.number if newest else 0,
            "head": submission_selectors.as_json(newest) if newest else None,
            "changes": [change.as_json() for change in changes],
        },
    )
