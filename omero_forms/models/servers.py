# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which OMERO this database belongs to, and how its people are called."""

from __future__ import annotations

from django.db import models


class Server(models.Model):
    """The OMERO database this database is a read model of.

    One row: the first uuid that was seen. Another one stops all writes, since two restores must
    not mix their histories.
    """

    uuid = models.CharField(max_length=64, unique=True)
    remembered_at = models.DateTimeField()
    store_seen = models.BigIntegerField(default=0)
    """Id of the newest annotation of somebody else that was noticed in the store."""

    def __str__(self) -> str:
        return self.uuid


class KnownPerson(models.Model):
    """The full name last seen of a person. Records hold only id and user name."""

    person_id = models.BigIntegerField(unique=True)
    name = models.TextField()
    full_name = models.TextField()

    def __str__(self) -> str:
        return self.name
