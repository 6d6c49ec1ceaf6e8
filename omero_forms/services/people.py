# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who did something (versions, decisions, submissions): their names are kept with the deed."""

from __future__ import annotations

from omero_forms.models import KnownPerson


def remember_person(person_id: int, name: str, full_name: str) -> None:
    """Keep the full name of somebody who did something. Call inside a transaction of the deed."""
    KnownPerson.objects.bulk_create(
        [KnownPerson(person_id=person_id, name=name, full_name=full_name)],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["name", "full_name"],
    )
