# SPDX-License-Identifier: AGPL-3.0-or-later
"""IContainer: projects, datasets, screens and the images below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import omero.api

from .. import updates
from ..call import Call
from ..faults import api_usage, security_violation
from ..model.reflect import ENTITIES
from .base import Service, entity_or_refuse

LEAVES = (
    " left outer join fetch d.imageLinks il left outer join fetch il.child i "
    "left outer join fetch i.pixels left outer join fetch i.wellSamples"
)
HIERARCHY = {
    "Project": (
        "select distinct x from Project x left outer join fetch x.datasetLinks l left outer join fetch l.child d",
        LEAVES,
    ),
    "Dataset": ("select distinct d from Dataset d", LEAVES),
    "Screen": (
        "select distinct x from Screen x left outer join fetch x.plateLinks l left outer join fetch l.child p",
        "",
    ),
    "Plate": ("select distinct p from Plate p", ""),
}
"""How each kind of container is loaded: without and with its leaves."""

ORPHANS = {
    "Project": (
        "Dataset",
        "not exists (select k.id from ProjectDatasetLink k where k.child.id = d.id)",
    ),
    "Screen": ("Plate", "not exists (select k.id from ScreenPlateLink k where k.child.id = p.id)"),
}
IMAGES_OF = {
    "Project": "i.id in (select il.child.id from DatasetImageLink il where il.parent.id in "
    "(select dl.child.id from ProjectDatasetLink dl where dl.parent.id in (:ids)))",
    "Dataset": "i.id in (select il.child.id from DatasetImageLink il where il.parent.id in (:ids))",
    "Image": "i.id in (:ids)",
    "Plate": "i.id in (select w.image.id from WellSample w where w.well.plate.id in (:ids))",
    "Screen": "i.id in (select w.image.id from WellSample w where w.well.plate.id in "
    "(select sl.child.id from ScreenPlateLink sl where sl.parent.id in (:ids)))",
}
SPLIT_BY = {
    **IMAGES_OF,
    "Fileset": "i.fileset.id in (:ids)",
    "Folder": "i.id in (select fl.child.id from FolderImageLink fl where fl.parent.id in (:ids))",
    "Well": "i.id in (select w.image.id from WellSample w where w.well.id in (:ids))",
}
"""What may be selected, and with it images of filesets whose other images are not."""

IMAGE_QUERY = (
    "select distinct i from Image i left outer join fetch i.pixels p left outer join fetch p.pixelsType where "
)


def _option(params: Any, name: str) -> bool:
    options = params.theOptions if params is not None else None
    value = getattr(options, name, None) if options is not None else None
    return bool(value is not None and value.val)


def _filtered(params: Any, alias: str) -> tuple[list[str], dict[str, Any]]:
    """Conditions on owner and group from a client's Filter."""
    wanted = params.theFilter if params is not None else None
    conditions, values = [], {}
    for name in ("owner", "group"):
        value = getattr(wanted, f"{name}Id", None) if wanted is not None else None
        if value is not None and value.val >= 0:
            conditions.append(f"{alias}.details.{name}.id = :{name}")
            values[name] = value.val
    return conditions, values


def _with_folders_below(call: Call, ids: Sequence[int]) -> set[int]:
    found, fresh = set(ids), list(ids)
    while fresh:
        rows = call.rows("select f.id from Folder f where f.parentFolder.id in (:ids)", ids=fresh)
        fresh = [row[0].val for row in rows if row[0].val not in found]
        found.update(fresh)
    return found


class Container(Service):
    """Handles the operations of IContainer."""

    interface: ClassVar[type] = omero.api.IContainer

    # -- loading

    def loadContainerHierarchy(self, call: Call, name: str, ids: Sequence[int] | None, params: Any) -> list[Any]:
        kind = entity_or_refuse(name).name
        if kind not in HIERARCHY:
            raise api_usage(
                f"Class parameter for loadContainerHierarchy() must be in {{{', '.join(HIERARCHY)}}}, not {name}"
            )
        if not ids and not _filtered(params, "x")[0]:
            raise api_usage(
                "Set of ids for loadContainerHierarchy() may not be null if experimenter and group options are null."
            )
        found = self._load(call, kind, ids, params)
        if kind in ORPHANS and _option(params, "orphan"):
            below, condition = ORPHANS[kind]
            found += self._load(call, below, None, params, condition)
        return found

    @staticmethod
    def _load(call: Call, kind: str, ids: Sequence[int] | None, params: Any, condition: str = "") -> list[Any]:
        base, leaves = HIERARCHY[kind]
        alias = base.split()[2]
        conditions, values = _filtered(params, alias)
        if ids:
            conditions.append(f"{alias}.id in (:ids)")
            values["ids"] = list(ids)
        if condition:
            conditions.append(condition)
        where = f" where {' and '.join(conditions)}" if conditions else ""
        return call.find_all(
            f"{base}{leaves if _option(params, 'leaves') else ''}{where} order by {alias}.id",
            **values,
        )

    def findContainerHierarchies(self, call: Call, name: str, ids: Sequence[int], params: Any) -> list[Any]:
        kind = entity_or_refuse(name)
        if kind.name != "Project":
            raise api_usage(
                "Class parameter for findContainerHierarchies() must be in {Project}, not class " + kind.java_name
            )
        if not ids:
            return []
        projects = call.find_all(
            "select distinct p from Project p join fetch p.datasetLinks pl join fetch pl.child d "
            "join fetch d.imageLinks il join fetch il.child i where i.id in (:ids) order by p.id",
            ids=list(ids),
        )
        if projects and call.caller.all_groups:
            # The real server cannot do this in all groups at once, and says so in these words.
            raise security_violation("isGraphCriticalCheck: not enough context")
        orphans = call.find_all(
            "select i from Image i where i.id in (:ids) and not exists "
            "(select k.id from DatasetImageLink k where k.child.id = i.id) order by i.id",
            ids=list(ids),
        )
        datasets = call.find_all(
            "select distinct d from Dataset d join fetch d.imageLinks il join fetch il.child i where i.id in (:ids) "
            "and not exists (select k.id from ProjectDatasetLink k where k.child.id = d.id) order by d.id",
            ids=list(ids),
        )
        return [*projects, *datasets, *orphans]

    def getImages(self, call: Call, name: str, ids: Sequence[int], params: Any) -> list[Any]:
        kind = entity_or_refuse(name).name
        if kind not in IMAGES_OF:
            raise api_usage(f"Class parameter for getImages() must be in {{{', '.join(IMAGES_OF)}}}, not {name}")
        if not ids:
            raise api_usage("Set of ids for getImages() may not be null or empty")
        conditions, values = _filtered(params, "i")
        where = " and ".join([IMAGES_OF[kind], *conditions])
        return call.find_all(f"{IMAGE_QUERY}{where} order by i.id", ids=list(ids), **values)

    def getUserImages(self, call: Call, params: Any) -> list[Any]:
        conditions, values = _filtered(params, "i")
        if not conditions:
            conditions, values = ["i.details.owner.id = :owner"], {"owner": call.caller.user_id}
        return call.find_all(f"{IMAGE_QUERY}{' and '.join(conditions)} order by i.id", **values)

    def getImagesByOptions(self, call: Call, params: Any) -> list[Any]:
        conditions, values = _filtered(params, "i")
        wanted = params.theFilter if params is not None else None
        for name, sign in (("startTime", ">="), ("endTime", "<=")):
            value = getattr(wanted, name, None) if wanted is not None else None
            if value is not None:
                conditions.append(f"i.details.creationEvent.time {sign} :{name}")
                values[name] = value
        if not conditions:
            raise api_usage("getImagesByOptions needs an owner, a group or a time")
        return call.find_all(f"{IMAGE_QUERY}{' and '.join(conditions)} order by i.id", **values)

    def getImagesBySplitFilesets(
        self, call: Call, included: dict[str, Sequence[int]], params: Any
    ) -> dict[int, dict[bool, list[int]]]:
        """Filesets of which the selected containers hold some images only: {fileset: {selected?: images}}."""
        chosen: set[int] = set()
        for name, ids in (included or {}).items():
            kind = entity_or_refuse(name).name
            if kind in SPLIT_BY and ids:
                selected = _with_folders_below(call, ids) if kind == "Folder" else ids
                rows = call.rows(f"select i.id from Image i where {SPLIT_BY[kind]}", ids=list(selected))
                chosen.update(row[0].val for row in rows)
        if not chosen:
            return {}
        rows = call.rows(
            "select i.fileset.id, i.id from Image i where i.fileset.id in "
            "(select k.fileset.id from Image k where k.id in (:ids)) order by i.id",
            ids=sorted(chosen),
        )
        found: dict[int, dict[bool, list[int]]] = {}
        for fileset, image in ((row[0].val, row[1].val) for row in rows):
            found.setdefault(fileset, {}).setdefault(image in chosen, []).append(image)
        return {fileset: parts for fileset, parts in found.items() if len(parts) == 2}

    # -- counting

    def getCollectionCount(
        self, call: Call, name: str, prop: str, ids: Sequence[int] | None, params: Any
    ) -> dict[int, int]:
        entity = entity_or_refuse(name)
        short = prop.rpartition("_")[2]
        collection = entity.properties.get(short)
        if collection is None or collection.kind != "collection":
            raise api_usage(f"{entity.java_name}.{prop} is an unknown property on type {entity.java_name}")
        if not ids:
            return {}
        found = dict.fromkeys(ids, 0)
        element = ENTITIES[collection.type].name
        rows = call.rows(
            f"select x.{collection.inverse}.id, count(x.id) from {element} x "
            f"where x.{collection.inverse}.id in (:ids) group by x.{collection.inverse}.id",
            ids=list(ids),
        )
        found.update({row[0].val: row[1].val for row in rows})
        return found

    def retrieveCollection(self, call: Call, obj: Any, prop: str, params: Any) -> list[Any]:
        entity = entity_or_refuse(type(obj).__name__)
        collection = entity.properties.get(prop.rpartition("_")[2])
        if collection is None or collection.kind != "collection" or obj.id is None:
            raise api_usage(f"{prop} is an unknown property on type {entity.java_name}")
        return call.find_all(
            f"select x from {collection.type} x where x.{collection.inverse}.id = :id order by x.id",
            id=obj.id.val,
        )

    # -- changing

    def unlink(self, call: Call, links: Iterable[Any], params: Any) -> None:
        with call.store.transaction(call.caller):
            for link in links or []:
                updates.delete_object(call.store, call.caller, link)
        call.backend.indexer.wake()

    def link(self, call: Call, links: Sequence[Any], params: Any) -> list[Any]:
        return self._save(call, links)

    def createDataObject(self, call: Call, obj: Any, params: Any) -> Any:
        return self._save(call, [obj])[0]

    def createDataObjects(self, call: Call, objects: Sequence[Any], params: Any) -> list[Any]:
        return self._save(call, objects)

    def updateDataObject(self, call: Call, obj: Any, params: Any) -> Any:
        return self._save(call, [obj])[0]

    def updateDataObjects(self, call: Call, objects: Sequence[Any], params: Any) -> list[Any]:
        return self._save(call, objects)

    @staticmethod
    def _save(call: Call, objects: Sequence[Any]) -> list[Any]:
        saved = updates.save_and_return(call.store, call.caller, list(objects or []))
        call.backend.indexer.wake()
        return saved
