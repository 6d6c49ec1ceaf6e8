# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services of which clients need little: shares, the time line, ROIs, scripts, LDAP, repositories, shared resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
import omero.grid
import omero.model
from omero.rtypes import rint, rlong

from ..call import Call, parameters
from ..faults import api_usage, internal, validation
from .base import Service, entity_or_refuse


class Share(Service):
    """Handles those operations of IShare that only look: there are no shares."""

    interface: ClassVar[type] = omero.api.IShare

    def getOwnShares(self, call: Call, active: bool) -> list[Any]:
        return []

    def getMemberShares(self, call: Call, active: bool) -> list[Any]:
        return []

    def getSharesOwnedBy(self, call: Call, user: Any, active: bool) -> list[Any]:
        return []

    def getMemberSharesFor(self, call: Call, user: Any, active: bool) -> list[Any]:
        return []

    def getContents(self, call: Call, share_id: int) -> list[Any]:
        raise validation(f"No share with id: {share_id}")

    def getMemberCount(self, call: Call, ids: Sequence[int]) -> dict[int, int]:
        return {}

    def getCommentCount(self, call: Call, ids: Sequence[int]) -> dict[int, int]:
        return dict.fromkeys(ids or [], 0)

    def deactivate(self, call: Call) -> None:
        pass

    def activate(self, call: Call, share_id: int) -> None:
        raise validation(f"No share with id: {share_id}")

    def getShare(self, call: Call, share_id: int) -> Any:
        return None


class Timeline(Service):
    """Handles the operations of ITimeline about recent objects."""

    interface: ClassVar[type] = omero.api.ITimeline

    KINDS = ("Project", "Dataset", "RenderingDef", "Image", "Annotation")

    def _recent(self, call: Call, kind: str, condition: str, values: dict[str, Any], params: Any) -> tuple[str, Any]:
        found = parameters(**values)
        limit = 50
        wanted = params.theFilter if params is not None else None
        clauses = [condition] if condition else []
        if wanted is not None:
            if wanted.limit is not None and wanted.limit.val > 0:
                limit = wanted.limit.val
            for name in ("owner", "group"):
                value = getattr(wanted, f"{name}Id", None)
                if value is not None and value.val >= 0:
                    clauses.append(f"x.details.{name}.id = :{name}")
                    found.add(name, rlong(value.val))
        found.page(0, limit)
        where = f" where {' and '.join(clauses)}" if clauses else ""
        return (
            f"select x from {kind} x join fetch x.details.creationEvent join fetch x.details.updateEvent{where} "
            "order by x.details.updateEvent.id desc, x.id desc",
            found,
        )

    def getMostRecentObjects(
        self, call: Call, kinds: Sequence[str] | None, params: Any, merge: bool
    ) -> dict[str, list[Any]]:
        from ..hql import run

        found = {}
        for name in kinds or self.KINDS:
            hql, values = self._recent(call, entity_or_refuse(name).name, "", {}, params)
            found[name] = run.find_all(call.store, call.caller, hql, values)
        return found

    def getByPeriod(
        self,
        call: Call,
        kinds: Sequence[str] | None,
        start: Any,
        end: Any,
        params: Any,
        merge: bool,
    ) -> dict[str, list[Any]]:
        from ..hql import run

        usual = (
            "((x.details.creationEvent.time >= :start and x.details.creationEvent.time <= :end) or "
            "(x.details.updateEvent.time >= :start and x.details.updateEvent.time <= :end))"
        )
        found = {}
        for name in kinds or self.KINDS:
            kind = entity_or_refuse(name).name
            # An image belongs to the day on which it was taken.
            condition = "x.acquisitionDate >= :start and x.acquisitionDate <= :end" if kind == "Image" else usual
            hql, values = self._recent(call, kind, condition, {"start": start, "end": end}, params)
            found[name] = run.find_all(call.store, call.caller, hql, values)
        return found

    def countByPeriod(
        self, call: Call, kinds: Sequence[str] | None, start: Any, end: Any, params: Any
    ) -> dict[str, int]:
        return {
            name: len(objects) for name, objects in self.getByPeriod(call, kinds, start, end, params, False).items()
        }

    def getEventLogsByPeriod(self, call: Call, start: Any, end: Any, params: Any) -> list[Any]:
        clauses, values = [], {"start": start, "end": end}
        wanted = params.theFilter if params is not None else None
        if wanted is not None and wanted.ownerId is not None and wanted.ownerId.val >= 0:
            clauses.append(" and e.experimenter.id = :owner")
            values["owner"] = wanted.ownerId.val
        if wanted is not None and wanted.groupId is not None and wanted.groupId.val >= 0:
            clauses.append(" and e.experimenterGroup.id = :group")
            values["group"] = wanted.groupId.val
        return call.find_all(
            "select l from EventLog l join fetch l.event e where l.entityType in (:kinds) "
            f"and e.time >= :start and e.time <= :end{''.join(clauses)} order by l.id",
            kinds=[entity_or_refuse(k).java_name for k in ("Project", "Dataset")],
            **values,
        )

    def getMostRecentAnnotationLinks(
        self,
        call: Call,
        kinds: Sequence[str] | None,
        children: Sequence[str] | None,
        namespaces: Sequence[str] | None,
        params: Any,
    ) -> list[Any]:
        from ..hql import run

        found = []
        for name in kinds or ("Project", "Dataset", "Image"):
            conditions, values = [], {}
            if children:
                classes = [entity_or_refuse(c).name for c in children]
                conditions.append(f"({' or '.join(f'x.child.class = {c}' for c in classes)})")
            if namespaces:
                conditions.append("x.child.ns in (:ns)")
                values["ns"] = list(namespaces)
            kind = f"{entity_or_refuse(name).name}AnnotationLink"
            hql, params_sent = self._recent(call, kind, " and ".join(conditions), values, params)
            hql = hql.replace("join fetch", "join fetch x.child join fetch x.parent join fetch", 1)
            found += run.find_all(call.store, call.caller, hql, params_sent)
        return found

    def getMostRecentShareCommentLinks(self, call: Call, params: Any) -> list[Any]:
        return []


class Rois(Service):
    """Handles those operations of IRoi that look for ROIs."""

    interface: ClassVar[type] = omero.api.IRoi

    QUERY = "select distinct r from Roi r left outer join fetch r.shapes "

    def findByImage(self, call: Call, image_id: int, options: Any) -> Any:
        found = call.find_all(self.QUERY + "where r.image.id = :id order by r.id", id=image_id)
        return omero.api.RoiResult(opts=options, rois=found)

    def findByRoi(self, call: Call, roi_id: int, options: Any) -> Any:
        found = call.find_all(self.QUERY + "where r.id = :id", id=roi_id)
        return omero.api.RoiResult(opts=options, rois=found)

    def findByPlane(self, call: Call, image_id: int, z: int, t: int, options: Any) -> Any:
        found = call.find_all(
            self.QUERY + "where r.image.id = :id and r.id in (select s.roi.id from Shape s where "
            "(s.theZ is null or s.theZ = :z) and (s.theT is null or s.theT = :t)) order by r.id",
            id=image_id,
            z=rint(z),
            t=rint(t),
        )
        return omero.api.RoiResult(opts=options, rois=found)

    def getRoiMeasurements(self, call: Call, image_id: int, options: Any) -> list[Any]:
        return []


class Scripts(Service):
    """Handles the operations of IScript that look: there are no scripts."""

    interface: ClassVar[type] = omero.api.IScript

    def getScripts(self, call: Call) -> list[Any]:
        return []

    def getScriptsByMimetype(self, call: Call, mimetype: str) -> list[Any]:
        return []

    def getUserScripts(self, call: Call, parties: Sequence[Any]) -> list[Any]:
        return []

    def getScriptID(self, call: Call, path: str) -> int:
        return -1

    def getParams(self, call: Call, script_id: int) -> Any:
        raise api_usage(f"No script with id {script_id}")

    def canRunScript(self, call: Call, script_id: int) -> bool:
        return False


class Ldap(Service):
    """Handles the operations of ILdap that look: no directory is attached."""

    interface: ClassVar[type] = omero.api.ILdap

    def getSetting(self, call: Call) -> bool:
        return False

    def searchAll(self, call: Call) -> list[Any]:
        return []

    def discover(self, call: Call) -> list[Any]:
        return []

    def discoverGroups(self, call: Call) -> list[Any]:
        return []


class RepositoryInfo(Service):
    """Handles the operations of IRepositoryInfo."""

    interface: ClassVar[type] = omero.api.IRepositoryInfo

    TOTAL = 10 * 1024 * 1024
    """Kilobytes this server says it has."""

    def getUsedSpaceInKilobytes(self, call: Call) -> int:
        row = call.store.read().execute('SELECT coalesce(sum(length(data)), 0) FROM "FileBlock"').fetchone()
        return int(row[0]) // 1024

    def getFreeSpaceInKilobytes(self, call: Call) -> int:
        return self.TOTAL - self.getUsedSpaceInKilobytes(call)

    def getUsageFraction(self, call: Call) -> float:
        return self.getUsedSpaceInKilobytes(call) / self.TOTAL

    def sanityCheckRepository(self, call: Call) -> None:
        pass

    def removeUnusedFiles(self, call: Call) -> None:
        pass


class SharedResources(Service):
    """Handles the operations of SharedResources: no processors, no tables, no repositories."""

    interface: ClassVar[type] = omero.grid.SharedResources

    def repositories(self, call: Call) -> Any:
        return omero.grid.RepositoryMap(descriptions=[], proxies=[])

    def areTablesEnabled(self, call: Call) -> bool:
        return False

    def newTable(self, call: Call, repository: int, path: str) -> Any:
        return None

    def openTable(self, call: Call, file: Any) -> Any:
        raise internal("No table service: tables are not implemented by the embedded server")

    def getScriptRepository(self, call: Call) -> Any:
        return None

    def acquireProcessor(self, call: Call, job: Any, seconds: int) -> Any:
        raise omero.NoProcessorAvailable("", "", "scripts are not implemented by the embedded server", 0)

    def addProcessor(self, call: Call, processor: Any) -> None:
        pass

    def removeProcessor(self, call: Call, processor: Any) -> None:
        pass
