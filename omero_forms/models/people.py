# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people are called; who they are is OMERO's."""

from __future__ import annotations

from django.db import models


class KnownPerson(models.Model):
    """The full name last seen of a person. Records hold only id and user name."""

    person_id = models.BigIntegerField(unique=True)
    name = models.TextField()
    full_name = models.TextField()

    def __str__(self) -> str:
        return self.name
