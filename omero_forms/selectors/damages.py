# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to the records of a history, for those who see it."""

from dataclasses import dataclass
from datetime import datetime

from omero_forms.domain.damage import BESIDE, SENTENCES, DamageKind
from omero_forms.domain.stopping import SENTENCES as STOPPED
from omero_forms.domain.stopping import Stop
from omero_forms.models import Damage, Stream

UNPROVEN = (
    "Its answers are not shown and do not count, since no seal proves them any more. An admin has to look at it: a backup of the "
    "forms database may still hold them."
)
"""What is said beside an entry that nothing proves."""

BEING_COMPARED = (
    "What the forms database holds of it does not fit its seal, so it is not shown. It is being compared with OMERO, and restored "
    "from there if it can be."
)
"""What is said before that."""


@dataclass(frozen=True, slots=True)
class DamageView:
    """One thing that happened; `number` is None where it belongs to no submission, `next` says what becomes of it."""

    kind: DamageKind
    number: int | None
    message: str
    next: str
    first_seen: datetime
    is_mended: bool


def of_stream(name: str) -> list[DamageView]:
    """Everything that was noticed of a history, the newest first."""
    rows = Damage.objects.filter(stream__name=name).order_by("-first_seen", "number", "pk")
    return [_view(row) for row in rows]


def why_stopped(name: str) -> str | None:
    """Why nothing is added to a history, as a sentence; None while it goes on."""
    why = Stream.objects.filter(name=name).values_list("stopped", flat=True).first()
    return STOPPED[Stop(why)] if why else None


def _view(row: Damage) -> DamageView:
    kind = DamageKind(row.kind)
    is_mended = row.mended_at is not None
    return DamageView(
        kind=kind,
        number=row.number or None,
        message=SENTENCES[kind],
        next=_next(kind, is_mended=is_mended),
        first_seen=row.first_seen,
        is_mended=is_mended,
    )


def _next(kind: DamageKind, *, is_mended: bool) -> str:
    if kind in BESIDE:
        return "It counts for nothing, and this history is not changed by it."
    if kind in {DamageKind.FORK, DamageKind.GAP}:
        if is_mended:
            return "That is over, and the history goes on."
        return "Nothing can be added until an admin has looked."
    if not is_mended:
        return UNPROVEN
    if kind is DamageKind.DATABASE:
        return "What was recorded was restored from OMERO."
    return "What is shown here is what was recorded; it was written to OMERO again."
