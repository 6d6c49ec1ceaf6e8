# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search: objects by words in their names, descriptions and annotations.

A search is done when its first result is asked for, in the context of that call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import omero.api
import omero.model

from ..call import Call
from ..faults import api_usage
from ..hql import run
from ..model.reflect import ENTITIES, Entity
from . import lucene
from .base import StatefulService, entity_or_refuse
from .fulltext import found, parsed
from .lucene import Clauses

SEARCHABLE = (
    "Project",
    "Dataset",
    "Image",
    "Screen",
    "Plate",
    "PlateAcquisition",
    "Well",
    "Annotation",
    "OriginalFile",
)
CHUNK = 1_000


@dataclass(frozen=True)
class Settings:
    """What a search is to look for, and how its results come."""

    types: tuple[Entity, ...] = ()
    batch: int = 1_000
    case_sensitive: bool = False
    unloaded: bool = False
    wildcards: bool = False
    owner: int | None = None
    group: int | None = None
    created: tuple[Any, Any] = (None, None)
    ids: frozenset[int] | None = None

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """What objects have to be besides what their words say, with parameters."""
        found, values = "", {}
        for name in ("owner", "group"):
            value = getattr(self, name)
            if value is not None:
                found += f" and o.details.{name}.id = :{name}"
                values[name] = value
        for name, sign, value in zip(("start", "end"), (">=", "<="), self.created, strict=True):
            if value is not None:
                found += f" and o.details.creationEvent.time {sign} :{name}"
                values[name] = value
        return found, values


def full_text(text: str, settings: Settings) -> Callable[[Call], list[Any]]:
    """A search by a query. Raises ApiUsageException for what cannot be searched for."""
    if len(settings.types) != 1:
        raise api_usage("Searches by full text are currently limited to a single type.\nPlese use Search.onlyType()")
    if not text:
        raise api_usage("Query string must be non-empty")
    if text[0] in "*?" and not settings.wildcards:
        raise api_usage(
            "Searches starting with a leading wildcard (*,?) can be slow.\n"
            "Please use setAllowLeadingWildcard() to permit this usage."
        )
    if text == "*":
        raise api_usage("Wildcard searches (*) must contain more than a single wildcard. ")
    query = parsed(text, leading_wildcards=settings.wildcards)
    return lambda call: _results(call, settings, query)


def _results(call: Call, settings: Settings, query: Clauses) -> list[Any]:
    (entity,) = settings.types
    ids = [oid for oid in found(call, entity, query) if settings.ids is None or oid in settings.ids]
    conditions, values = settings.conditions()
    objects = {
        obj.id.val: obj
        for start in range(0, len(ids), CHUNK)
        for obj in call.find_all(
            f"select o from {entity.name} o where o.id in (:ids){conditions}", ids=ids[start : start + CHUNK], **values
        )
    }
    return [objects[oid] for oid in ids if oid in objects]


def first_results(call: Call, entity: Entity, text: str, params: Any) -> list[Any]:
    """What IQuery finds by a query: as many objects as the parameters' page has, of their owner or group."""
    wanted = params.theFilter if params is not None else None
    limit, owner, group = (
        (getattr(wanted, name, None) if wanted is not None else None) for name in ("limit", "ownerId", "groupId")
    )
    settings = Settings(
        (entity,),
        batch=limit.val if limit is not None else Settings.batch,
        owner=owner.val if owner is not None else None,
        group=group.val if group is not None and owner is None else None,
    )
    return full_text(text, settings)(call)[: settings.batch]


class Search(StatefulService):
    """Handles the operations of Search."""

    interface: ClassVar[type] = omero.api.Search

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._settings = Settings()
        self._waiting: list[Callable[[Call], list[Any]]] = []
        self._results: list[Any] = []

    # -- settings

    def _set(self, **changes: Any) -> None:
        self._settings = replace(self._settings, **changes)

    def setBatchSize(self, call: Call, size: int) -> None:
        self._set(batch=max(1, size))

    def getBatchSize(self, call: Call) -> int:
        return self._settings.batch

    def setCaseSensitive(self, call: Call, on: bool) -> None:
        self._set(case_sensitive=on)

    setCaseSentivice = setCaseSensitive

    def isCaseSensitive(self, call: Call) -> bool:
        return self._settings.case_sensitive

    def setAllowLeadingWildcard(self, call: Call, on: bool) -> None:
        self._set(wildcards=on)

    def isAllowLeadingWildcard(self, call: Call) -> bool:
        return self._settings.wildcards

    def setReturnUnloaded(self, call: Call, on: bool) -> None:
        self._set(unloaded=on)

    def isReturnUnloaded(self, call: Call) -> bool:
        return self._settings.unloaded

    def setMergedBatches(self, call: Call, on: bool) -> None:
        pass

    def isMergedBatches(self, call: Call) -> bool:
        return False

    def setUseProjections(self, call: Call, on: bool) -> None:
        pass

    def isUseProjections(self, call: Call) -> bool:
        return False

    def resetDefaults(self, call: Call) -> None:
        self._settings = Settings()

    def onlyType(self, call: Call, name: str) -> None:
        self._set(types=(entity_or_refuse(name),))

    def onlyTypes(self, call: Call, names: Sequence[str]) -> None:
        self._set(types=tuple(entity_or_refuse(name) for name in names))

    def allTypes(self, call: Call) -> None:
        self._set(types=tuple(ENTITIES[name] for name in SEARCHABLE))

    def onlyIds(self, call: Call, ids: Sequence[int] | None) -> None:
        self._set(ids=frozenset(ids) if ids else None)

    def onlyOwnedBy(self, call: Call, details: Any) -> None:
        owner = details.owner if details is not None else None
        group = details.group if details is not None else None
        self._set(
            owner=owner.id.val if owner is not None else None,
            group=group.id.val if group is not None else None,
        )

    def onlyCreatedBetween(self, call: Call, start: Any, end: Any) -> None:
        self._set(created=(start, end))

    def unordered(self, call: Call) -> None:
        pass

    def addOrderByAsc(self, call: Call, path: str) -> None:
        pass

    def addOrderByDesc(self, call: Call, path: str) -> None:
        pass

    def fetchAnnotations(self, call: Call, classes: Sequence[str]) -> None:
        pass

    def fetchAlso(self, call: Call, fetches: Sequence[str]) -> None:
        pass

    # -- searching

    def byFullText(self, call: Call, text: str) -> None:
        self._waiting.append(full_text(text, self._settings))

    def byLuceneQueryBuilder(self, call: Call, fields: str, start: str, end: str, date_type: str, text: str) -> None:
        """By words as people type them, in some fields, and a time; a query of no words finds nothing."""
        names = [name.strip() for name in (fields or "").split(",") if name.strip()]
        try:
            query = lucene.built(names, text or "")
            if start or end:
                query = lucene.within(query, start, end, self._date_field(date_type))
        except lucene.ParseError as error:
            raise api_usage(f"Invalid query: {error}") from error
        if query:
            self._waiting.append(full_text(query, self._settings))

    def _date_field(self, date_type: str) -> str:
        """When something was imported stands for when it was taken, for what is not taken."""
        of_images = [entity.name for entity in self._settings.types] == ["Image"]
        return "acquisitionDate" if date_type == "acquisitionDate" and of_images else "details.creationEvent.time"

    def byHqlQuery(self, call: Call, hql: str, params: Any) -> None:
        self._waiting.append(lambda later: run.find_all(later.store, later.caller, hql, params))

    def bySomeMustNone(self, call: Call, some: Sequence[str], must: Sequence[str], none: Sequence[str]) -> None:
        words = [*(some or []), *(f"+{word}" for word in must or []), *(f"-{word}" for word in none or [])]
        self.byFullText(call, " ".join(words))

    # -- results

    def activeQueries(self, call: Call) -> int:
        return len(self._waiting)

    def clearQueries(self, call: Call) -> None:
        self._waiting = []

    def hasNext(self, call: Call) -> bool:
        """Whether there is a result, from the next of the searches that wait if need be."""
        while not self._results and self._waiting:
            self._results = list(self._waiting.pop(0)(call))
        return bool(self._results)

    def next(self, call: Call) -> Any:
        if not self.hasNext(call):
            raise api_usage("No element. Please use hasNext().")
        obj = self._results.pop(0)
        if self._settings.unloaded:
            obj.unload()
        return obj

    def results(self, call: Call) -> list[Any]:
        if not self.hasNext(call):
            raise api_usage("No elements. Please use hasNext().")
        page: list[Any] = []
        while len(page) < self._settings.batch and self.hasNext(call):
            page.append(self.next(call))
        return page
