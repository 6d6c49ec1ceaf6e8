# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which OMERO database this database keeps the forms of: the first that was written to, and no other."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.kit.transactions import short_write
from omero_forms.models import Server


def remembered() -> str | None:
    """Its uuid; None before anything was written to one."""
    return Server.objects.order_by("pk").values_list("uuid", flat=True).first()


def check_server(uuid: str) -> None:
    """Remember the first OMERO database that is written to; refuse every other one.

    Raises `other_database`: after a restore from elsewhere nothing may be written until an admin looked.
    """
    known = remembered()
    if known is None:
        try:
            with short_write():
                if remembered() is None:
                    Server.objects.create(uuid=uuid, remembered_at=timezone.now())
        except IntegrityError:
            pass  # another process remembered it in the same moment
        known = remembered()
    if known != uuid:
        raise error("other_database")


def refuse_other_server(uuid: str) -> None:
    """Raise `other_database` for another OMERO than the one whose objects are described here.

    A user of it may have the same ids: they name other objects, groups and people.
    """
    if remembered() not in {None, uuid}:
        raise error("other_database")
