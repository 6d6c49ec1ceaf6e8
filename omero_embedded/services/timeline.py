# SPDX-License-Identifier: AGPL-3.0-or-later
"""ITimeline: what was made and changed lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
from omero.rtypes import rlong

from ..call import Call, parameters
from ..hql import run
from .base import Service, entity_or_refuse


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
