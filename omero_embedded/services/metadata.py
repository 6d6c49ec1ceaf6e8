# SPDX-License-Identifier: AGPL-3.0-or-later
"""IMetadata: annotations by what they are on, by namespace and by tag; acquisition data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
import omero.model
from omero.rtypes import rlong

from ..call import Call
from ..faults import api_usage
from ..model.reflect import ENTITIES, Entity, link_between
from .base import Service, entity_or_refuse

ANNOTATION_FETCHES = (
    "left outer join fetch a.details.owner left outer join fetch a.details.creationEvent "
    "left outer join fetch a.details.updateEvent "
)
TAGGED = ("Project", "Dataset", "Image", "Screen", "Plate", "PlateAcquisition", "Well")


def _annotation_class(name: str | None) -> Entity:
    entity = entity_or_refuse(name or "Annotation")
    if entity.root != "Annotation":
        raise api_usage(f"{name} does not specify a valid class.")
    return entity


def _link_class(name: str) -> tuple[Entity, Entity]:
    entity = entity_or_refuse(name)
    link = link_between(entity.name, "Annotation")
    if link is None:
        raise api_usage(f"{entity.java_name} cannot be annotated")
    return entity, link


def _namespaces(include: Sequence[str] | None, exclude: Sequence[str] | None) -> tuple[str, dict[str, Any]]:
    conditions, values = "", {}
    if include:
        conditions += " and a.ns is not null and a.ns in (:include)"
        values["include"] = list(include)
    if exclude:
        conditions += " and (a.ns is null or a.ns not in (:exclude))"
        values["exclude"] = list(exclude)
    return conditions, values


def _owner_and_group(params: Any, alias: str) -> tuple[str, dict[str, Any]]:
    wanted = params.theFilter if params is not None else None
    conditions, values = "", {}
    for name in ("owner", "group"):
        value = getattr(wanted, f"{name}Id", None) if wanted is not None else None
        if value is not None and value.val >= 0:
            conditions += f" and {alias}.details.{name}.id = :{name}"
            values[name] = value.val
    return conditions, values


def _specified(include: Sequence[str] | None, exclude: Sequence[str] | None, params: Any) -> tuple[str, dict[str, Any]]:
    """The conditions on annotations `a`, and their values: by namespace, and by owner and group of the filter."""
    conditions, values = _namespaces(include, exclude)
    more, owners = _owner_and_group(params, "a")
    return conditions + more, {**values, **owners}


class Metadata(Service):
    """Handles the operations of IMetadata."""

    interface: ClassVar[type] = omero.api.IMetadata

    # -- annotations of objects

    def loadAnnotations(
        self,
        call: Call,
        name: str,
        ids: Sequence[int],
        types: Sequence[str] | None,
        annotators: Sequence[int] | None,
        params: Any,
    ) -> dict[int, list[Any]]:
        _, link = _link_class(name)
        classes = [_annotation_class(t).name for t in types or []]
        values: dict[str, Any] = {"ids": list(ids or [])}
        if not values["ids"]:
            raise api_usage("Set of ids for loadAnnotations() may not be null or empty")
        conditions = ""
        if classes:
            conditions += f" and ({' or '.join(f'a.class = {c}' for c in classes)})"
        if annotators:
            conditions += " and l.details.owner.id in (:annotators)"
            values["annotators"] = list(annotators)
        found: dict[int, list[Any]] = {} if annotators else {oid: [] for oid in ids}
        for one in self._links(call, link, f"l.parent.id in (:ids){conditions}", values):
            found.setdefault(one.parent.id.val, []).append(one.child)
        self._load_files(call, [a for annotations in found.values() for a in annotations])
        return found

    @staticmethod
    def _links(call: Call, link: Entity, where: str, values: dict[str, Any]) -> list[Any]:
        return call.find_all(
            f"select distinct l from {link.name} l left outer join fetch l.details.owner join fetch l.child a "
            f"{ANNOTATION_FETCHES} where {where} order by l.id",
            **values,
        )

    @staticmethod
    def _load_files(call: Call, annotations: list[Any]) -> None:
        """Replace references to files by the files, where the caller may see them."""
        ids = {a.file.id.val for a in annotations if isinstance(a, omero.model.FileAnnotation) and a.file is not None}
        if not ids:
            return
        files = {
            f.id.val: f for f in call.find_all("select f from OriginalFile f where f.id in (:ids)", ids=sorted(ids))
        }
        for annotation in annotations:
            if isinstance(annotation, omero.model.FileAnnotation) and annotation.file is not None:
                annotation.file = files.get(annotation.file.id.val, annotation.file)

    def loadSpecifiedAnnotationsLinkedTo(
        self,
        call: Call,
        annotation: str,
        include: Sequence[str] | None,
        exclude: Sequence[str] | None,
        name: str,
        ids: Sequence[int],
        params: Any,
    ) -> dict[int, list[Any]]:
        _, link = _link_class(name)
        cls = _annotation_class(annotation)
        conditions, values = _specified(include, exclude, params)
        if not ids:
            raise api_usage("Set of ids may not be null or empty")
        kind = "" if cls.name == "Annotation" else f" and ({self._of_class(cls)})"
        found: dict[int, list[Any]] = {}
        where = f"l.parent.id in (:ids){kind}{conditions}"
        for one in self._links(call, link, where, {"ids": list(ids), **values}):
            found.setdefault(one.parent.id.val, []).append(one.child)
        self._load_files(call, [a for annotations in found.values() for a in annotations])
        return found

    @staticmethod
    def _of_class(entity: Entity) -> str:
        return " or ".join(f"a.class = {name}" for name in entity.concrete)

    # -- annotations by themselves

    def loadSpecifiedAnnotations(
        self,
        call: Call,
        name: str,
        include: Sequence[str] | None,
        exclude: Sequence[str] | None,
        params: Any,
    ) -> list[Any]:
        cls = _annotation_class(name)
        conditions, values = _specified(include, exclude, params)
        found = call.find_all(
            f"select a from {cls.name} a {ANNOTATION_FETCHES} where a.id > -1{conditions} order by a.id",
            **values,
        )
        self._load_files(call, found)
        return found

    def countSpecifiedAnnotations(
        self,
        call: Call,
        name: str,
        include: Sequence[str] | None,
        exclude: Sequence[str] | None,
        params: Any,
    ) -> Any:
        cls = _annotation_class(name)
        conditions, values = _specified(include, exclude, params)
        rows = call.rows(
            f"select count(a.id) from {cls.name} a where a.id > -1{conditions}",
            **values,
        )
        return rows[0][0]

    def loadAnnotation(self, call: Call, ids: Sequence[int]) -> list[Any]:
        if not ids:
            return []
        found = call.find_all(
            f"select a from Annotation a {ANNOTATION_FETCHES} where a.id in (:ids) order by a.id",
            ids=list(ids),
        )
        self._load_files(call, found)
        return found

    # -- tags

    def loadTagContent(self, call: Call, ids: Sequence[int], params: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {oid: [] for oid in ids or []}
        for kind in ("Project", "Dataset", "Image", "Screen", "Plate"):
            for tag, oid in self._tagged(call, kind, ids, params):
                found[tag].append(call.find_all(f"select x from {kind} x where x.id = :id", id=oid)[0])
        return found

    @staticmethod
    def _tagged(call: Call, kind: str, ids: Sequence[int], params: Any) -> list[tuple[int, int]]:
        if not ids:
            return []
        more, values = _owner_and_group(params, "l")
        rows = call.rows(
            f"select l.child.id, l.parent.id from {kind}AnnotationLink l where l.child.id in (:ids){more}",
            ids=list(ids),
            **values,
        )
        return [(row[0].val, row[1].val) for row in rows]

    def getTaggedObjectsCount(self, call: Call, ids: Sequence[int], params: Any) -> dict[int, int]:
        found = dict.fromkeys(ids or [], 0)
        for kind in TAGGED:
            for tag, _ in self._tagged(call, kind, ids, params):
                found[tag] += 1
        return found

    def loadTagSets(self, call: Call, params: Any) -> list[Any]:
        more, values = _owner_and_group(params, "a")
        return call.find_all(
            "select distinct a from TagAnnotation a left outer join fetch a.annotationLinks l "
            "left outer join fetch l.child where a.ns = :ns" + more + " order by a.id",
            ns="openmicroscopy.org/omero/insight/tagset",
            **values,
        )

    # -- what one uses of others

    def loadAnnotationsUsedNotOwned(self, call: Call, name: str, user_id: int) -> list[Any]:
        cls = _annotation_class(name)
        ids = self._used_not_owned(call, cls, user_id)
        if not ids:
            return []
        return call.find_all(f"select a from {cls.name} a where a.id in (:ids) order by a.id", ids=sorted(ids))

    def countAnnotationsUsedNotOwned(self, call: Call, name: str, user_id: int) -> Any:
        return rlong(len(self._used_not_owned(call, _annotation_class(name), user_id)))

    @staticmethod
    def _used_not_owned(call: Call, cls: Entity, user_id: int) -> set[int]:
        found: set[int] = set()
        for link in ENTITIES.values():
            if link.is_annotation_link and not link.is_global:
                rows = call.rows(
                    f"select distinct l.child.id from {link.name} l, {cls.name} a where a.id = l.child.id "
                    "and l.details.owner.id = :user and a.details.owner.id <> :user",
                    user=user_id,
                )
                found.update(row[0].val for row in rows)
        return found

    # -- acquisition

    def loadChannelAcquisitionData(self, call: Call, ids: Sequence[int]) -> list[Any]:
        if not ids:
            return []
        return call.find_all(
            "select distinct c from LogicalChannel c left outer join fetch c.photometricInterpretation "
            "left outer join fetch c.illumination left outer join fetch c.contrastMethod "
            "left outer join fetch c.mode left outer join fetch c.detectorSettings "
            "left outer join fetch c.lightSourceSettings left outer join fetch c.filterSet "
            "left outer join fetch c.lightPath left outer join fetch c.otf "
            "where c.id in (select ch.logicalChannel.id from Channel ch where ch.id in (:ids))",
            ids=list(ids),
        )

    def loadInstrument(self, call: Call, oid: int) -> Any:
        found = call.find_all(
            "select distinct i from Instrument i left outer join fetch i.microscope "
            "left outer join fetch i.objective left outer join fetch i.detector left outer join fetch i.filter "
            "left outer join fetch i.dichroic left outer join fetch i.filterSet left outer join fetch i.lightSource "
            "left outer join fetch i.otf where i.id = :id",
            id=oid,
        )
        return found[0] if found else None

    def loadLogFiles(self, call: Call, name: str, ids: Sequence[int]) -> dict[int, list[Any]]:
        """Nothing is imported here, so there are no import logs."""
        return {}
