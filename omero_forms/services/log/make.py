# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make a checkpoint: give a place in the tree to what was recorded since the last one, and sign what the tree is then.

Places are given here and nowhere else, under the lease of the log, so that a submission does nothing for it. What a
checkpoint counts stands in its record; all else follows from that. So whoever dies on the way leaves either nothing, or
an accepted record that is written to OMERO before the next one is begun.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import Cosigner, Signer
from omero_forms.domain.log.tree import Frontier
from omero_forms.domain.records.acts import Act, Capacity, Doer, Via
from omero_forms.domain.records.parts import checkpoint_parts
from omero_forms.domain.refs import RecordRange
from omero_forms.domain.texts import noop, t
from omero_forms.domain.times import time_text
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import identity
from omero_forms.kit.leases import Lease, claim, leased
from omero_forms.kit.omero import master_session
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import LogRow
from omero_forms.selectors.keys import checkpoint_cosigner, checkpoint_signer, sealer
from omero_forms.selectors.log import STREAM, MadeCheckpoint, MissingLeafError, latest_checkpoint, origin
from omero_forms.selectors.proven import Prover
from omero_forms.services.events.write import record_event
from omero_forms.services.log.grow import grow, log_row
from omero_forms.services.log.outlets import hand_out
from omero_forms.services.log.uncounted import LeaseLostError, count_next
from omero_forms.services.log.when import LEASE, RECORDING_SECONDS, WAIT_SECONDS, is_due
from omero_forms.services.records.append import Entry, StaleNumberError, append, ensure_stream
from omero_forms.services.records.gate import refusal
from omero_forms.services.records.write import check_heads, record_stream

logger = logging.getLogger(__name__)

_BUSY = noop("Another checkpoint is being made. Nothing was changed; try again in a minute.")


def asked_by(user: UserSession) -> Doer:
    """Who asks for one: an admin without restrictions. Raises `forbidden`, `other_database`."""
    if not user.is_full_admin:
        raise error("forbidden", message=t("Only an OMERO admin without restrictions makes checkpoints, such as root."))
    identity().refuse_other(user.server_uuid)
    return Doer(user.person, user.sudoer, user.full_name)


def make_checkpoint(by: Doer | None, *, via: Via, progress: Progress = unheard) -> MadeCheckpoint:
    """Make one now; `by` is None for whoever runs this host.

    Raises `setup_incomplete` without a key for it, or under another name of the log; `log_differs` where
    the records are not those that earlier checkpoints count; `history_behind` while another one is made;
    `omero_unavailable` where OMERO does not take it now: then a worker writes it; `site_differs`.
    """
    act = Act(None, None, Capacity.SERVICE, via) if by is None else Act(by.person, by.sudoer, Capacity.ADMIN, via)
    log = log_row()
    with leased(LogRow.objects.filter(pk=log.pk), LEASE, Deadline.after(WAIT_SECONDS)) as lease:
        if lease is None:
            raise error("history_behind", message=t(_BUSY))
        with master_session() as master:
            return _make(act, by, lease, master, progress)


def checkpoint_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The same as a job, handed out at once: what it was asked by, and what came of it."""
    made = make_checkpoint(Doer.from_json(arguments["by"]), via=Via(arguments["via"]), progress=progress)
    hand_out()
    return as_json(made)


def as_json(made: MadeCheckpoint) -> dict[str, Any]:
    """A checkpoint for programs."""
    return {
        "number": made.number,
        "origin": made.checkpoint.origin,
        "size": made.checkpoint.size,
        "root": made.checkpoint.root.hex(),
        "note": made.note,
        "made_at": time_text(made.made_at),
    }


def make_due_checkpoint(*, now: datetime | None = None) -> MadeCheckpoint | None:
    """Make that of the day, unless it is there, another worker is at it, or this looks like a copy of a site.

    Raises as :func:`make_checkpoint` does.
    """
    moment = now or timezone.now()
    if refusal() is not None or not _is_due(moment):
        return None
    lease = claim(LogRow.objects.filter(pk=log_row().pk), LEASE)
    if lease is None:
        return None
    try:
        if not _is_due(moment):
            return None
        with master_session() as master:
            return _make(Act(None, None, Capacity.SERVICE, Via.SCHEDULE), None, lease, master, unheard)
    finally:
        lease.give_up()


def _is_due(now: datetime) -> bool:
    latest = latest_checkpoint()
    return is_due(None if latest is None else latest.made_at, now)


def _make(act: Act, by: Doer | None, lease: Lease, master: MasterSession, progress: Progress) -> MadeCheckpoint:
    """As many as it takes to count all that is recorded now; the last of them."""
    ensure_stream(STREAM)
    _bring_together(master)
    name = origin(master.server_uuid)
    signer = checkpoint_signer(name)
    cosigner = checkpoint_cosigner(name, int(timezone.now().timestamp()))
    signers: list[Signer | Cosigner] = [signer, *([] if cosigner is None else [cosigner])]
    frontier = _whole(lease)
    prover = Prover(master.server_uuid)
    begun = frontier.size
    after, is_all = "", False
    while not is_all:
        before = latest_checkpoint()
        try:
            batch = count_next(frontier, after, prover, lease)
            note = sign_checkpoint(Checkpoint(name, frontier.size, frontier.root()), signers)
            check_heads([STREAM], master=master, deadline=Deadline.after(RECORDING_SECONDS))
            _accept(act, by, note, batch.ranges, 0 if before is None else before.number, master)
        except (LeaseLostError, StaleNumberError):
            raise error("history_behind", message=t(_BUSY)) from None
        _bring_together(master)
        crash_point("recorded")
        grow(lease)
        after, is_all = batch.last, batch.is_all
        progress(frontier.size - begun, None)
    made = latest_checkpoint()
    if made is None:
        raise error("omero_unavailable")
    return made


def _whole(lease: Lease) -> Frontier:
    """The tree as the last checkpoint left it: what does not go on from that is never signed."""
    latest = latest_checkpoint()
    try:
        frontier = grow(lease)
    except MissingLeafError as missing:
        logger.error("record %d of the log is not in the database", missing.index)
        raise error("log_differs") from None
    if latest is not None and (frontier.size, frontier.root()) != (latest.checkpoint.size, latest.checkpoint.root):
        raise error("log_differs")
    return frontier


def _accept(act: Act, by: Doer | None, note: str, ranges: list[RecordRange], base: int, master: MasterSession) -> None:
    entry = Entry(master.server_uuid, STREAM, "checkpoint", checkpoint_parts(note, ranges), act)
    crash_point("checked")
    with accepting_write():
        append(entry, base=base, sealer=sealer())
        if by is not None:
            record_event(by, EventName.CHECKPOINT_MADE, records=sum(len(one) for one in ranges))
    crash_point("accepted")


def _bring_together(master: MasterSession) -> None:
    """Nothing is counted beside a checkpoint that OMERO holds and the database does not, nor the other way round: it
    counts the same records.
    """
    deadline = Deadline.after(RECORDING_SECONDS)
    check_heads([STREAM], master=master, deadline=deadline)
    if not record_stream(STREAM, upto=None, master=master, deadline=deadline):
        raise error("omero_unavailable")
