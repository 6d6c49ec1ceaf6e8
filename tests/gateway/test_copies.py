# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies on objects: whose they are, and when there can be none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.domain.refs import ObjectRef, ObjectType
from omero_forms.domain.submissions import Written
from omero_forms.gateway import copies, objects
from omero_forms.gateway.copies import FoundCopy, Known
from omero_forms.gateway.sessions import UserSession, open_user_session
from tests.support.servers import Lab

OWN_NAMESPACE = "openmicroscopy.org/omero/client/mapAnnotation"
NAMESPACE = "hms.harvard.edu/omero/forms/kvdata/fcopies"
ROWS = [("Objective", "63x"), ("Channel", "DAPI"), ("Channel", "GFP")]
NEWER = [("Objective", "40x")]
NOTHING = Known({}, list)


def known(*written: Written | None) -> Known:
    """That we wrote these, and that people typed whatever is neither in `ROWS` nor in `NEWER`."""
    events = {one.annotation_id: one.event for one in written if one is not None}
    return Known(events, lambda pairs: [pair for pair in pairs if pair not in ROWS + NEWER])


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
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING)
        assert (made.state, made.reason, made.others) == ("copied", None, ())
        [(annotation, rows, owner)] = stored(lab, ref)
        assert (rows, owner) == (ROWS, lab.author.id)
        assert made.written == copies.find(author, ref, NAMESPACE)[0].as_written
        again = copies.load_and_write(author, ref, NAMESPACE, NEWER, known(made.written))
        assert again.state == "copied"
        assert again.written == copies.find(author, ref, NAMESPACE)[0].as_written
        assert made.written and again.written and again.written.event > made.written.event
        assert stored(lab, ref) == [(annotation, NEWER, lab.author.id)]
        assert copies.rows_of(author, annotation) == NEWER


def test_copy_of_somebody_else_is_reported_not_touched(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author, session_of(lab, "fellow") as fellow:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING)
        [(older, _rows, _owner)] = stored(lab, ref)
        newer = copies.load_and_write(fellow, ref, NAMESPACE, NEWER, known(made.written))
        assert newer.state == "copied"
        assert [(one.annotation_id, one.owner.name) for one in newer.others] == [(older, "author")]
        assert [one.owner.name for one in copies.find(author, ref, NAMESPACE)] == [
            "author",
            "fellow",
        ]
        loaded = objects.load(author, ref.type, ref.id)
        assert copies.clear(author, loaded, NAMESPACE, known(made.written)) == 1
        assert [(rows, owner) for _one, rows, owner in stored(lab, ref)] == [(NEWER, lab.fellow.id)]
        assert copies.clear(author, loaded, NAMESPACE, known(made.written)) == 0


@pytest.mark.parametrize(("kind", "name"), [("read_only", "fellow"), ("private", "leader")])
def test_who_may_not_annotate_has_no_copy_there(lab: Lab, kind: str, name: str) -> None:
    ref = dataset(lab, kind)
    with session_of(lab, name) as session:
        outcome = copies.load_and_write(session, ref, NAMESPACE, ROWS, NOTHING)
    assert (outcome.state, outcome.reason) == ("nocopy", "not_annotatable")
    assert stored(lab, ref) == []


def test_who_does_not_see_the_object_has_no_copy_there(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "outsider") as session:
        outcome = copies.load_and_write(session, ref, NAMESPACE, ROWS, NOTHING)
    assert (outcome.state, outcome.reason) == ("nocopy", "not_visible")


def test_another_object_under_the_same_id_gets_no_copy(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    other = replace(ref, creation_event=ref.creation_event + 1)
    with session_of(lab, "author") as session:
        outcome = copies.load_and_write(session, other, NAMESPACE, ROWS, NOTHING)
    assert (outcome.state, outcome.reason) == ("nocopy", "other_object")
    assert stored(lab, ref) == []


def test_copy_that_hangs_on_another_object_too_keeps_saying_what_it_says_there(lab: Lab) -> None:
    ref, second = dataset(lab, "read_annotate"), dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING)
        [(first, _rows, _owner)] = stored(lab, ref)
        with lab.as_user("author", group=lab.groups["read_annotate"]) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent = omero.model.DatasetI(second.id, False)
            link.child = omero.model.MapAnnotationI(first, False)
            client.save(link, group=lab.groups["read_annotate"])
        copies.load_and_write(author, ref, NAMESPACE, NEWER, known(made.written))
    [(updated, rows, owner)] = stored(lab, ref)
    assert (rows, owner) == (NEWER, lab.author.id)
    assert updated != first
    assert stored(lab, second) == [(first, ROWS, lab.author.id)]


def annotated(lab: Lab, ref: ObjectRef, pairs: list[tuple[str, str]]) -> int:
    """What author puts on the object in our namespace, by hand."""
    group = lab.groups["read_annotate"]
    with lab.as_user("author", group=group) as client:
        link = omero.model.DatasetAnnotationLinkI()
        link.parent = omero.model.DatasetI(ref.id, False)
        link.child = omero.model.MapAnnotationI()
        link.child.ns = rstring(NAMESPACE)
        link.child.mapValue = [omero.model.NamedValue(*pair) for pair in pairs]
        return int(client.save(link, group=group).child.id.val)


def typed_over(lab: Lab, annotation: int, pairs: list[tuple[str, str]]) -> None:
    """Author edits an annotation."""
    with lab.as_user("author") as client:
        found = client.load("MapAnnotation", annotation)
        found.mapValue = [omero.model.NamedValue(*pair) for pair in pairs]
        client.save(found, group=lab.groups["read_annotate"])


def pairs_and_namespace(lab: Lab, annotation: int) -> tuple[list[tuple[str, str]], str]:
    with lab.as_user("root") as root:
        [[namespace]] = root.rows("select a.ns from MapAnnotation a where a.id = :a", {"a": annotation})
        return root.map_rows(annotation), str(namespace)


def test_doubled_copies_of_ours_become_one(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        first = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING).written
        annotated(lab, ref, NEWER)
        second = copies.find(author, ref, NAMESPACE)[1].as_written
        copies.load_and_write(author, ref, NAMESPACE, NEWER, known(first, second))
    [(_one, rows, owner)] = stored(lab, ref)
    assert (rows, owner) == (NEWER, lab.author.id)


def test_a_copy_is_taken_off_at_once_after_the_look_that_nobody_typed_into_it(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, load, seen = dataset(lab, "read_annotate"), copies._load, []

    def looking(session: UserSession, group: int, annotation_id: int) -> Any:
        seen.append([number for number, _rows, _owner in stored(lab, ref)])
        return load(session, group, annotation_id)

    with session_of(lab, "author") as author:
        first, second = annotated(lab, ref, ROWS), annotated(lab, ref, NEWER)
        ours = known(*(one.as_written for one in copies.find(author, ref, NAMESPACE)))
        monkeypatch.setattr(copies, "_load", looking)
        copies.clear(author, objects.load(author, ref.type, ref.id), NAMESPACE, ours)
    assert seen == [[first, second], [second]]
    assert stored(lab, ref) == []


def test_a_copy_that_a_dead_process_left_is_taken_over(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    left = annotated(lab, ref, ROWS)
    with session_of(lab, "author") as author:
        copies.load_and_write(author, ref, NAMESPACE, NEWER, known())
    assert stored(lab, ref) == [(left, NEWER, lab.author.id)]


def test_what_a_person_typed_into_a_copy_stays_theirs_when_it_is_written_again(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING).written
        assert made
        typed_over(lab, made.annotation_id, [ROWS[0], ("Channel", "typed"), ("My own", "note")])
        copies.load_and_write(author, ref, NAMESPACE, NEWER, known(made))
    [(_one, rows, _owner)] = stored(lab, ref)
    assert rows == NEWER
    assert pairs_and_namespace(lab, made.annotation_id) == ([("Channel", "typed"), ("My own", "note")], OWN_NAMESPACE)


def test_a_copy_from_which_pairs_were_taken_is_written_again_in_place(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING).written
        assert made
        typed_over(lab, made.annotation_id, ROWS[:1])
        copies.load_and_write(author, ref, NAMESPACE, ROWS, known(made))
    assert stored(lab, ref) == [(made.annotation_id, ROWS, lab.author.id)]


@pytest.mark.parametrize("pairs", [[("Objective", "FAKE")], [], ROWS])
def test_what_a_person_made_in_the_namespace_is_never_deleted(lab: Lab, pairs: list[tuple[str, str]]) -> None:
    """Though it is empty, or says what the copy says."""
    ref = dataset(lab, "read_annotate")
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING).written
        assert made
        theirs = annotated(lab, ref, pairs)
        loaded = objects.load(author, ref.type, ref.id)
        copies.clear(author, loaded, NAMESPACE, known(made), keep=made.annotation_id)
    assert stored(lab, ref) == [(made.annotation_id, ROWS, lab.author.id)]
    assert pairs_and_namespace(lab, theirs) == (pairs, OWN_NAMESPACE)


def test_pairs_of_the_user_s_own_making_stay(lab: Lab) -> None:
    ref = dataset(lab, "read_annotate")
    group = lab.groups["read_annotate"]
    with lab.as_user("author", group=group) as client:
        link = omero.model.DatasetAnnotationLinkI()
        link.parent = omero.model.DatasetI(ref.id, False)
        link.child = omero.model.MapAnnotationI()
        link.child.ns = rstring(OWN_NAMESPACE)
        link.child.mapValue = [omero.model.NamedValue("mine", "stays")]
        own = int(client.save(link, group=group).child.id.val)
    with session_of(lab, "author") as author:
        copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING)
        copies.clear(author, objects.load(author, ref.type, ref.id), NAMESPACE, NOTHING)
    with lab.as_user("author") as client:
        assert client.map_rows(own) == [("mine", "stays")]


@pytest.mark.parametrize("way", ["written", "taken off"])
def test_what_a_person_types_after_a_copy_was_found_is_kept(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    ref = dataset(lab, "read_annotate")
    found = copies.find
    with session_of(lab, "author") as author:
        made = copies.load_and_write(author, ref, NAMESPACE, ROWS, NOTHING).written
        assert made

        def typing(*arguments: Any) -> list[FoundCopy]:
            there = found(*arguments)
            typed_over(lab, made.annotation_id, [*ROWS, ("Stain", "by hand")])
            return there

        monkeypatch.setattr(copies, "find", typing)
        if way == "written":
            copies.load_and_write(author, ref, NAMESPACE, NEWER, known(made))
        else:
            copies.clear(author, objects.load(author, ref.type, ref.id), NAMESPACE, known(made))
    assert pairs_and_namespace(lab, made.annotation_id) == ([("Stain", "by hand")], OWN_NAMESPACE)
