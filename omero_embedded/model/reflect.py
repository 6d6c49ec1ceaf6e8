# SPDX-License-Identifier: AGPL-3.0-or-later
"""What entities, properties and enumerations the OMERO model has, read off omero-py's generated classes.

Types come from the text of the generated `omero_model_*_ice` modules, since IcePy's type objects tell nothing about
their members; nullability, scope and Java names come from the classes. What the classes do not know (which
collections are lists, what is unique, Hibernate's discriminators) is in the tables at the end of this module; their
source is omero-model 5.7 and omero-server 5.7's database schema.
"""

from __future__ import annotations

import functools
import importlib.util
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import omero.clients
import omero.model

import omero

VALUE_TYPES = {
    "RBool": "bool",
    "RInt": "int",
    "RLong": "long",
    "RFloat": "float",
    "RDouble": "double",
    "RString": "string",
    "RTime": "timestamp",
    "ByteSeq": "bytes",
    "StringArray": "strings",
}
UNITS = ("ElectricPotential", "Frequency", "Length", "Power", "Pressure", "Temperature", "Time")
NOT_ENTITIES = {
    *UNITS,
    "Details",
    "Permissions",
    "IObject",
    "NamedValue",
    "Link",
    "RTypes",
    "Units",
}

VALUE, REFERENCE, UNIT, COLLECTION, PAIRS = "value", "reference", "unit", "collection", "pairs"


@dataclass
class Property:
    """One property of an entity.

    `kind` is one of VALUE, REFERENCE, UNIT, COLLECTION and PAIRS (a list of NamedValue); `type` is an HQL type name for
    values ('long', 'string', ...), else the name of the entity or unit class. `inverse` names the element's property
    that points back from a collection's elements, `index_column` the element's position column if it is a list.
    """

    name: str
    kind: str
    type: str
    declared_by: str
    nullable: bool = True
    inverse: str = ""
    index_column: str | None = None
    attribute: str = ""
    unique: bool = False

    @property
    def column(self) -> str:
        return self.name

    @property
    def is_column(self) -> bool:
        return self.kind in (VALUE, REFERENCE, UNIT)


@dataclass
class Entity:
    """One entity; `properties` include the inherited ones, in the order of the generated class."""

    name: str
    java_name: str
    parent: str | None
    root: str
    abstract: bool
    is_global: bool
    is_link: bool
    mutable: bool
    annotated: bool
    enumeration: bool
    properties: dict[str, Property]
    descendants: tuple[str, ...] = ()
    hierarchy: dict[str, tuple[Property, ...]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.root

    @functools.cached_property
    def is_annotation_link(self) -> bool:
        """Whether it hangs annotations on objects of another class."""
        return self.is_link and ENTITIES[self.properties["child"].type].root == "Annotation"

    @property
    def concrete(self) -> tuple[str, ...]:
        """The instantiable classes among this one and those below it."""
        return tuple(n for n in self.descendants if not ENTITIES[n].abstract)

    @property
    def python_class(self) -> type[Any]:
        return getattr(omero.model, f"{self.name}I")

    def find(self, name: str) -> Property | None:
        """A property of this class or, as Hibernate allows in queries, of one of its subclasses."""
        found = self.properties.get(name)
        if found is None:
            several = self.hierarchy.get(name)
            found = several[0] if several else None
        return found

    def counted(self, name: str) -> Property | None:
        """The collection whose links a property like `annotationLinksCountPerOwner` counts."""
        prop = self.find(name.removesuffix("CountPerOwner")) if name.endswith("CountPerOwner") else None
        return prop if prop is not None and prop.kind == COLLECTION and ENTITIES[prop.type].is_link else None

    @functools.cached_property
    def columns(self) -> tuple[Property, ...]:
        return tuple(p for p in self.properties.values() if p.is_column)

    @functools.cached_property
    def columns_by_name(self) -> tuple[Property, ...]:
        """The columns in the order in which Hibernate cascades."""
        return tuple(sorted(self.columns, key=lambda p: p.name))

    @functools.cached_property
    def collections(self) -> tuple[Property, ...]:
        return tuple(p for p in self.properties.values() if p.kind == COLLECTION)

    @functools.cached_property
    def pairs(self) -> tuple[Property, ...]:
        return tuple(p for p in self.properties.values() if p.kind == PAIRS)


_MEMBER = re.compile(r"\('_(\w+)', \(\), [\w.]+?\._t_(\w+), ")
_CLASS = re.compile(
    r"defineClass\('::omero::model::(\w+)', \w+, -1, \(\), (True|False), False, ([\w.]+), \(\), \((.*?)\n    \w",
    re.DOTALL,
)
_SEQUENCE = re.compile(r"defineSequence\('::omero::model::(\w+)', \(\), _M_omero\.model\._t_(\w+)\)")


def _generated_sources() -> Iterator[str]:
    spec = importlib.util.find_spec("omero_model_IObject_ice")
    if spec is None or spec.origin is None:
        raise ImportError("omero-py's generated module omero_model_IObject_ice is missing")
    for path in sorted(pathlib.Path(spec.origin).parent.glob("omero_model_*_ice.py")):
        yield path.read_text(encoding="utf-8")


def _reflect() -> dict[str, Entity]:
    sequences: dict[str, str] = {}
    classes: dict[str, tuple[str, str]] = {}
    for source in _generated_sources():
        sequences.update(_SEQUENCE.findall(source))
        for name, _abstract, base, members in _CLASS.findall(source):
            if name not in NOT_ENTITIES:
                classes[name] = (base.rsplit("_t_", 1)[-1], members)

    def lineage(name: str) -> list[str]:
        """From the root of the inheritance tree down to the class."""
        above = classes[name][0]
        return [*(lineage(above) if above in classes else []), name]

    entities: dict[str, Entity] = {}
    for name in classes:
        line = lineage(name)
        concrete = _concrete_sample(name, classes)
        info = concrete._field_info
        properties: dict[str, Property] = {}
        for declaring in line:
            for member, kind in _MEMBER.findall(classes[declaring][1]):
                prop = _property(member, kind, declaring, info, sequences)
                if prop is not None:
                    properties[prop.name] = prop
        java = str(concrete.DETAILS).split("_")[0].rsplit(".", 1)[0] + "." + name
        getattr(concrete, "deprecations_warned", set()).add(concrete.__name__.removesuffix("I"))
        sample = concrete()
        entities[name] = Entity(
            name=name,
            java_name=java,
            parent=line[-2] if len(line) > 1 else None,
            root=line[0],
            abstract=not hasattr(omero.model, f"{name}I"),
            is_global=sample.isGlobal(),
            is_link=sample.isLink(),
            mutable=sample.isMutable(),
            annotated=sample.isAnnotated(),
            enumeration=java.startswith("ome.model.enums."),
            properties=properties,
        )
    for name, entity in entities.items():
        below = [n for n in entities if name in lineage(n)]
        entity.descendants = tuple(sorted(below))
    for entity in entities.values():
        entity.hierarchy = _properties_below(entity, entities)
    _find_inverse_sides(entities)
    return entities


def _concrete_sample(name: str, classes: dict[str, tuple[str, str]]) -> Any:
    found = getattr(omero.model, f"{name}I", None)
    if found is not None:
        return found
    below = next((n for n, (base, _) in sorted(classes.items()) if base == name), None)
    if below is None:
        raise LookupError(f"omero.model.{name} has no concrete class")
    return _concrete_sample(below, classes)


def _property(member: str, kind: str, declaring: str, info: Any, sequences: dict[str, str]) -> Property | None:
    if member in ("version", "id", "details", "loaded") or member.endswith("CountPerOwner") or kind == "bool":
        return None
    name = member
    if kind in VALUE_TYPES:
        prop = Property(name, VALUE, VALUE_TYPES[kind], declaring)
    elif kind == "NamedValueList":
        prop = Property(name, PAIRS, "NamedValue", declaring)
    elif kind in sequences:
        name = member.removesuffix("Seq")
        prop = Property(name, COLLECTION, sequences[kind], declaring)
    elif kind in UNITS:
        prop = Property(name, UNIT, kind, declaring)
    else:
        prop = Property(name, REFERENCE, kind, declaring)
    prop.nullable = bool(getattr(info, name).nullable)
    prop.attribute = f"_{member}"
    prop.unique = f"{declaring}.{name}" in UNIQUE
    return prop


def _properties_below(entity: Entity, entities: dict[str, Entity]) -> dict[str, tuple[Property, ...]]:
    found: dict[str, list[Property]] = {}
    for name in entity.descendants:
        for prop in entities[name].properties.values():
            known = found.setdefault(prop.name, [])
            if all(p.declared_by != prop.declared_by for p in known):
                known.append(prop)
    return {name: tuple(props) for name, props in found.items()}


def _find_inverse_sides(entities: dict[str, Entity]) -> None:
    def is_a(name: str, other: str) -> bool:
        return name in entities[other].descendants

    for entity in entities.values():
        for prop in entity.collections:
            element = entities[prop.type]
            candidates = [
                p.name for p in element.properties.values() if p.kind == REFERENCE and is_a(entity.name, p.type)
            ]
            if len(candidates) > 1:
                candidates = [c for c in candidates if c == "parent"] or candidates
            prop.inverse = candidates[0]
            if f"{prop.declared_by}.{prop.name}" in LISTS:
                prop.index_column = f"{prop.inverse}_index"


LISTS = frozenset(
    {
        "Image.pixels",
        "Pixels.channels",
        "Well.wellSamples",
        "Roi.shapes",
        "RenderingDef.waveRendering",
        "RenderingDef.projections",
        "ChannelBinding.spatialDomainEnhancement",
        "Fileset.usedFiles",
        "Experimenter.groupExperimenterMap",
    }
)
"""Collections that Hibernate keeps in order, with a position column in the element's table."""

UNIQUE = frozenset(
    {
        "ExperimenterGroup.name",
        "Experimenter.omeName",
        "Session.uuid",
        "Node.uuid",
        "Namespace.name",
    }
)
"""Properties with a unique constraint of their own; enumerations are unique by value, links by parent, child and owner.
"""

REQUIRED_BY_DATABASE = frozenset({"PixelsType.bitSize"})
"""Nullable for Hibernate, not for the database."""

DISCRIMINATORS = {
    "BasicAnnotation": "/basic/",
    "BooleanAnnotation": "/basic/bool/",
    "NumericAnnotation": "/basic/num/",
    "DoubleAnnotation": "/basic/num/double/",
    "LongAnnotation": "/basic/num/long/",
    "TermAnnotation": "/basic/term/",
    "TextAnnotation": "/basic/text/",
    "CommentAnnotation": "/basic/text/comment/",
    "TagAnnotation": "/basic/text/tag/",
    "XmlAnnotation": "/basic/text/xml/",
    "TimestampAnnotation": "/basic/time/",
    "ListAnnotation": "/list/",
    "MapAnnotation": "/map/",
    "TypeAnnotation": "/type/",
    "FileAnnotation": "/type/OriginalFile/",
    "Ellipse": "ellipse",
    "Label": "text",
    "Line": "line",
    "Mask": "mask",
    "Path": "path",
    "Point": "point",
    "Polygon": "polygon",
    "Polyline": "polyline",
    "Rectangle": "rect",
}
"""What `x.class` is as a column: the value in the table's discriminator column."""

ENTITIES: dict[str, Entity] = _reflect()
BY_JAVA_NAME: dict[str, Entity] = {entity.java_name: entity for entity in ENTITIES.values()}


def entity_named(name: str) -> Entity | None:
    """The entity of a class name, however it is written.

    `Dataset`, `DatasetI`, `ome.model.containers.Dataset`, `omero.model.Dataset`, `::omero::model::Dataset` are one.
    """
    found = BY_JAVA_NAME.get(name) or ENTITIES.get(name)
    if found is None and name.startswith(("omero.model.", "::omero::model::")):
        return entity_named(re.split(r"[.:]+", name)[-1])
    if found is None and name.endswith("I"):
        found = ENTITIES.get(name[:-1])
    return found


@functools.cache
def referencing(name: str) -> tuple[tuple[Entity, Property], ...]:
    """Every reference column that can hold the id of an object of this class: (entity that declares it, property)."""
    line = {n for n, e in ENTITIES.items() if name in e.descendants} | set(ENTITIES[name].descendants)
    return tuple(
        (entity, prop)
        for entity in ENTITIES.values()
        for prop in entity.properties.values()
        if prop.kind == REFERENCE and prop.declared_by == entity.name and prop.type in line
    )


def link_between(parent: str, child: str) -> Entity | None:
    """The link class between two entities, by the classes of its two ends; None if they are not linked."""
    for entity in ENTITIES.values():
        if entity.is_link and "parent" in entity.properties and "child" in entity.properties:
            above, below = entity.properties["parent"].type, entity.properties["child"].type
            if parent in ENTITIES[above].descendants and child in ENTITIES[below].descendants:
                return entity
    return None


def enumeration_values() -> dict[str, tuple[str, ...]]:
    """Every value that each enumeration ships with, from omero-py's list of constants."""
    found: dict[str, list[str]] = {e.name: [] for e in ENTITIES.values() if e.enumeration}
    names = sorted(found, key=len, reverse=True)
    for constant, value in vars(omero.model.enums).items():
        if isinstance(value, str) and not constant.startswith("_"):
            owner = next((n for n in names if constant.startswith(n)), None)
            if owner is not None and value not in found[owner]:
                found[owner].append(value)
    return {name: tuple(values) for name, values in found.items()}


PIXEL_BITS = {
    "bit": 1, "int8": 8, "int16": 16, "int32": 32, "uint8": 8, "uint16": 16, "uint32": 32, "float": 32,
    "double": 64, "complex": 64, "double-complex": 128,
}  # fmt: skip
"""PixelsType.bitSize by value."""


def unit_symbol(kind: str, unit: str) -> str:
    """The symbol of a unit: ('Length', 'MICROMETER') -> 'µm'."""
    return str(getattr(omero.model, f"{kind}I").SYMBOLS[unit])
