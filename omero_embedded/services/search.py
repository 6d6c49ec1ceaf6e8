# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search: objects by words in their names, descriptions and annotations.

There is no index: words are looked for in the tables, so what is found is never out of date. Of Lucene's language it
knows words, quoted phrases, `*` and `?`, AND, OR, NOT, + and -, and fields (`name:x`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
import omero.model

from ..call import Call
from ..faults import api_usage
from ..hql import run
from ..model.reflect import ENTITIES, Entity
from .base import StatefulService, entity_or_refuse

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
WORD = re.compile(r'([+\-!]?)(?:(\w+(?:\.\w+)*):)?("[^"]*"|[^\s()]+)')
TEXT_FIELDS = ("name", "description")
ANNOTATION_FIELDS = {
    "tag": "TagAnnotation",
    "annotation": "Annotation",
    "comment": "CommentAnnotation",
}

WORDS = "words$of"
"""The HQL function that stands for the index: no word of HQL, so that clients do not come to use it."""

MOST_RESULTS = 10_000
"""Objects that one search finds."""


def _pattern(term: str) -> str:
    """A LIKE pattern that finds a term in the words of a text, as the function `WORDS` gives them.

    An index holds letters and digits only: `a-b`, `a_b` and `"a b"` are the same phrase, and `-` alone is found
    nowhere.
    """
    words = " ".join(re.sub(r"[^\w*?]|_", " ", term.lower()).split())
    return f"% {words.replace('*', '%').replace('?', '_')} %" if words else ""


def check_syntax(text: str) -> None:
    """Refuse what Lucene's parser refuses: what is opened must be closed, and operators need words around them."""
    brackets = sum(text.count(opening) - text.count(closing) for opening, closing in ("()", "[]", "{}"))
    dangling = re.search(r"(^|\s)(AND|OR|NOT|&&|\|\|)\s*$|^\s*(AND|OR)\b|:\s*$", text)
    if text.count('"') % 2 or brackets or dangling:
        raise api_usage(f"{text} caused a parse exception")


class _Words:
    """A parsed query: alternatives of conditions that all must hold."""

    def __init__(self, text: str) -> None:
        self.alternatives: list[list[tuple[bool, str | None, str]]] = []
        either = True
        negate = False
        for sign, field, word in WORD.findall(text):
            if not field and word in ("AND", "&&"):
                either = False
            elif not field and word in ("OR", "||"):
                either = True
            elif not field and word == "NOT":
                negate = True
            else:
                wanted = not (negate or sign in ("-", "!"))
                condition = (wanted, field or None, word.strip('"'))
                if self.alternatives and (not either or sign in ("+", "-", "!") or not wanted):
                    self.alternatives[-1].append(condition)
                else:
                    self.alternatives.append([condition])
                either, negate = True, False


def full_text(call: Call, entities: Sequence[Entity], text: str) -> list[Any]:
    """Objects of these classes that the words are about. Raises ApiUsageException for no words."""
    check_syntax(text or "")
    words = _Words(text or "")
    if not words.alternatives:
        raise api_usage("a search needs at least one word")
    found: list[Any] = []
    for entity in entities:
        conditions: list[str] = []
        values: dict[str, str] = {}
        for alternative in words.alternatives:
            parts = []
            for wanted, field, word in alternative:
                name = f"w{len(values)}"
                values[name] = _pattern(word)
                clause = _about(entity, field, name)
                parts.append(clause if wanted else f"not ({clause})")
            conditions.append(f"({' and '.join(parts)})")
        hql = f"select o from {entity.name} o where {' or '.join(conditions)} order by o.id"
        found += call.find_all(hql, **values)[:MOST_RESULTS]
    return found


def _about(entity: Entity, field: str | None, name: str) -> str:
    """The condition that an object is about a word, whose pattern is the parameter `name`."""
    clauses = [
        f"(o.{column} is not null and {WORDS}(o.{column}) like :{name})"
        for column in TEXT_FIELDS
        if column in entity.properties and field in (None, column)
    ]
    if entity.root == "Annotation":
        clauses += [
            f"o.id in (select t.id from TextAnnotation t where {WORDS}(t.textValue) like :{name})",
            f"o.id in (select m.id from MapAnnotation m join m.mapValue v where {WORDS}(v.value) like :{name})",
        ]
    link = f"{entity.name}AnnotationLink"
    if link in ENTITIES and (field is None or field in ANNOTATION_FIELDS or field not in TEXT_FIELDS):
        linked = f"o.id in (select l.parent.id from {link} l where l.child.id in (select {{}}))"
        text = ANNOTATION_FIELDS.get(field or "", "TextAnnotation")
        cls = "TextAnnotation" if text == "Annotation" else text
        clauses.append(linked.format(f"t.id from {cls} t where {WORDS}(t.textValue) like :{name}"))
        if field is None or field == "annotation":
            clauses.append(
                linked.format(f"m.id from MapAnnotation m join m.mapValue v where {WORDS}(v.value) like :{name}")
            )
            clauses.append(linked.format(f"f.id from FileAnnotation f where {WORDS}(f.file.name) like :{name}"))
        elif field not in ANNOTATION_FIELDS:
            key = field.replace("'", "")
            clauses = [
                linked.format(
                    f"m.id from MapAnnotation m join m.mapValue v where v.name = '{key}' "
                    f"and {WORDS}(v.value) like :{name}"
                )
            ]
    return f"({' or '.join(clauses)})" if clauses else "o.id < 0"


class Search(StatefulService):
    """Handles the operations of Search."""

    interface: ClassVar[type] = omero.api.Search

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._types: list[Entity] = []
        self._batch = 1_000
        self._results: list[Any] = []
        self._case_sensitive = False
        self._unloaded = False
        self._wildcard = False
        self._owner: int | None = None
        self._group: int | None = None
        self._created: tuple[Any, Any] = (None, None)
        self._ids: set[int] | None = None
        self._queries = 0

    # -- settings

    def setBatchSize(self, call: Call, size: int) -> None:
        self._batch = max(1, size)

    def getBatchSize(self, call: Call) -> int:
        return self._batch

    def setCaseSensitive(self, call: Call, on: bool) -> None:
        self._case_sensitive = on

    setCaseSentivice = setCaseSensitive

    def isCaseSensitive(self, call: Call) -> bool:
        return self._case_sensitive

    def setAllowLeadingWildcard(self, call: Call, on: bool) -> None:
        self._wildcard = on

    def isAllowLeadingWildcard(self, call: Call) -> bool:
        return self._wildcard

    def setReturnUnloaded(self, call: Call, on: bool) -> None:
        self._unloaded = on

    def isReturnUnloaded(self, call: Call) -> bool:
        return self._unloaded

    def setMergedBatches(self, call: Call, on: bool) -> None:
        pass

    def isMergedBatches(self, call: Call) -> bool:
        return False

    def setUseProjections(self, call: Call, on: bool) -> None:
        pass

    def isUseProjections(self, call: Call) -> bool:
        return False

    def resetDefaults(self, call: Call) -> None:
        self.__init__(call)  # type: ignore[misc]

    def onlyType(self, call: Call, name: str) -> None:
        self._types = [entity_or_refuse(name)]

    def onlyTypes(self, call: Call, names: Sequence[str]) -> None:
        self._types = [entity_or_refuse(name) for name in names]

    def allTypes(self, call: Call) -> None:
        self._types = [ENTITIES[name] for name in SEARCHABLE]

    def onlyIds(self, call: Call, ids: Sequence[int] | None) -> None:
        self._ids = set(ids) if ids else None

    def onlyOwnedBy(self, call: Call, details: Any) -> None:
        owner = details.owner if details is not None else None
        group = details.group if details is not None else None
        self._owner = owner.id.val if owner is not None else None
        self._group = group.id.val if group is not None else None

    def onlyCreatedBetween(self, call: Call, start: Any, end: Any) -> None:
        self._created = (start, end)

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
        self._run(call, text)

    def byLuceneQueryBuilder(self, call: Call, fields: str, start: str, end: str, date_type: str, text: str) -> None:
        check_syntax(text or "")
        names = [f.strip() for f in (fields or "").split(",") if f.strip()]
        if not names:
            self._run(call, text)
            return
        seen: set[tuple[str, int]] = set()
        for name in names:
            spelled = " ".join(
                part if part in ("AND", "OR", "NOT") or ":" in part else f"{name}:{part}"
                for part in (text or "").split()
            )
            self._run(call, spelled, seen)

    def byHqlQuery(self, call: Call, hql: str, params: Any) -> None:
        self._results += run.find_all(call.store, call.caller, hql, params)
        self._queries += 1

    def bySomeMustNone(self, call: Call, some: Sequence[str], must: Sequence[str], none: Sequence[str]) -> None:
        text = " AND ".join([*(must or [])]) or " ".join(some or [])
        self._run(call, " ".join([text, *(f"-{word}" for word in none or [])]))

    def _run(self, call: Call, text: str, seen: set[tuple[str, int]] | None = None) -> None:
        if not self._types:
            raise api_usage("Search needs a type: call onlyType first")
        seen = set() if seen is None else seen
        for obj in full_text(call, self._types, text):
            key = (type(obj).__name__, obj.id.val)
            if key not in seen and self._wanted(obj):
                seen.add(key)
                self._results.append(obj)
        self._queries += 1

    def _wanted(self, obj: Any) -> bool:
        details = obj.details
        if self._ids is not None and obj.id.val not in self._ids:
            return False
        if self._owner is not None and (details.owner is None or details.owner.id.val != self._owner):
            return False
        if self._group is not None and (details.group is None or details.group.id.val != self._group):
            return False
        event = details.creationEvent
        start, end = self._created
        if (start is not None or end is not None) and event is not None and event.isLoaded():
            time = event.time.val
            return (start is None or time >= start.val) and (end is None or time <= end.val)
        return True

    # -- results

    def activeQueries(self, call: Call) -> int:
        return self._queries

    def clearQueries(self, call: Call) -> None:
        self._results, self._queries = [], 0

    def hasNext(self, call: Call) -> bool:
        if not self._results:
            self._queries = 0
        return bool(self._results)

    def next(self, call: Call) -> Any:
        if not self._results:
            raise api_usage("no more results")
        return self._results.pop(0)

    def results(self, call: Call) -> list[Any]:
        if not self._results:
            raise api_usage("no more results")
        found, self._results = self._results[: self._batch], self._results[self._batch :]
        return found
