# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who did something (versions, decisions, submissions): their names are kept with the deed, and follow what
OMERO calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from omero_forms.gateway import directory
from omero_forms.gateway.changes import LogRow
from omero_forms.gateway.sessions import AgentSession
from omero_forms.models import KnownPerson


def remember_person(person_id: int, name: str, full_name: str) -> None:
    """Keep the full name of somebody who did something. Call inside a transaction of the deed."""
    KnownPerson.objects.bulk_create(
        [KnownPerson(person_id=person_id, name=name, full_name=full_name)],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["name", "full_name"],
    )


_PEOPLE: Final = frozenset({"Experimenter"})


@dataclass(frozen=True, slots=True)
class FollowedPeople:
    """What is followed in OMERO's event log of people who did something here."""

    kinds: frozenset[str]

    @classmethod
    def now(cls) -> Self:
        """Nothing before anybody did anything."""
        return cls(_PEOPLE if KnownPerson.objects.exists() else frozenset())

    def look_up(self, agent: AgentSession, rows: Sequence[LogRow]) -> Callable[[], int]:
        """The full names that those of them have now whom the rows are about. The user name stays that of their last
        deed: it is in its record, too.
        """
        known = KnownPerson.objects.filter(person_id__in={row.entity_id for row in rows})
        before = dict(known.values_list("person_id", "full_name"))
        now = directory.full_names(agent, before) if before else {}
        renamed = {one: full_name for one, full_name in now.items() if before[one] != full_name}

        def note() -> int:
            for one, full_name in renamed.items():
                KnownPerson.objects.filter(person_id=one).update(full_name=full_name)
            return len(renamed)

        return note
