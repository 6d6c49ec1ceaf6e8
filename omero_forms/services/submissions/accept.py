# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accept what may be accepted: number and seal it in one short transaction, after a look at what OMERO holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError

from omero_forms.domain.answers.diff import diff
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.parts import submission_parts
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.refs import NamedObject
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import WRITE, Lease, claim
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import Stream
from omero_forms.selectors import submissions as submission_selectors
from omero_forms.selectors.keys import sealer
from omero_forms.services.people import remember_person
from omero_forms.services.records.append import Entry, StaleNumberError, append, locked_streams
from omero_forms.services.records.heads import is_still_proven
from omero_forms.services.records.project import create_submission
from omero_forms.services.records.write import check_heads
from omero_forms.services.submissions.check import accepted_before, capacity
from omero_forms.services.submissions.request import Acceptable, Accepted

BUDGET_SECONDS = 5.0
"""For verifying streams that are not as they were, where nobody says less; a worker goes on with what takes longer."""


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
    names = {one.stream for one in new}
    with master_session() as master:
        proven = check_heads(names, master=master, deadline=deadline or Deadline.after(BUDGET_SECONDS))
        server = master.server_uuid
    if any(one.loaded.ref.server != server for one in new):
        raise error("other_database")
    crash_point("checked")
    key = sealer()
    try:
        with accepting_write():
            # Locked before keys are looked up: who waited for another request with the same key finds what it did.
            streams = locked_streams(names)
            leases = _leases(streams, proven) if to_write else {}
            return [
                one if isinstance(one, Accepted) else _accept(one, streams[one.stream], leases.get(one.stream), key)
                for one in checked
            ]
    except _StaleError as stale:
        raise _stale(stale.acceptable) from None
    except IntegrityError:
        # PostgreSQL: another request with the same key, for another stream, came in between.
        for one in new:
            accepted_before(one.user.person.id, one.request.client_key, one.fingerprint)
        raise


def _leases(streams: Mapping[str, Stream], proven: Mapping[str, StreamPrint]) -> dict[str, Lease]:
    """Leases of those streams that are still as OMERO was seen to hold them."""
    taken = {
        name: claim(Stream.objects.filter(pk=stream.pk), WRITE)
        for name, stream in streams.items()
        if name in proven and is_still_proven(stream, proven[name])
    }
    return {name: lease for name, lease in taken.items() if lease is not None}


def _accept(one: Acceptable, stream: Stream, lease: Lease | None, key: Sealer) -> Accepted:
    author = one.user.person
    before = accepted_before(author.id, one.request.client_key, one.fingerprint)
    if before is not None:
        return Accepted(before, one.loaded, one.newer_version, lease)
    try:
        record = append(_entry(one, stream), base=one.request.base, sealer=key, stream=stream)
    except StaleNumberError:
        raise _StaleError(one) from None
    remember_person(author.id, author.name, one.user.full_name)
    submission = create_submission(
        record,
        one.version,
        client_key=one.request.client_key,
        body_hash=one.fingerprint,
        as_owner=one.user.may_act_for_owners,
    )
    return Accepted(submission, one.loaded, one.newer_version, lease)


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
    schema = stored_schema(one.version.schema)
    changes = [] if before is None else diff(schema, before, one.answers)
    return error(
        "stale_base",
        details={
            "base": newest.number if newest else 0,
            "head": submission_selectors.as_json(newest) if newest else None,
            "changes": [change.as_json() for change in changes],
        },
    )
