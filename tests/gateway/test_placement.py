# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects still are where they were, and whose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omero_forms.gateway.placement import Place, unmoved
from omero_forms.gateway.sessions import UserSession, open_password_session
from tests.support.counts import counts
from tests.support.servers import Lab

READ = "select d.id, d.details.group.id, d.details.owner.id, d.details.creationEvent.id from Dataset d where d.id in (:ids)"


@pytest.fixture
def admin(lab: Lab) -> Iterator[UserSession]:
    with open_password_session(lab.server.host, lab.server.port, "admin", "admin") as session:
        yield session


@pytest.fixture
def places(lab: Lab, admin: UserSession) -> list[Place]:
    """Of two datasets of one person, and of one of somebody else's in another group."""
    made = [
        lab.dataset("author", "read_annotate", "one"),
        lab.dataset("author", "read_annotate", "two"),
        lab.dataset("fellow", "read_only", "three"),
    ]
    found = {row[0]: Place("Dataset", *row) for row in admin.wire.rows(READ, {"ids": made})}
    return [found[one] for one in made]


def test_what_is_where_it_was_costs_one_question_for_all_of_it(admin: UserSession, places: list[Place]) -> None:
    with counts() as spent:
        assert unmoved(admin, places) == set(places)
    assert spent.calls == ["IQuery.projection"]
    assert unmoved(admin, []) == set()


@pytest.mark.parametrize("what", ["group_id", "owner_id", "creation_event"])
def test_what_moved_or_is_another_object_is_found_among_the_others(
    admin: UserSession, places: list[Place], what: str
) -> None:
    first, *others = places
    another = first._replace(**{what: getattr(first, what) + 1})
    assert unmoved(admin, [another, *others]) == set(others)


def test_two_objects_that_changed_places_are_both_found(admin: UserSession, places: list[Place]) -> None:
    one, two, three = places
    changed = {
        two._replace(object_id=three.object_id, creation_event=three.creation_event),
        three._replace(object_id=two.object_id, creation_event=two.creation_event),
    }
    assert unmoved(admin, {one, *changed}) == {one}


def test_what_is_gone_is_where_it_was_no_more(admin: UserSession, places: list[Place]) -> None:
    gone = places[0]._replace(object_id=10**9)
    assert unmoved(admin, [gone, *places]) == set(places)
    assert unmoved(admin, [gone]) == set()
