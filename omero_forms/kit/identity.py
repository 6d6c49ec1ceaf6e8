# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which OMERO database this database keeps the forms of: the first that was written to, and no other. And of which
site it is, since the copies of a site have one database uuid.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.sites import Site
from omero_forms.kit.kept_queries import kept_query
from omero_forms.kit.transactions import short_write
from omero_forms.models import Server


@dataclass(frozen=True, slots=True)
class Identity:
    """What this database is of: `server` is None before anything was written to one, `site` before it was set up.
    `is_in_part` while it is being made anew from OMERO.
    """

    server: str | None = None
    site: Site | None = None
    is_in_part: bool = False

    def refuse_other(self, uuid: str) -> None:
        """Raise `other_database` for another OMERO than the one whose objects are described here.

        A user of it may have the same ids: they name other objects, groups and people.
        """
        if self.server not in {None, uuid}:
            raise error("other_database")

    def refuse_reading(self, uuid: str) -> None:
        """As :meth:`refuse_other`; and `rebuilding`, since a part that is shown would be taken for the whole."""
        self.refuse_other(uuid)
        if self.is_in_part:
            raise error("rebuilding")


def identity() -> Identity:
    """All of it in one statement: who asks for one mostly needs the others."""
    for uuid, name, address, original, rebuild in _rows():
        return Identity(uuid, Site(name, address, original) if name else None, rebuild is not None)
    return Identity()


@kept_query
def _rows() -> QuerySet[Server, tuple[str, str, str, str, int | None]]:
    return Server.objects.order_by("pk").values_list("uuid", "site", "site_address", "site_of", "rebuild")[:1]


def remembered() -> str | None:
    """Its uuid; None before anything was written to one."""
    return identity().server


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
    """As :meth:`Identity.refuse_reading`, of what is remembered now."""
    identity().refuse_reading(uuid)


def remembered_site() -> Site | None:
    """The site that this database is of; None before it was set up."""
    return identity().site


def remember_site(uuid: str, site: Site) -> None:
    """Let this database be of a site of the OMERO database `uuid`. Call it inside a short_write().

    Raises `other_database`.
    """
    row = Server.objects.order_by("pk").first() or Server.objects.create(uuid=uuid, remembered_at=timezone.now())
    if row.uuid != uuid:
        raise error("other_database")
    Server.objects.filter(pk=row.pk).update(site=site.name, site_address=site.address, site_of=site.of)


def hold_site() -> None:
    """Let nobody else pass here until the transaction ends: for decisions over many rows, of which new ones may come,
    such as a name that nothing else has. Call it inside a short_write(), after all locks of streams.

    Transactions of SQLite wait for each other anyway, those of PostgreSQL for the one row that every site has.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("nothing is held outside of a transaction")
    Server.objects.select_for_update().order_by("pk").first()
