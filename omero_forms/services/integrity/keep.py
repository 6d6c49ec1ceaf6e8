# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep what verifying found of a stream, and that it was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.records.verify import INTEGRITY
from omero_forms.domain.refs import is_stream
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.kept_writes import Rows
from omero_forms.models import DamageRow, Stream
from omero_forms.services.integrity.streams import Compared
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.damage import mark_mended, note


def keep(compared: Compared, *, is_all: bool = True) -> None:
    """Note what is wrong; what was, and is not any more, is over, where `is_all` that there is of it."""
    if compared.damages:
        note(_home(compared.stream), compared.damages, is_open=True)
    if not is_all:
        return
    still_open = DamageRow.objects.filter(stream__name=compared.stream, mended_at__isnull=True)
    if still_open.exists():
        mark_mended(_home(compared.stream), but={one.number or 0 for one in compared.damages})


def _home(name: str) -> Stream:
    """The stream that it is noted with. What only claims to be one has none: it is the store's."""
    return ensure_stream(name if is_stream(name) else INTEGRITY)


def with_damage(streams: Sequence[Stream]) -> frozenset[str]:
    """Those of which something is noted that was not over when it was looked at last: one question for many."""
    return frozenset(name for (name,) in _with_damage([one.pk for one in streams]))


@kept_rows
def _with_damage(streams: list[int]) -> QuerySet[Any, Any]:
    """Their names."""
    still_open = DamageRow.objects.filter(stream__id__in=streams, mended_at__isnull=True)
    return still_open.values_list("stream__name")


def mark_compared(streams: Sequence[Stream]) -> None:
    """All of each was looked at just now."""
    Rows(Stream).filter(pk__in=[one.pk for one in streams]).update(compared_at=timezone.now())
