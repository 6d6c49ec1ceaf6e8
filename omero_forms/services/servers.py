# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing for the one OMERO database whose forms this database keeps, and for no other."""

from django.db import IntegrityError
from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.models import KnownPerson, Server
from omero_forms.selectors.servers import remembered
from omero_forms.services.transactions import short_write


def check_server(uuid: str) -> None:
    """Remember the first OMERO database that is written to; refuse every other one.

    Raises `other_database`: after a restore from elsewhere nothing may be written until an admin looked.
    """
    if remembered() is None:
        try:
            with short_write():
                if remembered() is None:
                    Server.objects.create(uuid=uuid, remembered_at=timezone.now())
        except IntegrityError:
            pass  # another process remembered it in the same moment
    if remembered() != uuid:
        raise error("other_database")


def refuse_other_server(uuid: str) -> None:
    """Raise `other_database` for another OMERO than the one whose objects are described here.

    A user of it may have the same ids: they name other objects, groups and people.
    """
    if remembered() not in {None, uuid}:
        raise error("other_database")


def remember_person(person_id: int, name: str, full_name: str) -> None:
    """Keep the full name of somebody who did something. Call inside a transaction of the deed."""
    KnownPerson.objects.update_or_create(
        person_id=person_id, defaults={"name": name, "full_name": full_name}
    )
