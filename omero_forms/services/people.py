# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who did something (versions, decisions, submissions): their names are kept with the deed."""

from __future__ import annotations

from omero_forms.models import KnownPerson


def remember_person(person_id: int, name: str, full_name: str) -> None:
    """Keep the full name of somebody who did something. Call inside a transaction of the deed."""
    KnownPerson.objects.update_or_create(person_id=person_id, defaults={"name": name, "full_name": full_name})
