# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saving and asking as clients do it, over the wire: collections, details, contexts, objects as parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import Ice
import omero.clients
import omero.model
import omero.sys
import pytest
from omero.rtypes import rarray, rbool, rint, rlist, rlong, robject, rstring

import omero
from omero_embedded.pytest_plugin import NewGroup

ALL_GROUPS = {"omero.group": "-1"}


@dataclass
class Person:
    """Somebody who is logged in."""

    client: Any
    group: NewGroup
    other_group: NewGroup

    def save(self, obj: Any, context: dict[str, str] | None = None) -> Any:
        return self.client.sf.getUpdateService().saveAndReturnObject(obj, context)

    def get(self, name: str, oid: int) -> Any:
        return self.client.sf.getQueryService().get(name, oid, ALL_GROUPS)

    def one(self, hql: str, oid: int) -> Any:
        params = omero.sys.ParametersI().addId(oid)
        return self.client.sf.getQueryService().findByQuery(hql, params, ALL_GROUPS)

    def ids(self, hql: str, oid: int) -> list[int]:
        rows = self.client.sf.getQueryService().projection(hql, omero.sys.ParametersI().addId(oid), ALL_GROUPS)
        return [row[0].val for row in rows]


@pytest.fixture
def log_in(omero_server) -> Iterator[Callable[..., Any]]:
    opened = []

    def logged_in(user: Any) -> Any:
        opened.append(omero_server.client(user.name, user.password))
        return opened[-1]

    yield logged_in
    for client in opened:
        client.closeSession()


@pytest.fixture
def person(log_in, new_group, new_user) -> Person:
    group, other = new_group("rwra--"), new_group("rwra--")
    return Person(log_in(new_user(group, other)), group, other)


def named(name: str, **fields: Any) -> Any:
    obj = getattr(omero.model, f"{name}I")()
    obj.name = rstring(name.lower())
    for field, value in fields.items():
        setattr(obj, field, value)
    return obj


# ---- collections


def plate_with_wells(person: Person, count: int) -> tuple[int, list[int]]:
    plate = named("Plate")
    for number in range(count):
        well = omero.model.WellI()
        well.row, well.column = rint(0), rint(number)
        sample = omero.model.WellSampleI()
        sample.image = named("Image")
        well.addWellSample(sample)
        plate.addWell(well)
    plate_id = person.save(plate).id.val
    return plate_id, person.ids("select w.id from Well w where w.plate.id = :id order by w.id", plate_id)


def test_what_is_left_out_of_a_collection_that_is_no_list_and_of_links_is_kept(person):
    plate_id, wells = plate_with_wells(person, 2)
    stale = person.get("Plate", plate_id)
    stale._wellsSeq, stale._wellsLoaded = [], True
    stale.name = rstring("renamed")
    person.save(stale)
    assert person.ids("select w.id from Well w where w.plate.id = :id order by w.id", plate_id) == wells


def test_a_new_sample_in_a_well_whose_plate_knows_no_wells_is_saved(person):
    _, wells = plate_with_wells(person, 1)
    hql = "select w from Well w join fetch w.plate left join fetch w.wellSamples where w.id = :id"
    well = person.one(hql, wells[0])
    well.plate._wellsSeq, well.plate._wellsLoaded = [], True
    sample = omero.model.WellSampleI()
    sample.image = named("Image")
    well.addWellSample(sample)
    saved = person.save(sample)
    assert saved.well.id.val == wells[0]
    assert len(person.ids("select s.id from WellSample s where s.well.id = :id", wells[0])) == 2


@pytest.mark.parametrize(
    ("parent", "collection", "child"),
    [
        ("Plate", "plateAcquisitions", "PlateAcquisition"),
        ("Screen", "reagents", "Reagent"),
        ("Image", "rois", "Roi"),
    ],
)
def test_elements_that_know_their_parent_outlive_their_absence(person, parent, collection, child):
    parent_id = person.save(named(parent)).id.val
    element = getattr(omero.model, f"{child}I")()
    element_property = parent[0].lower() + parent[1:]
    setattr(element, element_property, getattr(omero.model, f"{parent}I")(parent_id, False))
    element_id = person.save(element).id.val
    stale = person.get(parent, parent_id)
    setattr(stale, f"_{collection}Seq", [])
    setattr(stale, f"_{collection}Loaded", True)
    person.save(stale)
    assert person.ids(f"select e.id from {child} e where e.{element_property}.id = :id", parent_id) == [element_id]


def test_what_is_left_out_of_an_ordered_list_is_deleted(person):
    roi = omero.model.RoiI()
    for _ in range(2):
        roi.addShape(omero.model.PointI())
    saved = person.save(roi)
    kept = saved.copyShapes()[1]
    saved.removeShape(saved.copyShapes()[0])
    person.save(saved)
    assert person.ids("select s.id from Shape s where s.roi.id = :id", saved.id.val) == [kept.id.val]


def test_new_objects_may_know_each_other(person):
    plate, well, acquisition, sample = (
        named("Plate"),
        omero.model.WellI(),
        named("PlateAcquisition"),
        omero.model.WellSampleI(),
    )
    well.row, well.column, sample.image = rint(0), rint(0), named("Image")
    well.addWellSample(sample)
    plate.addWell(well)
    sample.plateAcquisition, acquisition.plate = acquisition, plate
    saved = person.save(acquisition)
    hql = "select s.plateAcquisition.id from WellSample s where s.well.plate.id = :id"
    assert person.ids(hql, saved.plate.id.val) == [saved.id.val]


# ---- details


def info(kind: str) -> Any:
    made = omero.model.ExternalInfoI()
    made.entityType, made.entityId = rstring(kind), rlong(1)
    return made


def external_type(person: Person, dataset_id: int) -> str | None:
    hql = "select d from Dataset d left join fetch d.details.externalInfo where d.id = :id"
    found = person.one(hql, dataset_id).details.externalInfo
    return None if found is None else str(found.entityType.val)


def test_external_info_changes_as_other_fields_do(person):
    dataset = person.save(named("Dataset"))
    dataset.details.externalInfo = info("late")
    dataset = person.save(dataset)
    assert dataset.details.externalInfo.entityType.val == external_type(person, dataset.id.val) == "late"
    dataset.details.externalInfo = person.save(info("another"))
    dataset = person.save(dataset)
    assert external_type(person, dataset.id.val) == "another"
    dataset.name = rstring("renamed")
    dataset = person.save(dataset)
    assert external_type(person, dataset.id.val) == "another"
    dataset.details.externalInfo = None
    assert person.save(dataset).details.externalInfo is None
    assert external_type(person, dataset.id.val) is None


def test_what_an_external_info_says_is_written_once(person):
    dataset = named("Dataset")
    dataset.details.externalInfo = info("first")
    dataset = person.save(dataset)
    dataset.details.externalInfo.entityType = rstring("second")
    person.save(dataset)
    assert external_type(person, dataset.id.val) == "first"


@pytest.mark.parametrize("missing", ["owner", "group", "creationEvent", "updateEvent", "permissions"])
def test_details_that_are_missing_are_those_that_are_stored(person, missing):
    dataset = person.save(named("Dataset"))
    before = dataset.details
    stored = {name: getattr(before, name).id.val for name in ("owner", "group", "creationEvent")}
    setattr(dataset.details, missing, None)
    dataset.name = rstring("edited")
    after = person.save(dataset).details
    assert {name: getattr(after, name).id.val for name in stored} == stored
    assert person.get("Dataset", dataset.id.val).name.val == "edited"


def test_a_loaded_owner_is_saved_along(person):
    dataset = person.save(named("Dataset"))
    owner = omero.model.ExperimenterI(dataset.details.owner.id.val, True)
    owner.omeName, owner.firstName, owner.lastName = rstring("x"), rstring("x"), rstring("x")
    dataset.details.owner = owner
    with pytest.raises(omero.ValidationException, match="ldap"):
        person.save(dataset)
    owner.ldap = rbool(False)
    with pytest.raises(omero.SecurityViolation):
        person.save(dataset)
    dataset.unloadDetails()
    person.save(dataset)


# ---- the group of the context


def contexts(person: Person) -> dict[str, tuple[dict[str, str] | None, type[Exception] | None]]:
    return {
        "own group": ({"omero.group": str(person.group.id)}, None),
        "session's group": (None, None),
        "another group": ({"omero.group": str(person.other_group.id)}, omero.SecurityViolation),
        "group user": ({"omero.group": "1"}, omero.SecurityViolation),
        "all groups": (ALL_GROUPS, omero.ApiUsageException),
    }


CONTEXTS = ("own group", "session's group", "another group", "group user", "all groups")


def renamed(dataset: Any) -> None:
    dataset.name = rstring("edited")


def given_pairs(annotation: Any) -> None:
    annotation.mapValue = [omero.model.NamedValue("k", "edited")]


def given_info(dataset: Any) -> None:
    dataset.details.externalInfo = info("edited")


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    ("name", "edit"), [("Dataset", renamed), ("MapAnnotation", given_pairs), ("Dataset", given_info)]
)
def test_an_object_is_edited_in_the_context_of_its_own_group(person, context, name, edit):
    obj = getattr(omero.model, f"{name}I")()
    if name == "Dataset":
        obj.name = rstring("before")
    obj = person.get(name, person.save(obj).id.val)
    before = obj.details.updateEvent.id.val
    edit(obj)
    sent, refused = contexts(person)[context]
    if refused is None:
        assert person.save(obj, sent).details.updateEvent.id.val != before
    else:
        with pytest.raises(refused):
            person.save(obj, sent)
        assert person.get(name, obj.id.val).details.updateEvent.id.val == before


def test_what_has_not_changed_may_be_sent_in_all_groups(person):
    dataset = person.get("Dataset", person.save(named("Dataset")).id.val)
    assert person.save(dataset, ALL_GROUPS).id == dataset.id


@pytest.mark.parametrize("context", ["-1", "1", "session"])
def test_administrators_are_bound_to_the_group_of_the_context_too(person, omero_root, context):
    dataset = person.get("Dataset", person.save(named("Dataset")).id.val)
    dataset.name = rstring("edited")
    sent = None if context == "session" else {"omero.group": context}
    update = omero_root.sf.getUpdateService()
    with pytest.raises(omero.ApiUsageException if context == "-1" else omero.SecurityViolation):
        update.saveObject(dataset, sent)
    update.saveObject(dataset, {"omero.group": str(person.group.id)})
    assert person.get("Dataset", dataset.id.val).name.val == "edited"


def test_a_link_is_edited_in_no_other_context_either(person):
    link = omero.model.ProjectDatasetLinkI()
    link.parent, link.child = named("Project"), named("Dataset")
    link = person.save(link)
    link.parent = person.save(named("Project"))
    with pytest.raises(omero.SecurityViolation):
        person.save(link, ALL_GROUPS)
    with pytest.raises(omero.SecurityViolation):
        person.save(link, {"omero.group": str(person.other_group.id)})


# ---- objects as parameters


@pytest.fixture
def project(person) -> Any:
    project = named("Project")
    project.linkDataset(named("Dataset"))
    return person.save(project)


CONDITIONS = (
    "l.parent = :p",
    ":p = l.parent",
    "l.parent <> :p",
    "l.parent in (:p)",
    "exists (select p from Project p where p = l.parent and p = :p)",
    "l.parent.id = :p",
    "1 = 1",
)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("loaded", [True, False])
def test_an_object_is_no_parameter(person, project, condition, loaded):
    query = person.client.sf.getQueryService()
    params = omero.sys.ParametersI()
    params.map = {"p": robject(project if loaded else omero.model.ProjectI(project.id.val, False))}
    with pytest.raises(Ice.UnknownException, match="ApiUsageException"):
        query.projection(f"select l.id from ProjectDatasetLink l where {condition}", params)
    for ask in (query.findByQuery, query.findAllByQuery):
        with pytest.raises(omero.ApiUsageException):
            ask(f"select l from ProjectDatasetLink l where {condition}", params)


def test_objects_in_a_list_are_parameters(person, project):
    params = omero.sys.ParametersI()
    params.map = {"ps": rlist([robject(omero.model.ProjectI(project.id.val, False))])}
    hql = "select l.child.id from ProjectDatasetLink l where l.parent in (:ps)"
    assert len(person.client.sf.getQueryService().projection(hql, params)) == 1


@pytest.mark.parametrize("value", [None, robject(None), rarray([rlong(1)])])
def test_parameters_that_nothing_can_be_made_of_are_refused(person, value):
    params = omero.sys.ParametersI()
    params.map = {"x": value}
    with pytest.raises(omero.ApiUsageException):
        person.client.sf.getQueryService().findAllByQuery("select d from Dataset d where d.id = :x", params)
