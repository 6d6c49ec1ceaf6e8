# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the log is what its checkpoints say: hashed again from the digests of the records, with nothing of what is
kept to make that quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.domain.log.notes import NotProven
from omero_forms.domain.log.tree import Frontier
from omero_forms.domain.refs import RecordRange
from omero_forms.domain.texts import t
from omero_forms.kit.progress import Progress, unheard
from omero_forms.models import CheckpointRow, LogRange
from omero_forms.selectors.log import MissingLeafError, kept_origin, leaves, log_size
from omero_forms.selectors.log_keys import LogKeys
from omero_forms.selectors.proven import Prover


@dataclass(frozen=True, slots=True)
class LogFinding:
    """One thing that is wrong with a checkpoint, by the number of its record."""

    kind: Literal["altered", "missing", "forked", "key"]
    number: int
    detail: str


def check_log(progress: Progress = unheard) -> Iterator[LogFinding]:
    """What is wrong, told as soon as it is found: a checkpoint whose root is not that of the records that it and those
    before it count, that is signed by no key of the log, or is not as its own record has it.

    Two checkpoints whose roots are those of the same leaves go on from each other, so that is not looked at apart.
    """
    prover, frontier = Prover(), Frontier()
    name, total, is_whole = kept_origin(), log_size(), True
    keys = LogKeys.of(name)
    for row in CheckpointRow.objects.select_related("record__stream").order_by("number").iterator():
        told = prover.told(row.record)
        if told is None:
            yield LogFinding("altered", row.number, t("Nothing proves the record of this checkpoint."))
        elif told.payload["note"] != row.note or told.added != _ranges(frontier.size, row.size):
            yield LogFinding("altered", row.number, t("The database has another note or other places than its record."))
        checkpoint = _signed(row.note, keys)
        if checkpoint is None:
            yield LogFinding("key", row.number, t("No key of the log that is known here has signed this checkpoint."))
        elif checkpoint.origin != name:
            yield LogFinding("forked", row.number, t("It is of another log, {origin}.", origin=checkpoint.origin))
        try:
            for leaf in leaves(frontier.size, row.size) if is_whole else ():
                frontier.append(leaf)
        except MissingLeafError as missing:
            is_whole = False
            yield LogFinding("missing", row.number, _missing(missing.index))
        signed = checkpoint or Checkpoint.of_note(row.note)
        if is_whole and (frontier.size, frontier.root()) != (signed.size, signed.root):
            yield LogFinding(
                "altered",
                row.number,
                t("The tree over the records has not the size and root that this checkpoint says."),
            )
        progress(frontier.size, total)


def _signed(note: str, keys: LogKeys) -> Checkpoint | None:
    try:
        return keys.open(note)
    except NotProven:
        return None


def _ranges(first: int, end: int) -> list[RecordRange]:
    """Those that the database has at these places."""
    rows = LogRange.objects.filter(start__gte=first, start__lt=end).order_by("start")
    return [RecordRange(*one) for one in rows.values_list("stream__name", "first", "last")]


def _missing(index: int) -> str:
    one = LogRange.objects.filter(start__lte=index).order_by("-start").values_list("stream__name", "first", "start")
    stream, first, start = one[0]
    return t(
        "It counts number {number} of {stream}, which is not in the database.",
        number=first + index - start,
        stream=stream,
    )
