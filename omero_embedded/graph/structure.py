# SPDX-License-Identifier: AGPL-3.0-or-later
"""How objects belong together, as deleting, moving and giving away follow it.

Three kinds of belonging. A *part* always goes along with its whole (the pixels of an image, the images of a fileset).
A *used* object goes along when nothing else uses it (the instrument of an image, the fileset of images). A *child*
hangs on its parents, mostly by links, and goes along when all of its parents do (the image of a dataset, the annotation
of anything, the region of interest of an image).
"""

from __future__ import annotations

import functools

from ..model.reflect import ENTITIES, Entity, entity_named

PARTS: tuple[tuple[str, str], ...] = (
    ("ChannelBinding", "renderingDef"),
    ("Channel", "pixels"),
    ("CodomainMapContext", "channelBinding"),
    ("Detector", "instrument"),
    ("Dichroic", "instrument"),
    ("FilesetEntry", "fileset"),
    ("FilterSet", "instrument"),
    ("Filter", "instrument"),
    ("Image", "fileset"),
    ("LightSource", "instrument"),
    ("MicrobeamManipulation", "experiment"),
    ("OTF", "instrument"),
    ("Objective", "instrument"),
    ("Pixels", "image"),
    ("PlaneInfo", "pixels"),
    ("PlateAcquisition", "plate"),
    ("ProjectionDef", "renderingDef"),
    ("Reagent", "screen"),
    ("RenderingDef", "pixels"),
    ("Shape", "roi"),
    ("Thumbnail", "pixels"),
    ("Well", "plate"),
    ("WellSample", "plateAcquisition"),
    ("WellSample", "well"),
)
"""(part, its reference to the whole)."""

CHILDREN: tuple[tuple[str, str], ...] = (("Folder", "parentFolder"), ("Roi", "image"))
"""(child, its reference to the parent), beside those that hang on links."""

USED: tuple[tuple[str, str], ...] = (
    ("Channel", "logicalChannel"),
    ("Channel", "statsInfo"),
    ("FileAnnotation", "file"),
    ("FilesetEntry", "originalFile"),
    ("Filter", "transmittanceRange"),
    ("Image", "experiment"),
    ("Image", "fileset"),
    ("Image", "imagingEnvironment"),
    ("Image", "instrument"),
    ("Image", "objectiveSettings"),
    ("Image", "stageLabel"),
    ("Instrument", "microscope"),
    ("LogicalChannel", "detectorSettings"),
    ("LogicalChannel", "lightPath"),
    ("LogicalChannel", "lightSourceSettings"),
    ("RenderingDef", "quantization"),
    ("Shape", "transform"),
    ("WellSample", "image"),
)
"""(user, its reference to what it uses)."""

UNDIVIDED: tuple[tuple[str, str], ...] = (
    ("Image", "experiment"),
    ("Image", "fileset"),
    ("Image", "imagingEnvironment"),
    ("Image", "instrument"),
    ("Image", "stageLabel"),
)
"""(class, its reference to what may not be between two groups): objects that share it move together or not at all."""

NOT_CONTAINING = frozenset({"GroupExperimenterMap", "ShareMember", "PixelsOriginalFileMap"})
"""Links whose children do not go along with their parents."""


def class_called(name: str) -> Entity | None:
    """The class that a request names, with or without its package, or by the name of its implementation."""
    return entity_named(name.rpartition(".")[2])


def table_of(name: str) -> str:
    return ENTITIES[name].root


@functools.cache
def links() -> tuple[Entity, ...]:
    """All link classes that data can have."""
    return tuple(
        e
        for e in ENTITIES.values()
        if e.is_link and e.name not in ("GroupExperimenterMap", "ShareMember") and "child" in e.properties
    )


@functools.cache
def links_from(table: str) -> tuple[Entity, ...]:
    """Link classes whose parents are in this table."""
    return tuple(e for e in links() if table_of(e.properties["parent"].type) == table)


@functools.cache
def links_to(table: str) -> tuple[Entity, ...]:
    """Link classes whose children are in this table."""
    return tuple(e for e in links() if table_of(e.properties["child"].type) == table)


@functools.cache
def parts_of(table: str) -> tuple[tuple[str, str], ...]:
    """(table, column) of the parts that objects of this table have."""
    return tuple(
        (table_of(name), column) for name, column in PARTS if table_of(ENTITIES[name].properties[column].type) == table
    )


@functools.cache
def children_of(table: str) -> tuple[tuple[str, str], ...]:
    """(table, column) of the children that refer to objects of this table."""
    return tuple(
        (table_of(name), column)
        for name, column in CHILDREN
        if table_of(ENTITIES[name].properties[column].type) == table
    )


@functools.cache
def used_by(table: str) -> tuple[tuple[str, str], ...]:
    """(column, table of what is used) for the objects of this table."""
    return tuple(
        (column, table_of(ENTITIES[name].properties[column].type)) for name, column in USED if table_of(name) == table
    )


@functools.cache
def users_of(table: str) -> tuple[tuple[str, str], ...]:
    """(table, column) of all that may use objects of this table."""
    return tuple(
        (table_of(name), column) for name, column in USED if table_of(ENTITIES[name].properties[column].type) == table
    )
