# SPDX-License-Identifier: AGPL-3.0-or-later
"""How objects hang together, and what the options of a request make of it."""

from __future__ import annotations

import itertools

import omero.clients
import omero.cmd
import omero.cmd.graphs
import omero.constants.namespaces
import omero.model
import pytest
from omero.rtypes import rstring

import omero
from omero_embedded.graph import structure
from omero_embedded.model.reflect import ENTITIES
from tests.embedded.graphs import count, filled_plate, link, named, run, save


def test_every_part_and_every_use_names_a_reference_of_the_model():
    for name, column in itertools.chain(structure.PARTS, structure.USED):
        prop = ENTITIES[name].properties[column]
        assert prop.kind == "reference", (name, column)


def test_what_cannot_be_without_its_whole_is_a_part_of_it():
    """Each obligatory reference between owned objects is a part, a link or a use, else deleting the whole would
    fail.
    """
    known = {*structure.PARTS, *structure.USED}
    settings = {"DetectorSettings", "LightSettings", "ObjectiveSettings", "OTF"}
    for entity in ENTITIES.values():
        if entity.is_global or entity.is_link:
            continue
        for prop in entity.properties.values():
            target = ENTITIES.get(prop.type)
            if prop.kind == "reference" and not prop.nullable and prop.declared_by == entity.name:
                if target is None or target.is_global or entity.name in settings:
                    continue
                assert (entity.name, prop.name) in known, (entity.name, prop.name)


def test_options_say_nothing_of_what_came_with_an_import(someone, new_group):
    """Companion files and measurements are kept or left only by options that name their namespaces."""
    group = new_group()
    client = someone(group)
    companion = omero.constants.namespaces.NSCOMPANIONFILE
    left = {}
    for spaces in ([], [companion]):
        dataset = save(client, named("Dataset"), group)
        annotations = []
        for ns in ("other", companion):
            annotation = omero.model.MapAnnotationI()
            annotation.ns = rstring(ns)
            annotations.append(link(client, group, dataset, annotation).child.id.val)
        option = omero.cmd.graphs.ChildOption(excludeType=["Annotation"], includeNs=spaces)
        targets = {"Dataset": [dataset.id.val]}
        run(client, omero.cmd.Delete2(targetObjects=targets, childOptions=[option]))
        left[bool(spaces)] = [count(client, "MapAnnotation", oid) for oid in annotations]
    assert left == {False: [1, 0], True: [0, 1]}


@pytest.mark.parametrize(
    "option",
    [
        omero.cmd.graphs.ChildOption(),
        omero.cmd.graphs.ChildOption(excludeType=["Image"], includeNs=["a"], excludeNs=["b"]),
        omero.cmd.graphs.ChildOption(excludeType=["Nonsense"]),
    ],
    ids=["without a class", "with contrary namespaces", "with an unknown class"],
)
def test_an_option_that_makes_no_sense_fails_before_the_first_step(someone, new_group, option):
    group = new_group()
    client = someone(group)
    dataset = save(client, named("Dataset"), group)
    request = omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}, childOptions=[option], dryRun=True)
    assert run(client, request).name == "steps-cancel"
    assert run(client, omero.cmd.DoAll([request])).name == "bad-init"


def test_parts_cannot_be_left_out(someone, new_group):
    group = new_group()
    client = someone(group)
    plate, _ = filled_plate(client, group)
    option = omero.cmd.graphs.ChildOption(excludeType=["Well", "PlateAcquisition"])
    targets = {"Plate": [plate.id.val]}
    response = run(client, omero.cmd.Delete2(targetObjects=targets, childOptions=[option]))
    assert {"ome.model.screen.Well", "ome.model.screen.Plate"} <= set(response.deletedObjects)


def test_requests_in_one_are_all_done_or_none(someone, new_group):
    group = new_group()
    client = someone(group)
    dataset = save(client, named("Dataset"), group)
    requests = [
        omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}),
        omero.cmd.Delete2(targetObjects={"Dataset": [10**12]}),
    ]
    assert isinstance(run(client, omero.cmd.DoAll(requests)), omero.cmd.ERR)
    assert count(client, "Dataset", dataset.id.val) == 1
    assert not isinstance(run(client, omero.cmd.DoAll(requests[:1])), omero.cmd.ERR)
    assert count(client, "Dataset", dataset.id.val) == 0


def test_handles_that_nobody_closes_do_not_use_up_the_session(someone, new_group):
    client = someone(new_group())
    for _ in range(1_100):
        handle = client.sf.submit(omero.cmd.Delete2(targetObjects={}))
    assert isinstance(handle.getResponse(), omero.cmd.Delete2Response)
