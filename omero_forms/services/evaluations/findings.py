# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings that are stored, and what judging changes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from omero_forms.models import Finding
from omero_forms.selectors.windows import Window

KEY: Final = ("policy", "object_type", "object_id", "creation_event")
"""The columns that say which finding it is."""

OURS: Final = ("first_seen", "since", "changed_at", "closed_at", "closed_reason")
"""The columns that we set by our own clock: they follow from a change and are none themselves."""

WRITTEN: Final = tuple(
    column.name
    for column in Finding._meta.concrete_fields  # noqa: SLF001  (Django's documented way to ask)
    if not column.primary_key and column.name not in KEY
)
"""The columns that a finding written again replaces: all but its key."""

JUDGED: Final = tuple(column for column in WRITTEN if column not in OURS)
"""The columns that a judgement gives. Where one differs from what is stored, the finding changed."""

FindingKey = tuple[int, int, int]
"""Policy id, object id, creation event."""


@dataclass(slots=True)
class Changes:
    """What an evaluation of a page has to write: findings to put, and ids to close by reason."""

    put: list[Finding] = field(default_factory=list)
    close: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def open_findings(policy_ids: Collection[int], object_type: str, window: Window) -> dict[FindingKey, Finding]:
    """Open findings of the objects in a window."""
    found = window.of(Finding.objects.all()).filter(
        policy_id__in=policy_ids, object_type=object_type, closed_at__isnull=True
    )
    return {(row.policy_id, row.object_id, row.creation_event): row for row in found}
