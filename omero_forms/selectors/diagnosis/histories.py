# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins are told of damaged records and stopped histories. Asked through
:mod:`omero_forms.selectors.diagnosis.ask`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.texts import t
from omero_forms.models import DamageRow, Stream
from omero_forms.selectors.damage import where_of
from omero_forms.selectors.diagnosis.problem import SetupProblem

SHOWN_FOR = timedelta(days=7)
"""How long what is mended is still named: long enough for whoever reads the banner once a week."""

NAMED = 3
"""So many histories are named; the verb lists all."""


def damage(now: datetime) -> Iterator[SetupProblem]:
    """Histories that are stopped, records that nothing proves, and what was mended lately."""
    yield from _stopped()
    stopping = [DamageKind.FORK, DamageKind.GAP]
    unmended = DamageRow.objects.filter(mended_at__isnull=True)
    names = _streams(unmended.exclude(kind__in=stopping))
    if names:
        yield SetupProblem(
            "records_unproven",
            t(
                "Records are damaged, and not restored so far: {named}. What cannot be proven is not shown and does not count.",
                named=_named(names),
            ),
            "omero-forms damages lists them. Where OMERO and the forms database are both damaged, look for a backup of the forms database "
            "from before.",
            is_of_histories=True,
        )
    recent = DamageRow.objects.filter(Q(mended_at__isnull=False) & Q(first_seen__gt=now - SHOWN_FOR))
    # A history that lacks something still is not whole, whatever else was mended in it.
    names = _streams(recent.exclude(stream__in=unmended.values("stream")))
    if names:
        yield SetupProblem(
            "records_touched",
            t(
                "Somebody altered, removed or added records in the last 7 days: {named}. The histories are whole again.",
                named=_named(names),
            ),
            t(
                "Find out who did it and why: omero-forms damages lists the annotations, and OMERO's event log names the session of each "
                "change. Leave the annotations as they are."
            ),
        )


def _stopped() -> Iterator[SetupProblem]:
    for why, what in (
        (Stop.FORK, "Two different records have the same number, so nothing is added"),
        (Stop.GAP, "A record is missing and later ones are there, so nothing is added"),
    ):
        names = list(Stream.objects.filter(stopped=why).order_by("pk").values_list("name", flat=True))
        if names:
            yield SetupProblem(
                "stream_stopped",
                f"{what}: {_named(names)}.",
                t(
                    "Somebody wrote or removed records beside this installation, such as a second one that was restored from a backup. Stop "
                    "the other one and keep both databases. Then omero-forms repair shows what can be brought back, and between which records "
                    "you have to decide."
                ),
                is_of_histories=True,
            )


def _streams(rows: QuerySet[DamageRow]) -> list[str]:
    found = rows.order_by("stream_id").values_list("stream__name", flat=True)
    return list(dict.fromkeys(found))


def _named(streams: Sequence[str]) -> str:
    names = [where_of(name) for name in streams[:NAMED]]
    more = len(streams) - len(names)
    # A name has commas of its own.
    return "; ".join(names) + (f"; and {more} more" if more else "")
