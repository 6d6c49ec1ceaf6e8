# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies on objects: whose they are, and when there can be none."""

from __future__ import annotations

from dataclasses import replace

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.domain.refs import ObjectRef, ObjectType
from omero_forms.gateway import copies, objects
from omero_forms.gateway.sessions import UserSession, open_user_session
from tests.support.servers import Lab

NAMESPACE = "hms.harvard.edu/omero/forms/kvdata/fcopies"
ROWS = [("Objective", "63x"), ("Channel", "DAPI"), ("Channel", "GFP")]
NEWER = [("Objective", "40x")]


def session_of(lab: Lab, name: str) -> UserSession:
    return open_user_session(lab.session_key(name), lab.server.host, lab.server.port)


def dataset(lab: Lab, kind: str, owner: str = "author") -> ObjectRef:
    number = lab.dataset(owner, kind, "to copy on")
    with session_of(lab, owner) as session:
        return objects.load(session, ObjectType.DATASET, number).ref


def stored(lab: Lab, ref: ObjectRef) -> list[tuple[int, list[tuple[str, str]], int]]:
    """Annotation, pairs and owner of every copy, as root sees them by plain omero-py."""
    with lab.as_user("root") as root:
        return [
            (
                number,
                root.map_rows(number),
                int(
                    root.rows(
                        "select a.details.owner.id from Annotation a where a.id = :a",
                        {"a": number},
                    )[0][0]
                ),
            )
            for number in root.copies_on(ref.type.value, ref.id, NAMESPACE)
        ]


@pytest.mark.parametrize("kind", ["private", "read_only", "read_annotate", "read_write"])
def test_copy_is_made_and_then_updated_in_place(lab: Lab, kind: str) -> None:
    ref = dataset(lab, kind)
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS)
        assert (made.state, made.reason, made.others) == ("copied", None, ())
        [(annotation, rows, owner)] = stored(lab, ref)
        assert (rows, owner) == (ROWS, lab.author.id)
        again = copies.load_and_write(author, ref, NAMESPACE, NEWER)
        assert again.state == "copied"
        assert stored(lab, ref) == [(annotation, NEWER, lab.author.id)]
        assert copies.rows_of(author, annotation) == NEWER


def test_copy_of_somebody_else_is_reported_not_touched(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author, session_of(lab, "fellow") as fellow:
        copies.load_and_write(author, ref, NAMESPACE, ROWS)
        [(older, _rows, _owner)] = stored(lab, ref)
        newer = copies.load_and_write(fellow, ref, NAMESPACE, NEWER)
        assert newer.state == "copied"
        assert [(one.annotation_id, one.owner.name) for one in newer.others] == [(older, "author")]
        assert [one.owner.name for one in copies.find(author, ref, NAMESPACE)] == [
            "author",
            "fellow",
        ]
        assert copies.remove(author, ref, NAMESPACE) == 1
        assert [(rows, owner) for _one, rows, owner in stored(lab, ref)] == [(NEWER, lab.fellow.id)]
        assert copies.remove(author, ref, NAMESPACE) == 0


@pytest.mark.parametrize(("kind", "name"), [("read_only", "fellow"), ("private", "leader")])
def test_who_may_not_annotate_has_no_copy_there(lab: Lab, kind: str, name: str) -> None:
    ref = dataset(lab, kind)
    with session_of(lab, name) as session:
        outcome = copies.load_and_write(session, ref, NAMESPACE, ROWS)
    assert (outcome.state, outcome.reason) == ("nocopy", "not_annotatable")
    assert stored(lab, ref) == []


def test_who_does_not_see_the_object_has_no_copy_there(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "outsider") as session:
        outcome = copies.load_and_write(session, ref, NAMESPACE, ROWS)
    assert (outcome.state, outcome.reason) == ("nocopy", "not_visible")


def test_another_object_under_the_same_id_gets_no_copy(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    other = replace(ref, creation_event=ref.creation_event + 1)
    with session_of(lab, "author") as session:
        outcome = copies.load_and_write(session, other, NAMESPACE, ROWS)
    assert (outcome.state, outcome.reason) == ("nocopy", "other_object")
    assert stored(lab, ref) == []


def test_copy_that_hangs_on_another_object_too_keeps_saying_what_it_says_there(lab: Lab) -> None:
    ref, second = dataset(lab, "read_annotate"), dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        copies.load_and_write(author, ref, NAMESPACE, ROWS)
        [(first, _rows, _owner)] = stored(lab, ref)
        with lab.as_user("author", group=lab.groups["read_annotate"]) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(second.id, False)
            link.child = omero.model.MapAnnotationI(first, False)
            client.save(link, group=lab.groups["read_annotate"])
        copies.load_and_write(author, ref, NAMESPACE, NEWER)
    [(updated, rows, owner)] = stored(lab, ref)
    assert (rows, owner) == (NEWER, lab.author.id)
    assert updated != first
    assert stored(lab, second) == [(first, ROWS, lab.author.id)]


def test_doubled_copies_of_one_person_become_one(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    group = lab.groups["read_annotate"]
    with lab.as_user("author", group=group) as client:
        for _ in range(2):
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(ref.id, False)
            link.child = omero.model.MapAnnotationI()
            link.child.ns = rstring(NAMESPACE)
            link.child.mapValue = [omero.model.NamedValue("a", "b")]
            client.save(link, group=group)
    with session_of(lab, "author") as author:
        copies.load_and_write(author, ref, NAMESPACE, NEWER)
    [(_one, rows, owner)] = stored(lab, ref)
    assert (rows, owner) == (NEWER, lab.author.id)


def test_pairs_of_the_user_s_own_making_stay(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    group = lab.groups["read_annotate"]
    with lab.as_user("author", group=group) as client:
        link = omero.model.DatasetAnnotationLinkI()
        link.parent = omero.model.DatasetI(ref.id, False)
        link.child = omero.model.MapAnnotationI()
        link.child.ns = rstring("openmicroscopy.org/omero/client/mapAnnotation")
        link.child.mapValue = [omero.model.NamedValue("mine", "stays")]
        own = int(client.save(link, group=group).child.id.val)
    with session_of(lab, "author") as author:
        copies.load_and_write(author, ref, NAMESPACE, ROWS)
        copies.remove(author, ref, NAMESPACE)
    with lab.as_user("author") as client:
        assert client.map_rows(own) == [("mine", "stays")]
