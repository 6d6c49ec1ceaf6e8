# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a database is that is being made anew from OMERO."""

from __future__ import annotations

from django.db import models

from omero_forms.models.records import Server
from omero_forms.models.waiting import Leased


class Rebuild(Leased):
    """There while the database holds a part only of what OMERO holds. Whoever goes on with it has the lease."""

    server = models.OneToOneField(Server, on_delete=models.CASCADE, primary_key=True, related_name="rebuild")
    phase = models.PositiveSmallIntegerField(default=0)
    """Which of the kinds of stream is being read, each being built on those before it"""
    after = models.BigIntegerField(default=0)
    """Id of the last annotation of that phase that was taken"""
    done = models.PositiveIntegerField(default=0)
    """How many annotations were taken"""

    def __str__(self) -> str:
        return f"phase {self.phase}, after annotation {self.after}"
