# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people are called; who they are is OMERO's."""

from __future__ import annotations

from django.db import models


class KnownPerson(models.Model):
    """The full name last seen of somebody who published, decided or submitted. Records hold only id and user name.

    Two other tables keep full names of their own: `Finding` of an object's owner, who may never have done anything
    here, and `Event` of its actor, as they were called then.
    """

    person_id = models.BigIntegerField(unique=True)
    name = models.TextField()
    full_name = models.TextField()

    def __str__(self) -> str:
        return self.name
