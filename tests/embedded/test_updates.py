# SPDX-License-Identifier: AGPL-3.0-or-later
"""What saving stores, returns, keeps and rolls back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import omero.model
import pytest
from omero.rtypes import rdouble, rint, rstring, unwrap

import omero
from omero_embedded import updates
from tests.embedded.laboratory import Laboratory, annotation_link, dataset, image, map_annotation, without_name

HOME = "rwra--"


def make(lab: Laboratory, obj: Any | None = None) -> int:
    return int(lab.save("owner", HOME, obj or dataset()).id.val)


def linked(lab: Laboratory, oid: int) -> list[int]:
    return sorted(
        lab.column(
            "owner",
            "select l.child.id from DatasetAnnotationLink l where l.parent.id = :id",
            id=oid,
        )
    )


def pairs_of(lab: Laboratory, oid: int) -> list[Any]:
    return [p and (p.name, p.value) for p in lab.get("owner", "MapAnnotation", oid).mapValue]


def test_a_new_graph_is_saved_in_one_call_and_comes_back_as_it_was_sent(lab: Laboratory) -> None:
    project = omero.model.ProjectI()
    project.name = rstring("p")
    ds = dataset()
    project.linkDataset(ds)
    ds.linkImage(image())
    ds.linkAnnotation(map_annotation("ns"))
    saved = lab.save("owner", HOME, project)
    child = saved.copyDatasetLinks()[0].child
    assert child.copyImageLinks()[0].child.name.val == "image"
    assert child.copyAnnotationLinks()[0].child.mapValue[0].value == "v"
    assert child.copyAnnotationLinks()[0].parent is child


def test_everything_in_one_call_has_one_event_and_the_next_call_another(lab: Laboratory) -> None:
    first, second = lab.save("owner", HOME, dataset(), map_annotation("ns"))
    third = lab.save("owner", HOME, dataset())
    events = [obj.details.creationEvent.id.val for obj in (first, second, third)]
    assert events[0] == events[1] != events[2]
    assert third.details.updateEvent.id.val == events[2]


def test_a_saved_new_object_has_its_event_with_type_and_the_callers_session(
    lab: Laboratory,
) -> None:
    event = lab.save("owner", HOME, dataset()).details.creationEvent
    assert event.type.value.val == "User"
    assert event.session.isLoaded()
    assert event.experimenter.omeName.val == "owner"


def test_two_links_to_one_new_annotation_make_one_annotation(lab: Laboratory) -> None:
    shared = map_annotation("ns")
    links = lab.save("owner", HOME, *(annotation_link(make(lab), shared) for _ in range(2)))
    assert len({link.child.id.val for link in links}) == 1


def test_saving_nothing_is_nothing(lab: Laboratory) -> None:
    assert updates.save_and_return(lab.store, lab.caller("owner", HOME), []) == []
    with pytest.raises(omero.InternalException):
        updates.save_and_return(lab.store, lab.caller("owner", HOME), [None])


def test_unloaded_collections_are_left_alone_and_loaded_ones_replace_what_is_stored(
    lab: Laboratory,
) -> None:
    oid = make(lab)
    for _ in range(2):
        lab.save("owner", HOME, annotation_link(oid, map_annotation("ns")))
    plain = lab.get("owner", "Dataset", oid, HOME)
    plain.name = rstring("edited")
    lab.save("owner", HOME, plain)
    assert len(linked(lab, oid)) == 2
    hql = "select d from Dataset d join fetch d.annotationLinks l join fetch l.child where d.id = :id"
    fetched = lab.objects("owner", hql, HOME, id=oid)[0]
    gone = fetched.copyAnnotationLinks()[0].child
    fetched.unlinkAnnotation(gone)
    lab.save("owner", HOME, fetched)
    assert gone.id.val not in linked(lab, oid)
    assert len(linked(lab, oid)) == 1
    assert lab.get("owner", "MapAnnotation", gone.id.val) is not None


def test_fields_that_a_loaded_object_lacks_become_null(lab: Laboratory) -> None:
    oid = make(lab, dataset("ds", "kept?"))
    by_hand = omero.model.DatasetI(oid, True)
    by_hand.name = rstring("by hand")
    lab.save("owner", HOME, by_hand)
    assert lab.get("owner", "Dataset", oid).description is None


def test_a_loaded_child_is_saved_along(lab: Laboratory) -> None:
    ann = lab.get("owner", "MapAnnotation", make(lab, map_annotation("ns")), HOME)
    ann.mapValue = [omero.model.NamedValue("k", "new")]
    lab.save("owner", HOME, annotation_link(make(lab), ann))
    assert pairs_of(lab, ann.id.val) == [("k", "new")]


EDITS: dict[str, tuple[Callable[[list[Any]], list[Any] | None], list[tuple[str, str]]]] = {
    "appended": (
        lambda p: [*p, omero.model.NamedValue("z", "3")],
        [("a", "1"), ("b", "2"), ("z", "3")],
    ),
    "prepended": (
        lambda p: [omero.model.NamedValue("z", "3"), *p],
        [("z", "3"), ("a", "1"), ("b", "2")],
    ),
    "reversed": (lambda p: p[::-1], [("b", "2"), ("a", "1")]),
    "removed": (lambda p: p[1:], [("b", "2")]),
    "emptied": (lambda p: [], []),
    "untouched": (lambda p: p, [("a", "1"), ("b", "2")]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_pairs_are_stored_in_the_order_in_which_they_were_sent(lab: Laboratory, edit: str) -> None:
    oid = make(lab, map_annotation("ns", [("a", "1"), ("b", "2")]))
    obj = lab.get("owner", "MapAnnotation", oid, HOME)
    change, expected = EDITS[edit]
    obj.mapValue = change(obj.mapValue)
    lab.save("owner", HOME, obj)
    assert pairs_of(lab, oid) == expected


def test_a_missing_pair_leaves_a_gap(lab: Laboratory) -> None:
    obj = map_annotation("ns")
    obj.mapValue = [None, omero.model.NamedValue("k", "v")]
    assert pairs_of(lab, make(lab, obj)) == [None, ("k", "v")]


def test_the_same_link_twice_is_refused_but_somebody_elses_is_not(lab: Laboratory) -> None:
    oid = lab.save("owner", "rwrw--", dataset()).id.val
    ann = lab.save("owner", "rwrw--", map_annotation("ns")).id.val
    lab.save("owner", "rwrw--", annotation_link(oid, ann))
    with pytest.raises(omero.ValidationException):
        lab.save("owner", "rwrw--", annotation_link(oid, ann))
    lab.save("fellow", "rwrw--", annotation_link(oid, ann))


def test_an_enumeration_is_known_by_its_value_and_nobody_invents_one(lab: Laboratory) -> None:
    def pixels(kind: str) -> Any:
        found = omero.model.PixelsI()
        for name in "XYZCT":
            setattr(found, f"size{name}", rint(1))
        found.sha1 = rstring("none")
        found.pixelsType, found.dimensionOrder = (
            omero.model.PixelsTypeI(),
            omero.model.DimensionOrderI(),
        )
        found.pixelsType.value, found.dimensionOrder.value = rstring(kind), rstring("XYZCT")
        made = image()
        made.addPixels(found)
        return made

    oid = make(lab, pixels("uint8"))
    hql = "select p.pixelsType.value from Pixels p where p.image.id = :id"
    assert lab.column("owner", hql, id=oid) == ["uint8"]
    with pytest.raises(omero.SecurityViolation):
        lab.save("owner", HOME, pixels("nonsense"))


def test_who_saves_an_old_copy_is_told_so_even_when_it_changes_nothing(lab: Laboratory) -> None:
    oid = make(lab)
    mine, theirs = (lab.get("owner", "Dataset", oid, HOME) for _ in range(2))
    mine.name = rstring("first")
    saved = lab.save("owner", HOME, mine)
    with pytest.raises(omero.OptimisticLockException):
        lab.save("leader", HOME, theirs)
    saved.name = rstring("second")
    lab.save("owner", HOME, saved)
    theirs.unloadDetails()
    theirs.name = rstring("unchecked")
    assert lab.save("leader", HOME, theirs).name.val == "unchecked"


def test_when_one_cannot_be_saved_none_is(lab: Laboratory) -> None:
    oid = make(lab)
    obj = lab.get("owner", "Dataset", oid, HOME)
    obj.name = rstring("never")
    mark = len(lab.log())
    with pytest.raises(omero.ValidationException):
        lab.save("owner", HOME, obj, dataset("never"), without_name())
    assert lab.column("owner", "select d.id from Dataset d where d.name = 'never'") == []
    assert len(lab.log()) == mark


def test_saving_without_a_change_logs_nothing_and_touches_nothing(lab: Laboratory) -> None:
    oid = make(lab)
    obj = lab.get("owner", "Dataset", oid, HOME)
    mark, event = len(lab.log()), obj.details.updateEvent.id.val
    lab.save("owner", HOME, obj)
    assert len(lab.log()) == mark
    assert lab.get("owner", "Dataset", oid).details.updateEvent.id.val == event


def test_changed_pairs_touch_the_update_event_without_a_log_row_and_count_the_version(
    lab: Laboratory,
) -> None:
    oid = make(lab, map_annotation("ns"))
    obj = lab.get("owner", "MapAnnotation", oid, HOME)
    mark, event = len(lab.log()), obj.details.updateEvent.id.val
    obj.mapValue = [omero.model.NamedValue("k", "w")]
    saved = lab.save("owner", HOME, obj)
    assert len(lab.log()) == mark
    assert saved.details.updateEvent.id.val > event
    assert unwrap(saved.version) == 1


def test_a_new_link_logs_itself_and_its_child_and_leaves_the_parent_alone(lab: Laboratory) -> None:
    oid = make(lab)
    mark = len(lab.log())
    link = lab.save("owner", HOME, annotation_link(oid, map_annotation("ns")))
    assert set(lab.log()[mark:]) == {
        ("INSERT", "MapAnnotation", link.child.id.val),
        ("INSERT", "DatasetAnnotationLink", link.id.val),
    }


def test_each_namespace_gets_a_row_that_everybody_reads(lab: Laboratory) -> None:
    for _ in range(2):
        make(lab, map_annotation("a/namespace"))
    hql = "select n.name from Namespace n where n.name = 'a/namespace'"
    assert lab.column("outsider", hql) == ["a/namespace"]


def test_what_others_refer_to_cannot_be_deleted_and_what_refers_to_others_can(
    lab: Laboratory,
) -> None:
    oid = make(lab)
    link = lab.save("owner", HOME, annotation_link(oid, map_annotation("ns")))
    caller = lab.caller("owner", HOME)
    with pytest.raises(omero.ValidationException):
        updates.delete_object(lab.store, caller, omero.model.MapAnnotationI(link.child.id.val, False))
    updates.delete_object(lab.store, caller, omero.model.DatasetI(oid, False))
    updates.delete_object(lab.store, caller, omero.model.MapAnnotationI(link.child.id.val, False))
    with pytest.raises(omero.ValidationException):
        updates.delete_object(lab.store, caller, omero.model.DatasetI(oid, False))


def test_only_administrators_ask_for_indexing(lab: Laboratory) -> None:
    oid = make(lab)
    with pytest.raises(omero.SecurityViolation):
        updates.index_object(lab.store, lab.caller("owner", HOME), omero.model.DatasetI(oid, False))
    updates.index_object(lab.store, lab.caller("admin", HOME), omero.model.DatasetI(oid, False))
    assert lab.log()[-1] == ("REINDEX", "Dataset", oid)


def test_a_shape_that_is_saved_without_its_roi_stays_in_it(lab: Laboratory) -> None:
    """The list of the roi says where its shapes are; OMERO.iviewer saves edited shapes so."""
    roi = omero.model.RoiI()
    roi.setImage(lab.save("owner", HOME, image()).proxy())
    point = omero.model.PointI()
    point.x = rdouble(1)
    roi.addShape(point)
    saved = lab.save("owner", HOME, roi)
    shape = omero.model.PointI(saved.getShape(0).id.val, True)
    shape.x = rdouble(2)
    lab.save("owner", HOME, shape)
    assert lab.rows("owner", "select s.id, s.x from Roi r join r.shapes s where r.id = :id", id=saved.id.val) == [
        [shape.id.val, 2.0]
    ]


def test_a_new_shape_needs_a_roi(lab: Laboratory) -> None:
    with pytest.raises(omero.ValidationException, match=r"Point\.roi"):
        lab.save("owner", HOME, omero.model.PointI())
