# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever opens the forms of an object is told that a copy was touched; a worker puts it right and deletes nothing that
a person wrote.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import omero.cmd
import omero.model
import pytest
from omero.model import ExperimenterGroupI, ExperimenterI
from omero.rtypes import rstring

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.gateway.wire import Wire
from omero_forms.models import Submission
from omero_forms.services.due import catch_up
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld

OWN = "openmicroscopy.org/omero/client/mapAnnotation"
"""The namespace of key-value pairs that people type into OMERO.web."""
COPY = [("Sample", "HeLa"), ("Passages", "3")]

Pairs = list[tuple[str, str]]


class Scene:
    """A dataset in a group whose members annotate each other's data, and a form that author has filled in for it."""

    def __init__(
        self,
        world: FormsWorld,
        target: int,
        web_login: Callable[[str], Any],
        form: FormInUse | None = None,
    ) -> None:
        self.world, self.target, self.web_login = world, target, web_login
        self.group = world.lab.groups["read_annotate"]
        self.form = form or world.form(*EVERYWHERE)
        self.namespace = conf().kv_namespace + self.form.id
        world.submit("author", target, self.form)

    def open(self, who: str = "author", path: str = "", target: int | None = None) -> Any:
        """The forms of the dataset, or what else is below it, as somebody sees them in the page."""
        answer = self.web_login(who).get(f"/omero_forms/api/v1/objects/dataset/{target or self.target}{path}")
        assert answer.status_code == 200, answer.content[:500]
        return answer.json()

    def said(self, who: str = "author") -> tuple[str, str | None]:
        """What opening them tells of the copy."""
        [form] = [one for one in self.open(who)["forms"] if one["id"] == self.form.id]
        return form["latest"]["state"], form["latest"]["state_reason"]

    def put_right(self) -> None:
        """What a worker does later."""
        self.world.later()
        assert catch_up().stopped_by is None

    def copies(self, target: int | None = None) -> list[tuple[str, Pairs]]:
        return self.world.copies("root", target or self.target, self.form)

    def copy_id(self) -> int:
        with self.world.lab.as_user("root") as root:
            [one] = root.copies_on("Dataset", self.target, self.namespace)
            return int(one)

    def edit(self, annotation: int, pairs: Pairs, who: str = "author") -> None:
        with self.world.lab.as_user(who) as client:
            found = client.load("MapAnnotation", annotation)
            found.mapValue = [omero.model.NamedValue(*pair) for pair in pairs]
            client.save(found, group=self.group)

    def annotate(self, who: str, pairs: Pairs, target: int | None = None) -> int:
        """Somebody puts pairs on the dataset, in the namespace of the form."""
        with self.world.lab.as_user(who, group=self.group) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(target or self.target, False)
            link.child = omero.model.MapAnnotationI()
            link.child.ns = rstring(self.namespace)
            link.child.mapValue = [omero.model.NamedValue(*pair) for pair in pairs]
            return int(client.save(link, group=self.group).child.id.val)

    def link(self, annotation: int, target: int) -> None:
        with self.world.lab.as_user("author", group=self.group) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(target, False)
            link.child = omero.model.MapAnnotationI(annotation, False)
            client.save(link, group=self.group)

    def delete(self, kind: str, one: int) -> None:
        with self.world.lab.as_user("author") as client:
            handle = client.factory.submit(omero.cmd.Delete2(targetObjects={kind: [one]}), {"omero.group": "-1"})
            client.client.waitOnCmd(handle, loops=1200, ms=50)
            handle.close()

    def links(self, annotation: int) -> list[tuple[int, int]]:
        """Each link of an annotation to a dataset, and the dataset."""
        with self.world.lab.as_user("root") as root:
            hql = "select l.id, l.parent.id from DatasetAnnotationLink l where l.child.id = :a"
            return [(int(link), int(parent)) for link, parent in root.rows(hql, {"a": annotation})]

    def annotation(self, one: int) -> tuple[str, str, Pairs]:
        """Owner, namespace and pairs of any annotation."""
        with self.world.lab.as_user("root") as root:
            hql = "select o.omeName, a.ns from MapAnnotation a join a.details.owner o where a.id = :a"
            [[owner, namespace]] = root.rows(hql, {"a": one})
            return str(owner), str(namespace), root.map_rows(one)


@pytest.fixture
def scene(world: FormsWorld, dataset: Callable[..., int], web_login: Callable[[str], Any]) -> Scene:
    return Scene(world, dataset(), web_login)


def test_a_copy_that_nobody_touched_is_left_alone_however_often_it_is_looked_at(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_COPY_ROWS", 3)
    dyes = {"channels": [{"dye": f"Dye {number}"} for number in range(10)]}
    scene.world.submit("author", scene.target, scene.form, base=1, answers={"sample": "HEK", **dyes})
    hql = "select a.id, a.details.updateEvent.id from MapAnnotation a where a.ns = :ns"

    def seen() -> list[tuple[Any, ...]]:
        with scene.world.lab.as_user("root") as root:
            return [tuple(row) for row in root.rows(hql, {"ns": scene.namespace})]

    before = seen()
    for who in ("author", "fellow"):
        assert scene.said(who) == ("copied", None)
        scene.put_right()
    # A worker that is asked to see to it finds nothing to do, either.
    Submission.objects.filter(form_id=scene.form.id, number=2).update(copy_state="repair", next_at="2026-01-01T00:00Z")
    scene.put_right()
    assert scene.said() == ("copied", None)
    assert seen() == before


def test_opening_the_forms_of_an_object_asks_once_for_all_copies_on_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        scene.world.submit("author", scene.target, scene.world.form())
    asked: list[str] = []
    rows = Wire.rows

    def listened(wire: Wire, hql: str, *args: Any, **named: Any) -> Any:
        asked.append(hql)
        return rows(wire, hql, *args, **named)

    client = scene.web_login("author")
    monkeypatch.setattr(Wire, "rows", listened)
    for path in ("", f"/forms/{scene.form.id}"):
        asked.clear()
        client.get(f"/omero_forms/api/v1/objects/dataset/{scene.target}{path}")
        assert len([hql for hql in asked if "AnnotationLink" in hql]) == 1


@pytest.mark.parametrize("who", ["author", "fellow"])
def test_what_somebody_typed_into_a_copy_becomes_pairs_of_its_owner_and_the_copy_is_right_again(
    scene: Scene, who: str
) -> None:
    edited = scene.copy_id()
    scene.edit(edited, [("Sample", "ALTERED"), ("Passages", "3"), ("Mine", "note")])
    assert scene.said(who) == ("repair", "changed")
    scene.put_right()
    assert scene.said(who) == ("copied", None)
    assert scene.copies() == [("author", COPY)]
    assert scene.annotation(edited) == ("author", OWN, [("Sample", "ALTERED"), ("Mine", "note")])
    assert [parent for _link, parent in scene.links(edited)] == [scene.target]


def test_it_is_noticed_when_one_form_is_opened_too(scene: Scene) -> None:
    scene.edit(scene.copy_id(), [("Sample", "ALTERED")])
    [newest] = scene.open("author", f"/forms/{scene.form.id}")["history"]
    assert (newest["state"], newest["state_reason"]) == ("repair", "changed")


@pytest.mark.parametrize("pairs", [[], [("Sample", "HeLa")], [("Passages", "3"), ("Sample", "HeLa")]])
def test_pairs_that_were_taken_out_or_moved_come_back_in_place(scene: Scene, pairs: Pairs) -> None:
    edited = scene.copy_id()
    scene.edit(edited, pairs)
    assert scene.said() == ("repair", "changed")
    scene.put_right()
    assert scene.copies() == [("author", COPY)]
    assert scene.copy_id() == edited


def test_a_copy_that_was_deleted_is_written_again(scene: Scene) -> None:
    scene.delete("Annotation", scene.copy_id())
    assert scene.said("fellow") == ("repair", "missing")
    scene.put_right()
    assert scene.said("fellow") == ("copied", None)
    assert scene.copies() == [("author", COPY)]


def test_a_copy_that_was_moved_to_another_object_is_written_again_and_said_to_be_strange_there(
    scene: Scene, dataset: Callable[..., int]
) -> None:
    moved, other = scene.copy_id(), dataset()
    scene.link(moved, other)
    [old] = [link for link, parent in scene.links(moved) if parent == scene.target]
    scene.delete("DatasetAnnotationLink", old)
    assert scene.said() == ("repair", "missing")
    scene.put_right()
    assert scene.copies() == [("author", COPY)]
    [form] = [one for one in scene.open("fellow", target=other)["forms"] if one["id"] == scene.form.id]
    assert (form["latest"], form["strange_pairs"]) == (None, True)
    assert scene.open("fellow", f"/forms/{scene.form.id}", target=other)["strange_pairs"] is True
    # With the first answers there is a copy, and what was moved is the person's.
    scene.world.submit("author", other, scene.form, answers={"sample": "HEK"})
    scene.put_right()
    assert scene.copies(other) == [("author", [("Sample", "HEK")])]
    assert scene.annotation(moved) == ("author", OWN, COPY)


def test_a_copy_that_was_linked_to_another_object_with_a_copy_is_only_taken_off_there(
    scene: Scene, dataset: Callable[..., int]
) -> None:
    other, mine = dataset(), scene.copy_id()
    scene.world.submit("author", other, scene.form, answers={"sample": "HEK"})
    scene.link(mine, other)
    [form] = [one for one in scene.open(target=other)["forms"] if one["id"] == scene.form.id]
    assert (form["latest"]["state"], form["latest"]["state_reason"]) == ("repair", "look_alike")
    scene.put_right()
    assert scene.copies(other) == [("author", [("Sample", "HEK")])]
    assert scene.annotation(mine) == ("author", scene.namespace, COPY)
    assert [parent for _link, parent in scene.links(mine)] == [scene.target]
    assert scene.said() == ("copied", None)


@pytest.mark.parametrize("who", ["author", "fellow", "leader"])
@pytest.mark.parametrize("pairs", [[("Sample", "FAKE")], COPY])
def test_what_looks_like_a_copy_stays_on_the_object_as_pairs_of_whoever_made_it(
    scene: Scene, who: str, pairs: Pairs
) -> None:
    copy, fake = scene.copy_id(), scene.annotate(who, pairs)
    assert scene.said("fellow") == ("repair", "look_alike")
    scene.put_right()
    assert scene.said("fellow") == ("copied", None)
    assert scene.copies() == [("author", COPY)]
    assert scene.copy_id() == copy
    assert scene.annotation(fake) == (who, OWN, pairs)
    assert [parent for _link, parent in scene.links(fake)] == [scene.target]


@pytest.mark.parametrize("kind", ["CommentAnnotation", "TagAnnotation", "LongAnnotation"])
def test_what_has_no_pairs_is_nothing_of_ours_whatever_namespace_it_has(
    world: FormsWorld, dataset: Callable[..., int], web_login: Callable[[str], Any], kind: str
) -> None:
    target, form = dataset(), world.form()
    made = []
    for who in ("author", "fellow"):
        with world.lab.as_user(who, group=world.lab.groups["read_annotate"]) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(target, False)
            link.child = getattr(omero.model, f"{kind}I")()
            link.child.ns = rstring(conf().kv_namespace + form.id)
            made.append(int(client.save(link, group=world.lab.groups["read_annotate"]).child.id.val))
    scene = Scene(world, target, web_login, form)
    for _ in range(2):
        assert scene.said() == ("copied", None)
        scene.put_right()
    assert scene.copies() == [("author", COPY)]
    assert all(scene.links(one) for one in made)


def test_while_its_owner_is_away_a_look_alike_stays_and_is_said_at_each_opening(scene: Scene) -> None:
    lab = scene.world.lab
    name = f"gone-{uuid.uuid4().hex[:8]}"
    lab.users[name] = gone = lab.build.user(name, "Gus Gone", [scene.group, lab.groups["elsewhere"]], password=name)
    fake = scene.annotate(name, [("Sample", "FAKE")])
    with lab.as_user("root") as root:
        admin = root.factory.getAdminService()
        admin.removeGroups(ExperimenterI(gone.id, False), [ExperimenterGroupI(scene.group, False)])
    for _ in range(2):
        assert scene.said() == ("repair", "look_alike")
        scene.put_right()
    assert scene.annotation(fake) == (name, scene.namespace, [("Sample", "FAKE")])


def test_the_next_answers_do_not_write_over_what_somebody_typed_into_the_copy(scene: Scene) -> None:
    edited = scene.copy_id()
    scene.edit(edited, [("Sample", "ALTERED"), ("Passages", "3")])
    second = scene.world.submit("author", scene.target, scene.form, base=1, answers={"sample": "HEK"}).submission
    assert second.copy_state == "copied"
    assert scene.copies() == [("author", [("Sample", "HEK")])]
    assert scene.annotation(edited) == ("author", OWN, [("Sample", "ALTERED")])


def test_nor_does_taking_off_an_older_copy_lose_what_its_owner_typed_into_it(scene: Scene) -> None:
    older = scene.copy_id()
    scene.world.submit("fellow", scene.target, scene.form, base=1, answers={"sample": "HEK"})
    scene.edit(older, [("Sample", "HeLa"), ("Passages", "3"), ("Mine", "note")])
    scene.put_right()
    assert scene.copies() == [("fellow", [("Sample", "HEK")])]
    assert scene.annotation(older) == ("author", OWN, [("Mine", "note")])


def test_in_a_private_group_who_cannot_see_a_copy_does_not_take_it_for_missing(
    world: FormsWorld, dataset: Callable[..., int], web_login: Callable[[str], Any]
) -> None:
    """A fellow's, from the time when the group was not private; its owner has to answer anew to have their own."""
    group = world.lab.build.group(f"closing {uuid.uuid4().hex[:6]}", "rwra--")
    scene = _in_group(world, web_login, group)
    with world.lab.as_user("root") as root:
        request = omero.cmd.Chmod2(targetObjects={"ExperimenterGroup": [group]}, permissions="rw----")
        handle = root.factory.submit(request, {"omero.group": "-1"})
        root.client.waitOnCmd(handle, loops=1200, ms=50)
        handle.close()
    assert scene.said("author") == ("copied", None)


def _in_group(world: FormsWorld, web_login: Callable[[str], Any], group: int) -> Scene:
    """As `scene`, in another group, and with the copy of a fellow."""
    from omero_forms.domain.refs import ObjectType
    from omero_forms.selectors.groups import find_group
    from omero_forms.services.forms.assign import assign

    with world.lab.as_user("root") as root:
        for name in ("author", "fellow"):
            person = ExperimenterI(world.lab.users[name].id, False)
            root.factory.getAdminService().addGroups(person, [ExperimenterGroupI(group, False)])
    scene = Scene(world, world.lab.dataset("author", "read_annotate", "elsewhere"), web_login)
    scene.target = world.lab.build.dataset(world.lab.users["author"], group, "to be closed")
    admin = world.user("admin")
    assign(admin, scene.form.id, find_group(admin, str(group)), (ObjectType.DATASET,))
    assert world.submit("fellow", scene.target, scene.form).submission.copy_state == "copied"
    return scene
