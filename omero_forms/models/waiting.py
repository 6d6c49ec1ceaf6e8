# SPDX-License-Identifier: AGPL-3.0-or-later
"""What rows have in common that workers take turns at, or that wait for their time. `kit.leases` and `kit.due` read and
write these columns; nothing else does, but for setting `next_at` to a moment.
"""

from __future__ import annotations

from django.db import models


class Leased(models.Model):
    """A row that one process at a time works on."""

    lease_owner = models.CharField(max_length=64, blank=True, default="")
    """The token of whoever holds it."""
    lease_until = models.DateTimeField(null=True)
    """Then another one may take it: its holder is taken for dead."""

    class Meta:
        """Its columns belong to each model that is one."""

        abstract = True


class Due(models.Model):
    """A row that waits for its time, and longer each time it was tried in vain."""

    attempts = models.PositiveIntegerField(default=0)
    """How often it was put off since it last went well."""
    next_at = models.DateTimeField(null=True)
    """When it is due; null while nothing is to be done."""

    class Meta:
        """Its columns belong to each model that is one."""

        abstract = True
