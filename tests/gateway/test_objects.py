# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a user may know of an object, and whether they may annotate it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.selectors import KNOWN_OF, Part
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person
from omero_forms.gateway import enumeration, objects
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


def test_parent_is_what_an_object_lies_in_and_of_several_the_one_with_the_lowest_id(
    sessions: dict[str, UserSession], lab: Lab
) -> None:
    group = lab.groups["read_annotate"]
    first = lab.build.project(lab.author, group, "first")
    second = lab.build.project(lab.author, group, "second")
    held = lab.build.dataset(lab.author, group, "held", project=second, images=1)
    made: dict[ObjectType, int] = {ObjectType.PROJECT: first, ObjectType.DATASET: held}
    with lab.as_user("author", group=group) as author:
        link = omero.model.ProjectDatasetLinkI()
        link.parent, link.child = omero.model.ProjectI(first, False), omero.model.DatasetI(held, False)
        author.save(link, group=group)
        rows = author.rows("select l.child.id from DatasetImageLink l where l.parent.id = :d", {"d": held})
        made[ObjectType.IMAGE] = int(rows[0][0])
        for kind, thing in ((ObjectType.SCREEN, omero.model.ScreenI()), (ObjectType.PLATE, omero.model.PlateI())):
            thing.name = rstring(f"a {kind}")
            made[kind] = int(author.save(thing, group=group).id.val)
        shelf = omero.model.ScreenPlateLinkI()
        shelf.parent = omero.model.ScreenI(made[ObjectType.SCREEN], False)
        shelf.child = omero.model.PlateI(made[ObjectType.PLATE], False)
        author.save(shelf, group=group)
    viewer = sessions["fellow"]
    refs = {kind: objects.load(viewer, kind, number).ref for kind, number in made.items()}
    found = {kind: objects.parent(viewer, ref) for kind, ref in refs.items()}
    assert found == {
        ObjectType.PROJECT: None,
        ObjectType.SCREEN: None,
        ObjectType.DATASET: NamedObject(refs[ObjectType.PROJECT], "first"),
        ObjectType.IMAGE: NamedObject(refs[ObjectType.DATASET], "held"),
        ObjectType.PLATE: NamedObject(refs[ObjectType.SCREEN], "a Screen"),
    }
    loose = lab.build.dataset(lab.author, group, "loose")
    assert objects.parent(viewer, objects.load(viewer, ObjectType.DATASET, loose).ref) is None


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


def test_a_selector_may_ask_of_a_type_what_is_found_out_of_it() -> None:
    assert KNOWN_OF[Part.PROJECT] == enumeration.OF_PROJECTS
    assert KNOWN_OF[Part.MIN_IMAGES] == {one for one in ObjectType if enumeration.counts_images(one)}
