# SPDX-License-Identifier: AGPL-3.0-or-later
"""People around making forms: whom somebody can ask who may not make any, and who could own one.

All is asked of OMERO as the reader: whom it hides from them, they are not told of here either.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.selectors.nobody import is_nobody, is_omeros_own, reads_no_mail, serves_the_forms
from omero_forms.selectors.people import PersonView

MOST_PEOPLE = 20


def whom_to_ask(user: UserSession) -> list[PersonView]:
    """Who may make forms: owners of the user's groups, where these may; else admins. At most 20."""
    with omero_calls():
        found = []
        if conf().creators == "owners":
            found = directory.owners_of(user, [one for one in user.groups if not is_omeros_own(one, "")])
        found = found or directory.admins(user)
    return _views(one for one in found if not reads_no_mail(one[0].id, one[0].name))


def people_called(user: UserSession, text: str, *, most: int | None = MOST_PEOPLE) -> list[PersonView]:
    """People in one of whose names the text occurs, by user name."""
    with omero_calls():
        found = directory.people_called(user, text)
    return _views((one for one in found if not (is_nobody(one[0].name) or serves_the_forms(one[0].name))), most)


def person_named(user: UserSession, name: str) -> PersonView:
    """The person with that user name. Raises `not_found`, also where OMERO does not let the user know them."""
    for one in people_called(user, name, most=None):
        if one.name == name:
            return one
    raise error(
        "not_found", message=t("OMERO names nobody to you who is called {name}. Nothing was changed.", name=name)
    )


def _views(found: Iterable[tuple[Person, str]], most: int | None = MOST_PEOPLE) -> list[PersonView]:
    return [PersonView(person.id, person.name, full_name) for person, full_name in islice(found, most)]
