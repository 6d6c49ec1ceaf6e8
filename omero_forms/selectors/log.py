# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of all records: places, leaves and proofs, as the checkpoints that are recorded count them.

A proof over a million records reads some hundred digests: of every 256 leaves, and of every 256 of those, the root is
kept. What is not kept (yet) is hashed from the leaves, so the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.db.models import F

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.domain.log.notes import from_base64
from omero_forms.domain.log.tree import Node, consistency_proof, inclusion_proof, leaf_hash, node_hash, nodes_of
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import t
from omero_forms.models import CheckpointRow, LogNode, LogRange, OutletRow

STREAM: Final = "checkpoint"

WITNESS: Final = "witness"
"""The way of a checkpoint to a witness (`OutletRow`)."""

AUTHORITY: Final = "authority"
"""That to a time-stamping authority."""

STEP: Final = 8
"""Roots of full subtrees are kept at each level that is a multiple of it."""

WIDTH: Final = 1 << STEP


class MissingLeafError(Exception):
    """A record that checkpoints count is not in the database."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


@dataclass(frozen=True, slots=True)
class MadeCheckpoint:
    """A checkpoint that is recorded: its record, what it says, the note that says so, and when it was made."""

    ref: RecordRef
    checkpoint: Checkpoint
    note: str
    made_at: datetime

    @property
    def number(self) -> int:
        """That of its record."""
        return self.ref.number


def latest_checkpoint() -> MadeCheckpoint | None:
    """The newest one; None before there is any."""
    row = CheckpointRow.objects.select_related("record").order_by("-number").first()
    return None if row is None else _made(row)


def checkpoints() -> Iterator[MadeCheckpoint]:
    """All of them, the oldest first."""
    return map(_made, CheckpointRow.objects.select_related("record").order_by("number").iterator())


def _made(row: CheckpointRow) -> MadeCheckpoint:
    ref = RecordRef(STREAM, row.number, row.record.digest)
    return MadeCheckpoint(ref, Checkpoint.of_note(row.note), row.note, row.made_at)


def cosigned(made: MadeCheckpoint) -> str:
    """The note of a checkpoint, with what witnesses have signed below it: still one note."""
    lines = OutletRow.objects.filter(number=made.number, name=WITNESS, given_at__isnull=False)
    return made.note + "".join(lines.values_list("answer", flat=True))


def stamp_of(made: MadeCheckpoint) -> bytes | None:
    """What an authority answered that had stamped its note (RFC 3161), for `openssl ts`; None where none has."""
    given = OutletRow.objects.filter(number=made.number, name=AUTHORITY, given_at__isnull=False)
    answer = given.values_list("answer", flat=True).first()
    return from_base64(answer) if answer else None


def last_cosigned() -> int:
    """How many records the newest checkpoint counts that a witness has signed; 0 before there is one."""
    numbers = OutletRow.objects.filter(name=WITNESS, given_at__isnull=False).values("number")
    sizes = CheckpointRow.objects.filter(number__in=numbers).order_by("-number").values_list("size", flat=True)
    return sizes.first() or 0


def log_size() -> int:
    """How many records the checkpoints count."""
    return CheckpointRow.objects.order_by("-number").values_list("size", flat=True).first() or 0


def position(stream: str, number: int) -> int | None:
    """The index of a record in the tree; None where no checkpoint counts it yet."""
    own = LogRange.objects.filter(stream__name=stream, last__gte=number).order_by("last").first()
    return None if own is None or own.first > number else own.start + number - own.first


def leaves(first: int, end: int) -> Iterator[bytes]:
    """The hashes of the leaves from `first` up to, not including, `end`, one after the other.

    Raises MissingLeafError at the first whose record is not in the database.
    """
    if first >= end:
        return
    begins = LogRange.objects.filter(start__lte=first).order_by("-start").values_list("start", flat=True).first()
    # In one filter: the numbers are those of the records that belong to the range.
    rows = LogRange.objects.filter(
        start__gte=0 if begins is None else begins,
        start__lt=end,
        stream__records__number__gte=F("first"),
        stream__records__number__lte=F("last"),
    ).order_by("start", "stream__records__number")
    index = first
    named = rows.values_list("start", "first", "stream__records__number", "stream__records__digest")
    for start, number_there, number, digest in named.iterator():
        here = start + number - number_there
        if here < first:
            continue
        if here != index or index >= end:
            break
        yield leaf_hash(bytes.fromhex(digest))
        index += 1
    if index < end:
        raise MissingLeafError(index)


def kept_nodes() -> Node:
    """The subtrees of the log: those that are kept, and the others hashed from them or from the leaves.

    What it has read it knows again, so take a new one for each answer.
    """

    @lru_cache(maxsize=64)
    def below(tile: int, size: int) -> Node:
        return nodes_of(list(leaves(tile * WIDTH, tile * WIDTH + size)))

    @lru_cache(maxsize=64)
    def kept(level: int, parent: int) -> dict[int, bytes]:
        """Those of one level that lie under one node of the next that is kept."""
        rows = LogNode.objects.filter(level=level, index__gte=parent * WIDTH, index__lt=(parent + 1) * WIDTH)
        return {index: bytes(root) for index, root in rows.values_list("index", "root")}

    @lru_cache(maxsize=4096)
    def node(level: int, index: int) -> bytes:
        if level < STEP:
            tile, inside = index >> (STEP - level), index & ((1 << (STEP - level)) - 1)
            return below(tile, min(WIDTH, log_end - tile * WIDTH))(level, inside)
        if level % STEP == 0 and (found := kept(level, index >> STEP).get(index)) is not None:
            return found
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    log_end = log_size()
    return node


def inclusion(index: int, size: int, nodes: Node | None = None) -> list[bytes]:
    """The proof that a leaf is in the tree as it was with `size` leaves. Raises ValueError for no such leaf, or a tree
    that no checkpoint counts; MissingLeafError.
    """
    _check(size)
    return inclusion_proof(index, size, nodes or kept_nodes())


def consistency(old: int, new: int, nodes: Node | None = None) -> list[bytes]:
    """The proof that the tree with `new` leaves goes on from that with `old`. Raises as :func:`inclusion` does."""
    _check(new)
    return consistency_proof(old, new, nodes or kept_nodes())


def _check(size: int) -> None:
    if size > log_size():
        raise ValueError("no checkpoint counts so many records")


def origin(server: str) -> str:
    """The name of the log of an OMERO database: that of its first checkpoint, for ever; before there is one that of the
    setting, or one made of the address of this OMERO.web.

    Raises `setup_incomplete` where the setting names another one than the first checkpoint.
    """
    named = conf().log_origin
    kept = kept_origin()
    if kept is None:
        return named or _default_origin(server)
    if named and named != kept:
        raise error(
            "setup_incomplete",
            message=t(
                "The log is called {name}, and omero.web.forms.log_origin says {other}. A log keeps its name: remove the setting.",
                name=kept,
                other=named,
            ),
            details={"problem": "log_origin_differs"},
        )
    return kept


def kept_origin() -> str | None:
    """The name that the first checkpoint gave the log; None before there is one."""
    note = CheckpointRow.objects.order_by("number").values_list("note", flat=True).first()
    return None if note is None else Checkpoint.of_note(note).origin


def _default_origin(server: str) -> str:
    host = urlsplit(conf().base_url).netloc or conf().omero_host
    return f"{host}/omero-forms/{server}"
