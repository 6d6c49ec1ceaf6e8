# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make all that the database knows of the log again from the records of its checkpoints."""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.errors import error
from omero_forms.domain.texts import t
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease, leased
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.transactions import short_write
from omero_forms.models import CheckpointRow, LogNode, LogRange, LogRow, RecordRow, RecordState
from omero_forms.selectors.log import STREAM, MissingLeafError, log_size
from omero_forms.selectors.proven import Prover
from omero_forms.services.log.grow import grow, log_row
from omero_forms.services.log.when import LEASE, WAIT_SECONDS
from omero_forms.services.records.checkpoints import count


@dataclass(frozen=True, slots=True)
class RebuiltLog:
    """How many checkpoints and records it has. `unproven` is the number of the first checkpoint that nothing proves,
    and after which nothing was counted; `missing` the index of the first record that is not in the database.
    """

    checkpoints: int
    size: int
    unproven: int | None
    missing: int | None


def rebuild_log(progress: Progress = unheard) -> RebuiltLog:
    """Places, subtrees and frontier, from the ranges that the recorded checkpoints list and from the digests of the
    records. Safe to run again; nothing is signed. Raises `history_behind` while a checkpoint is made.
    """
    rows = LogRow.objects.filter(pk=log_row().pk)
    with leased(rows, LEASE, Deadline.after(WAIT_SECONDS)) as lease:
        if lease is None:
            raise error(
                "history_behind", message=t("A checkpoint is being made. Nothing was changed; try again in a minute.")
            )
        with short_write():
            for model in (LogNode, LogRange, CheckpointRow):
                model.objects.all().delete()
            lease.held.update(size=0, roots=b"")
        unproven = _count_again(lease, progress)
        try:
            grow(lease)
        except MissingLeafError as absent:
            missing: int | None = absent.index
        else:
            missing = None
    return RebuiltLog(CheckpointRow.objects.count(), log_size(), unproven, missing)


def _count_again(lease: Lease, progress: Progress) -> int | None:
    prover = Prover()
    records = RecordRow.objects.select_related("stream").filter(stream__name=STREAM, state=RecordState.RECORDED)
    for done, record in enumerate(records.order_by("number").iterator(chunk_size=10), 1):
        told = prover.told(record)
        if told is None:
            return record.number
        with short_write():
            count(record, told)
        lease.renew()
        progress(done, None)
    return None
