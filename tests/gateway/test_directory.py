# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups and people, and all objects of a group, as the form agent reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.conf import conf
from omero_forms.domain.refs import ObjectType, Person
from omero_forms.gateway import directory, enumeration
from omero_forms.gateway.placement import person_names
from omero_forms.gateway.sessions import AgentSession, form_agent, open_user_session
from tests.support.servers import Lab, OmeroServer


@pytest.fixture
def agent(forms_installed: OmeroServer) -> Iterator[AgentSession]:
    with form_agent(conf()) as session:
        yield session


def test_groups_have_permissions_members_and_owners(agent: AgentSession, lab: Lab) -> None:
    groups = {group.name: group for group in directory.groups(agent)}
    lab_group = groups["lab read_only"]
    assert lab_group.id == lab.groups["read_only"]
    assert lab_group.permissions == "rwr---"
    assert {"author", "fellow", "leader"} <= {person.name for person in lab_group.members}
    assert lab_group.owners == {lab.leader.id}
    assert [person.name for person in groups["omero-forms-store"].members] == ["form-master"]
    assert directory.members(agent, lab.groups["elsewhere"]) >= {lab.outsider.id}


def test_one_group_is_what_it_is_among_all_groups(agent: AgentSession) -> None:
    groups = directory.groups(agent)
    assert [directory.group(agent, one.id) for one in groups] == groups
    assert directory.group(agent, 10**9) is None


def test_people_have_addresses_and_admins_are_marked(agent: AgentSession, lab: Lab) -> None:
    people = {person.name: person for person in directory.people(agent)}
    author = people["author"]
    assert (author.id, author.full_name) == (lab.author.id, "Arno Author")
    assert author.email == "author@lab.example.org"
    assert author.active
    assert not author.is_admin
    assert people["admin"].is_admin
    assert people["form-agent"].is_admin
    assert people["form-master"].email == ""
    names = person_names(agent, {lab.author.id})
    assert names == {lab.author.id: (Person(lab.author.id, "author"), "Arno Author")}


def test_who_left_the_group_user_is_inactive(agent: AgentSession, lab: Lab) -> None:
    lab.build.user("retired", "Rita Retired", [lab.groups["elsewhere"]], password="retired")
    with lab.as_user("root") as root:
        admin = root.factory.getAdminService()
        admin.removeGroups(admin.lookupExperimenter("retired"), [admin.lookupGroup("user")])
    people = {person.name: person for person in directory.people(agent)}
    assert not people["retired"].active


def test_group_that_an_ordinary_user_asks_for_shows_no_hidden_address(lab: Lab) -> None:
    with open_user_session(lab.session_key("outsider"), lab.server.host, lab.server.port) as user:
        assert all("hidden" not in person.email for person in directory.people(user))


def test_pages_follow_each_other_without_a_gap(agent: AgentSession, lab: Lab) -> None:
    group = lab.build.group("enumerated", "rw----")
    owner = lab.build.user("enumerator", "Eno Enumerator", [group], password="e")
    made = [lab.build.dataset(owner, group, f"set {n}", images=n % 3) for n in range(7)]
    seen = []
    last = 0
    while page := enumeration.objects(agent, group, ObjectType.DATASET, last, 3):
        assert len(page) <= 3
        seen.extend(page)
        last = page[-1].id
    assert [one.id for one in seen] == made
    assert [one.name for one in seen] == [f"set {n}" for n in range(7)]
    counts = enumeration.image_counts(agent, ObjectType.DATASET, made)
    assert [counts.get(one.id, 0) for one in seen] == [0, 1, 2, 0, 1, 2, 0]
    assert {one.owner_id for one in seen} == {owner.id}
    assert all(datetime.now(UTC) - one.created < timedelta(hours=1) for one in seen)
    with lab.as_user("root") as root:
        events = root.rows(
            "select d.id, d.details.creationEvent.id from Dataset d where d.details.group.id = :g order by d.id",
            {"g": group},
        )
    assert [[one.id, one.creation_event] for one in seen] == events
    assert enumeration.objects(agent, group, ObjectType.PROJECT, 0, 1000) == []


def test_objects_of_other_types_are_enumerated_and_their_images_are_not_counted(agent: AgentSession, lab: Lab) -> None:
    [project] = [
        one
        for one in enumeration.objects(agent, lab.groups["private"], ObjectType.PROJECT, 0, 1000)
        if one.id == lab.projects["private"]
    ]
    assert project.name
    assert not enumeration.counts_images(ObjectType.PROJECT)
    images = enumeration.objects(agent, lab.groups["private"], ObjectType.IMAGE, 0, 1000)
    assert len(images) >= 2


def test_tags_and_projects_are_known_by_name(agent: AgentSession, lab: Lab) -> None:
    kind = "read_annotate"
    group = lab.groups[kind]
    number = lab.datasets[kind]
    with lab.as_user("author", group=group) as author:
        link = omero.model.DatasetAnnotationLinkI()
        link.parent = omero.model.DatasetI(number, False)
        link.child = omero.model.TagAnnotationI()
        link.child.textValue = rstring("confocal")
        author.save(link, group=group)
        note = omero.model.DatasetAnnotationLinkI()
        note.parent = omero.model.DatasetI(number, False)
        note.child = omero.model.CommentAnnotationI()
        note.child.textValue = rstring("no tag")
        author.save(note, group=group)
    ids = [number, lab.datasets["private"]]
    assert enumeration.tags(agent, ObjectType.DATASET, ids) == {number: {"confocal"}}
    assert enumeration.projects(agent, ObjectType.DATASET, ids) == {
        number: {f"Project {kind}"},
        lab.datasets["private"]: {"Project private"},
    }
    assert enumeration.projects(agent, ObjectType.SCREEN, ids) == {}
    assert enumeration.tags(agent, ObjectType.DATASET, []) == {}
