# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a user may know of an object, and whether they may annotate it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectRef, ObjectType, Person
from omero_forms.gateway import objects
from omero_forms.gateway.placement import placements
from omero_forms.gateway.sessions import UserSession, open_user_session
from tests.support.servers import KINDS, Lab

ROLES = ("author", "fellow", "leader", "outsider", "admin", "viewer")

# kind of group -> role -> may annotate; a role that is missing does not see the author's dataset.
MAY_ANNOTATE = {
    "private": {"author": True, "leader": False, "admin": False, "viewer": False},
    "read_only": {
        "author": True,
        "fellow": False,
        "leader": True,
        "admin": True,
        "viewer": False,
    },
    "read_annotate": {
        "author": True,
        "fellow": True,
        "leader": True,
        "admin": True,
        "viewer": False,
    },
    "read_write": {
        "author": True,
        "fellow": True,
        "leader": True,
        "admin": True,
        "viewer": False,
    },
}


@pytest.fixture(scope="module")
def sessions(lab: Lab) -> Iterator[dict[str, UserSession]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(open_user_session(lab.session_key(name), lab.server.host, lab.server.port))
            for name in ROLES
        }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_dataset_is_seen_and_annotated_by_whom_omero_allows(
    sessions: dict[str, UserSession], lab: Lab, kind: str, role: str
) -> None:
    number = lab.datasets[kind]
    expected = MAY_ANNOTATE[kind].get(role)
    if expected is None:
        with pytest.raises(FormsError) as hidden:
            objects.load(sessions[role], ObjectType.DATASET, number)
        assert hidden.value.code == "not_found"
        assert placements(sessions[role], ObjectType.DATASET, [number]) == {}
        return
    loaded = objects.load(sessions[role], ObjectType.DATASET, number)
    assert loaded.can_annotate is expected
    assert placements(sessions[role], ObjectType.DATASET, [number]).keys() == {number}


def test_loaded_dataset_tells_its_identity_group_owner_and_images(sessions: dict[str, UserSession], lab: Lab) -> None:
    number = lab.datasets["read_annotate"]
    loaded = objects.load(sessions["fellow"], ObjectType.DATASET, number, count_images=True)
    with lab.as_user("root") as root:
        event = root.rows("select d.details.creationEvent.id from Dataset d where d.id = :d", {"d": number})[0][0]
    assert loaded.ref == ObjectRef(sessions["fellow"].server_uuid, ObjectType.DATASET, number, int(event))
    assert loaded.name == "Dataset read_annotate"
    assert loaded.group == objects.Group(lab.groups["read_annotate"], "lab read_annotate", "rwra--")
    assert loaded.owner == Person(lab.author.id, "author")
    assert loaded.owner_full_name == "Arno Author"
    assert loaded.images == 2


def test_project_counts_each_image_once(sessions: dict[str, UserSession], lab: Lab) -> None:
    group = lab.groups["read_annotate"]
    project = lab.build.project(lab.author, group, "counted")
    first = lab.build.dataset(lab.author, group, "one", project=project, images=3)
    second = lab.build.dataset(lab.author, group, "two", project=project, images=1)
    with lab.as_user("author", group=group) as author:
        shared = author.rows("select min(l.child.id) from DatasetImageLink l where l.parent.id = :d", {"d": first})[0][
            0
        ]
        link = omero.model.DatasetImageLinkI()
        link.parent = omero.model.DatasetI(second, False)
        link.child = omero.model.ImageI(int(shared), False)
        author.save(link, group=group)
    loaded = objects.load(sessions["author"], ObjectType.PROJECT, project, count_images=True)
    assert loaded.images == 4


def test_screens_plates_and_images_load_too(sessions: dict[str, UserSession], lab: Lab) -> None:
    group = lab.groups["read_annotate"]
    made: dict[ObjectType, int] = {}
    with lab.as_user("author", group=group) as author:
        for kind, thing in (
            (ObjectType.SCREEN, omero.model.ScreenI()),
            (ObjectType.PLATE, omero.model.PlateI()),
        ):
            thing.name = rstring(f"a {kind}")
            made[kind] = int(author.save(thing, group=group).id.val)
        made[ObjectType.IMAGE] = int(
            author.rows(
                "select min(l.child.id) from DatasetImageLink l where l.parent.id = :d",
                {"d": lab.datasets["read_annotate"]},
            )[0][0]
        )
    names = {kind: objects.load(sessions["fellow"], kind, number).name for kind, number in made.items()}
    assert names == {
        ObjectType.SCREEN: "a Screen",
        ObjectType.PLATE: "a Plate",
        ObjectType.IMAGE: "001.tif",
    }
    plate = objects.load(sessions["fellow"], ObjectType.PLATE, made[ObjectType.PLATE], count_images=True)
    assert plate.images == 0


@pytest.mark.parametrize("number", [0, 10**9, 2**53])
def test_object_that_never_was_is_not_found(sessions: dict[str, UserSession], number: int) -> None:
    with pytest.raises(FormsError) as missing:
        objects.load(sessions["admin"], ObjectType.DATASET, number)
    assert missing.value.code == "not_found"


def test_any_number_of_ids_can_be_asked_for(sessions: dict[str, UserSession], lab: Lab) -> None:
    mine = set(lab.datasets.values())
    asked = [*range(10**6, 10**6 + 2500), *mine, *mine]
    assert placements(sessions["author"], ObjectType.DATASET, asked).keys() == mine
    assert placements(sessions["author"], ObjectType.DATASET, []) == {}
    assert placements(sessions["outsider"], ObjectType.DATASET, asked) == {}
    seen = placements(sessions["fellow"], ObjectType.DATASET, asked)[lab.datasets["read_only"]]
    assert (seen.name, seen.group_id) == ("Dataset read_only", lab.groups["read_only"])
