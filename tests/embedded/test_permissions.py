# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees, edits, annotates, links and deletes what, in groups of each kind."""

from __future__ import annotations

import dataclasses
from typing import Any

import omero.model
import pytest
from omero.rtypes import rstring

import omero
from omero_embedded import updates
from omero_embedded.permissions import HIDDEN, MASKED_UUID, permissions_number
from tests.embedded.laboratory import KINDS, Laboratory, annotation_link, dataset, map_annotation

ROLES = ("owner", "fellow", "leader", "outsider", "admin", "powerless")


def of_owner(lab: Laboratory, kind: str) -> int:
    return int(lab.save("owner", kind, dataset()).id.val)


def sees(lab: Laboratory, role: str, oid: int, group: str | int = -1) -> bool:
    return lab.column(role, "select d.id from Dataset d where d.id = :id", group, id=oid) == [oid]


READERS = {
    "rw----": {"owner", "leader", "admin", "powerless"},
    "rwr---": {"owner", "fellow", "leader", "admin", "powerless"},
    "rwra--": {"owner", "fellow", "leader", "admin", "powerless"},
    "rwrw--": {"owner", "fellow", "leader", "admin", "powerless"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_queries_show_what_a_role_may_read(lab: Laboratory, kind: str) -> None:
    oid = of_owner(lab, kind)
    assert {role for role in ROLES if sees(lab, role, oid)} == READERS[kind]
    inside = [role for role in ROLES if role != "outsider"]
    assert {role for role in inside if sees(lab, role, oid, kind)} == READERS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_not_be_read_cannot_be_loaded_by_id_either(lab: Laboratory, kind: str) -> None:
    oid = of_owner(lab, kind)
    for role in ROLES:
        if role in READERS[kind]:
            assert lab.get(role, "Dataset", oid).id.val == oid
        else:
            with pytest.raises(omero.SecurityViolation):
                lab.get(role, "Dataset", oid)


def test_a_context_hides_other_groups_and_refuses_outsiders(lab: Laboratory) -> None:
    oid = of_owner(lab, "rwra--")
    assert not sees(lab, "owner", oid, "rwrw--")
    with pytest.raises(omero.SecurityViolation):
        lab.get("owner", "Dataset", oid, "rwrw--")
    with pytest.raises(omero.SecurityViolation):
        sees(lab, "outsider", oid, "rwra--")


def flags_of(lab: Laboratory, role: str, oid: int) -> set[str]:
    p = lab.get(role, "Dataset", oid).details.permissions
    return {n for n in ("Edit", "Annotate", "Link", "Delete", "Chgrp", "Chown") if getattr(p, f"can{n}")()}


ALL = {"Edit", "Annotate", "Link", "Delete", "Chgrp", "Chown"}
FLAGS: dict[str, dict[str, set[str]]] = {
    "rw----": {
        "owner": ALL - {"Chown"},
        "leader": {"Edit", "Delete", "Chown"},
        "admin": ALL - {"Annotate", "Link"},
    },
    "rwr---": {"owner": ALL - {"Chown"}, "fellow": set(), "leader": ALL - {"Chgrp"}, "admin": ALL},
    "rwra--": {
        "owner": ALL - {"Chown"},
        "fellow": {"Annotate"},
        "leader": ALL - {"Chgrp"},
        "admin": ALL,
    },
    "rwrw--": {
        "owner": ALL - {"Chown"},
        "fellow": {"Edit", "Annotate", "Link", "Delete"},
        "leader": ALL - {"Chgrp"},
        "admin": ALL,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_loaded_objects_say_what_their_reader_may_do(lab: Laboratory, kind: str) -> None:
    oid = of_owner(lab, kind)
    expected = {**FLAGS[kind], "powerless": set()}
    assert {role: flags_of(lab, role, oid) for role in expected} == expected


def outcome(action: Any) -> str:
    try:
        action()
    except omero.ServerError as error:
        return type(error).__name__
    return "ok"


ANNOTATING = {
    "rw----": {"owner": "ok", "fellow": "SecurityViolation", "leader": "ReadOnlyGroupSecurityViolation",
               "admin": "ReadOnlyGroupSecurityViolation", "powerless": "SecurityViolation"},
    "rwr---": {"owner": "ok", "fellow": "SecurityViolation", "leader": "ok",
               "admin": "ok", "powerless": "SecurityViolation"},
    "rwra--": {"owner": "ok", "fellow": "ok", "leader": "ok", "admin": "ok", "powerless": "SecurityViolation"},
    "rwrw--": {"owner": "ok", "fellow": "ok", "leader": "ok", "admin": "ok", "powerless": "SecurityViolation"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_annotate(lab: Laboratory, kind: str) -> None:
    oid = of_owner(lab, kind)
    got = {
        role: outcome(lambda r=role: lab.save(r, kind, annotation_link(oid, map_annotation(f"by {r}"))))
        for role in ANNOTATING[kind]
    }
    assert got == ANNOTATING[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_edit(lab: Laboratory, kind: str) -> None:
    refused = "GroupSecurityViolation" if kind == "rw----" else "SecurityViolation"
    expected = {"owner": "ok", "leader": "ok", "admin": "ok", "powerless": refused}
    if kind != "rw----":
        expected["fellow"] = "ok" if kind == "rwrw--" else "SecurityViolation"

    def edit(role: str) -> None:
        obj = lab.get(role, "Dataset", of_owner(lab, kind), kind)
        obj.name = rstring(f"by {role}")
        lab.save(role, kind, obj)

    assert {role: outcome(lambda r=role: edit(r)) for role in expected} == expected


def test_linking_takes_more_than_annotating(lab: Laboratory) -> None:
    oid = of_owner(lab, "rwra--")
    project = omero.model.ProjectI()
    project.name = rstring("p")
    link = omero.model.ProjectDatasetLinkI()
    link.parent, link.child = project, omero.model.DatasetI(oid, False)
    with pytest.raises(omero.SecurityViolation):
        lab.save("fellow", "rwra--", link)
    ann = lab.save("owner", "rwra--", map_annotation("ns")).id.val
    own = lab.save("fellow", "rwra--", dataset()).id.val
    lab.save("fellow", "rwra--", annotation_link(own, ann))


def test_nothing_is_saved_in_all_groups(lab: Laboratory) -> None:
    oid = of_owner(lab, "rwra--")
    for obj in (dataset(), annotation_link(oid, map_annotation("ns"))):
        with pytest.raises(omero.ApiUsageException):
            lab.save("owner", -1, obj)
    edited = lab.get("owner", "Dataset", oid)
    edited.name = rstring("edited")
    with pytest.raises(omero.ApiUsageException):
        lab.save("owner", -1, edited)
    ann = lab.save("owner", "rwra--", map_annotation("ns")).id.val
    with pytest.raises(omero.SecurityViolation):
        lab.save("owner", -1, annotation_link(oid, ann))


def test_groups_do_not_mix(lab: Laboratory) -> None:
    oid = of_owner(lab, "rwra--")
    private = lab.save("owner", "rw----", map_annotation("ns")).id.val
    for group in ("rwra--", "rw----", -1):
        with pytest.raises(omero.SecurityViolation):
            lab.save("owner", group, annotation_link(oid, private))


def test_who_sets_owner_group_and_permissions_of_a_new_object(lab: Laboratory) -> None:
    def with_details(**details: Any) -> Any:
        obj = dataset()
        for name, value in details.items():
            setattr(obj.details, name, value)
        return obj

    fellow = omero.model.ExperimenterI(lab.users["fellow"], False)
    assert lab.save("admin", "rwra--", with_details(owner=fellow)).details.owner.id.val == lab.users["fellow"]
    for role in ("owner", "leader", "powerless"):
        with pytest.raises(omero.SecurityViolation):
            lab.save(role, "rwra--", with_details(owner=fellow))
    other = omero.model.ExperimenterGroupI(lab.groups["rw----"], False)
    for role in ("owner", "admin"):
        with pytest.raises(omero.SecurityViolation):
            lab.save(role, "rwra--", with_details(group=other))
        with pytest.raises(omero.GroupSecurityViolation):
            lab.save(role, "rwra--", with_details(permissions=omero.model.PermissionsI("rwrwrw")))
    assert lab.save("owner", "rwra--", with_details(permissions=omero.model.PermissionsI("rwra--")))


def test_owner_group_and_creation_of_a_stored_object_are_guarded(lab: Laboratory) -> None:
    def edit(role: str, name: str, value: Any) -> Any:
        obj = lab.get(role, "Dataset", of_owner(lab, "rwra--"), "rwra--")
        setattr(obj.details, name, value)
        return lab.save(role, "rwra--", obj).details

    fellow = omero.model.ExperimenterI(lab.users["fellow"], False)
    with pytest.raises(omero.SecurityViolation):
        edit("leader", "owner", fellow)
    assert edit("admin", "owner", fellow).owner.id.val == lab.users["fellow"]
    with pytest.raises(omero.SecurityViolation):
        edit("owner", "group", omero.model.ExperimenterGroupI(lab.groups["elsewhere"], False))
    with pytest.raises(omero.SecurityViolation):
        edit("admin", "creationEvent", omero.model.EventI(0, False))


def test_the_group_user_is_open_and_the_group_system_is_hidden_but_can_be_loaded(
    lab: Laboratory,
) -> None:
    for gid, visible in ((1, True), (0, False)):
        oid = lab.save("admin", gid, map_annotation("ns")).id.val
        hql = "select a.id from MapAnnotation a where a.id = :id"
        for role in ("owner", "outsider"):
            assert bool(lab.column(role, hql, id=oid)) is visible
            assert lab.get(role, "MapAnnotation", oid).id.val == oid
            assert bool(lab.column(role, hql, "elsewhere" if role == "outsider" else "rw----", id=oid)) is visible


def test_what_cannot_be_moved_or_given_away_by_itself_does_not_offer_it(lab: Laboratory) -> None:
    """OMERO.web's menus are made of this."""
    plate = omero.model.PlateI()
    plate.name = rstring("plate")
    plate.addPlateAcquisition(omero.model.PlateAcquisitionI())
    plate = lab.save("owner", "rwra--", plate)

    def offered(who: str, cls: str) -> tuple[bool, bool]:
        hql = f"select new map(x as x_details_permissions) from {cls} x where x.id = :id"
        run_id = next(iter(plate.copyPlateAcquisitions())).id.val
        oid = plate.id.val if cls == "Plate" else run_id
        (may,) = (row[0]["x_details_permissions"] for row in lab.rows(who, hql, id=oid))
        return may["canChgrp"], may["canChown"]

    assert offered("owner", "Plate") == (True, False)
    assert offered("admin", "Plate") == (True, True)
    assert offered("owner", "PlateAcquisition") == (False, False)
    assert offered("admin", "PlateAcquisition") == (False, False)


def test_everybody_may_link_and_annotate_what_lies_in_the_group_user(lab: Laboratory) -> None:
    common = lab.save("owner", 1, dataset()).id.val
    for who in ("fellow", "outsider", "powerless"):
        permissions = lab.get(who, "Dataset", common, 1).details.permissions
        assert permissions.canAnnotate(), who
        assert permissions.canLink(), who
        assert not permissions.canEdit(), who
    lab.save("fellow", 1, annotation_link(common, map_annotation("ns")))


@pytest.mark.parametrize(
    ("role", "cls"),
    [
        ("owner", "Experimenter"),
        ("powerless", "Experimenter"),
        ("owner", "ExperimenterGroup"),
        ("leader", "PixelsType"),
    ],
)
def test_system_types_are_not_saved_by_those_without_the_right(lab: Laboratory, role: str, cls: str) -> None:
    obj = getattr(omero.model, f"{cls}I")()
    for name in ("omeName", "firstName", "lastName", "name", "value"):
        if hasattr(obj, f"_{name}"):
            setattr(obj, name, rstring("x"))
    with pytest.raises(omero.SecurityViolation):
        lab.save(role, "rwra--", obj)


def test_guests_save_nothing(lab: Laboratory) -> None:
    guest = dataclasses.replace(lab.caller("outsider", 2), user_id=1, member_of=frozenset({2}), session_group_id=2)
    with pytest.raises(omero.SecurityViolation):
        updates.save_and_return(lab.store, guest, [dataset()])


def test_names_of_people_one_shares_no_group_with_are_hidden(lab: Laboratory) -> None:
    hql = "select e.omeName, e.email from Experimenter e where e.id = :id"
    owner = lab.users["owner"]
    assert lab.rows("outsider", hql, id=owner) == [[HIDDEN, None]]
    assert lab.rows("fellow", hql, id=owner) == [["owner", "owner@x"]]
    assert lab.rows("powerless", hql, id=owner) == [["owner", "owner@x"]]
    assert lab.get("outsider", "Experimenter", owner).omeName.val == HIDDEN
    assert lab.get("outsider", "Experimenter", lab.users["outsider"]).omeName.val == "outsider"
    assert lab.rows("outsider", hql, id=0) == [["root", None]]
    assert lab.rows("outsider", hql, id=lab.users["admin"]) == [[HIDDEN, None]]


def test_leaders_get_the_owners_of_what_they_load(lab: Laboratory) -> None:
    oid = of_owner(lab, "rwra--")
    assert lab.get("leader", "Dataset", oid).details.owner.isLoaded()
    assert not lab.get("fellow", "Dataset", oid).details.owner.isLoaded()
    assert not lab.get("admin", "Dataset", oid).details.owner.isLoaded()


def test_permission_strings_and_numbers_mean_the_same() -> None:
    for kind in (*KINDS, "rwr-r-"):
        assert str(omero.model.PermissionsI(permissions_number(kind))) == kind


def test_people_outside_of_ones_groups_are_found_by_names_that_stay_hidden(lab: Laboratory) -> None:
    owner = lab.users["owner"]
    assert lab.rows("outsider", "select e.id, e.omeName from Experimenter e where e.omeName = 'owner'") == [
        [owner, HIDDEN]
    ]
    (found,) = lab.objects("outsider", "select e from Experimenter e where lower(e.email) = 'owner@x'")
    assert (found.id.val, found.omeName.val, found.email) == (owner, HIDDEN, None)


def test_leaders_of_any_group_know_everybody(lab: Laboratory) -> None:
    hql = "select e.omeName from Experimenter e where e.id = :id"
    assert lab.rows("leader", hql, id=lab.users["outsider"]) == [["outsider"]]


@pytest.mark.parametrize("column", ["omeName", "firstName", "lastName", "email"])
def test_what_is_known_of_people_shows_their_id_inside_of_expressions(lab: Laboratory, column: str) -> None:
    owner = lab.users["owner"]
    hql = f"select lower(e.{column}) from Experimenter e where e.id = :id"
    assert lab.column("owner", hql, id=owner)[0].startswith(f"{owner};")


def test_administrators_without_the_right_learn_no_uuid_of_servers(lab: Laboratory) -> None:
    hql = "select n.uuid, n.conn from Node n where n.id = 0"
    assert lab.rows("powerless", hql) == [[MASKED_UUID, HIDDEN]]
    assert lab.rows("admin", hql)[0][1] == "000"
    (node,) = lab.objects("powerless", "select n from Node n where n.id = 0")
    assert (node.uuid.val, node.conn.val) == (MASKED_UUID, HIDDEN)
