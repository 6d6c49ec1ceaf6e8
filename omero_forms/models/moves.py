# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened in OMERO to objects that have answers, and to the copies on them."""

from __future__ import annotations

from django.db import models

from omero_forms.domain.refs import ObjectType
from omero_forms.models.waiting import Leased


class CopyNote(models.Model):
    """Something changed in OMERO after which copies are looked at: an object with answers or what is on it, or who may
    do what in a group. The same may be there several times.
    """

    GROUP = "Group"

    kind = models.CharField(
        max_length=16, choices=[(one, one) for one in (*(kind.value for kind in ObjectType), GROUP)]
    )
    entity_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}:{self.entity_id}"


class CopyRound(Leased):
    """The comparison of all copies with what they should be, once a night. One row."""

    begun_at = models.DateTimeField(null=True)
    after = models.BigIntegerField(default=0)
    """All copies of streams up to this one are compared."""
    done_at = models.DateTimeField(null=True)
    """Null while it is under way."""

    def __str__(self) -> str:
        return str(self.after)
