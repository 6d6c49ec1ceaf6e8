# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who did something (versions, decisions, submissions), as the API shows them.

`services/people.py` keeps what is known of them. Owners of objects are named by OMERO, in the reader's own session:
`gateway/placement.py` for the report, `gateway/objects.py` for one object. The audit shows the names that its events
hold (`selectors/events.py`). How a name is printed is the front-end's `nameOf` in `shared/words.ts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from omero_forms.domain.refs import Person
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import KnownPerson


@dataclass(frozen=True, slots=True)
class PersonView:
    """`full_name` is the user name where no full name is known."""

    id: int
    name: str
    full_name: str


class People:
    """The full names of the people of one answer, asked for in one query; those that are `known` are not asked for."""

    def __init__(self, ids: Iterable[int], known: Mapping[int, str] | None = None) -> None:
        self._names = dict(known or {})
        asked = set(ids) - self._names.keys()
        if asked:
            self._names.update(_full_names(list(asked)))

    def view(self, person_id: int, name: str) -> PersonView:
        """Somebody with their full name, as far as it is known."""
        return PersonView(person_id, name, self._names.get(person_id) or name)

    def called(self, person: Person) -> str:
        """The name to print, in a sentence."""
        return self._names.get(person.id) or person.name or f"user {person.id}"


@kept_query
def _full_names(ids: list[int]) -> QuerySet[KnownPerson, tuple[int, str]]:
    return KnownPerson.objects.filter(person_id__in=ids).values_list("person_id", "full_name")
