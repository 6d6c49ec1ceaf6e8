# SPDX-License-Identifier: AGPL-3.0-or-later
"""What full-text queries find.

There is no index: words are looked for in the tables, so what is found is never out of date. What belongs to which
field follows the real server's index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from omero.rtypes import rtime

from ..call import Call
from ..faults import api_usage
from ..model.reflect import ENTITIES, VALUE, Entity
from ..text import WORD, indexed
from . import lucene
from .lucene import Clauses, ParseError, Range, Term

FOUND_IN = "found$in"
"""The HQL function that stands for the index: no word of HQL, so that clients do not come to use it."""

MOST_RESULTS = 10_000
"""Objects that one search finds."""

OF_ANNOTATIONS = (
    ("annotation.name", "a.id from Annotation a where {a.name}"),
    ("annotation.ns", "a.id from Annotation a where {a.ns}"),
    ("term", "a.id from TermAnnotation a where {a.termValue}"),
    ("tag", "a.id from TagAnnotation a where {a.textValue}"),
    ("annotation", "a.id from TextAnnotation a where {a.textValue}"),
    ("annotation", "a.id from LongAnnotation a where {cast(a.longValue as string)}"),
    ("annotation", "a.id from DoubleAnnotation a where {cast(a.doubleValue as string)}"),
    (
        "annotation",
        "k.parent.id from AnnotationAnnotationLink k where k.child.id in "
        "(select t.id from TextAnnotation t where {t.textValue})",
    ),
)
"""Which annotations an object is found by, in which of its fields; what is in braces is looked into."""

OF_FILES = (
    ("file.name", "a.id from FileAnnotation a where {a.file.name}"),
    ("file.path", "a.id from FileAnnotation a where {a.file.path}"),
    ("file.hash", "a.id from FileAnnotation a where {a.file.hash}"),
    ("file.format", "a.id from FileAnnotation a where {a.file.mimetype}"),
    ("file.mimetype", "a.id from FileAnnotation a where {a.file.mimetype}"),
)
OF_MAPS = (
    ("has_key", "a.id from MapAnnotation a join a.mapValue v where {v.name}"),
    ("annotation", "a.id from MapAnnotation a join a.mapValue v where {v.name}"),
    ("annotation", "a.id from MapAnnotation a join a.mapValue v where {v.value}"),
)
OF_ALL = (
    "a.id from Annotation a where {a.name} or {a.ns} or {a.textValue} or {a.termValue} "
    "or {cast(a.longValue as string)} or {cast(a.doubleValue as string)}",
    "k.parent.id from AnnotationAnnotationLink k where k.child.id in "
    "(select t.id from TextAnnotation t where {t.textValue})",
    "a.id from FileAnnotation a where {a.file.name} or {a.file.path} or {a.file.hash} or {a.file.mimetype}",
    "a.id from MapAnnotation a join a.mapValue v where {v.name} or {v.value}",
)
"""The same for a query that names no field, in fewer looks at the tables."""

OF_IMAGES = (
    ("channel.name", "p.image.id from Pixels p join p.channels c join c.logicalChannel k where {k.name}"),
    ("channel.fluor", "p.image.id from Pixels p join p.channels c join c.logicalChannel k where {k.fluor}"),
    ("fileset.templatePrefix", "i.id from Image i join i.fileset f where {f.templatePrefix}"),
    ("fileset.entry.clientPath", "i.id from Image i join i.fileset f join f.usedFiles e where {e.clientPath}"),
    ("fileset.entry.name", "i.id from Image i join i.fileset f join f.usedFiles e where {e.originalFile.name}"),
    ("roi.folder.name", "k.child.image.id from FolderRoiLink k where {k.parent.name}"),
)
OF_DETAILS = (
    ("details.owner.omeName", "o.details.owner.id in (select e.id from Experimenter e where {e.omeName})"),
    ("details.owner.firstName", "o.details.owner.id in (select e.id from Experimenter e where {e.firstName})"),
    ("details.owner.lastName", "o.details.owner.id in (select e.id from Experimenter e where {e.lastName})"),
    ("details.group.name", "o.details.group.id in (select g.id from ExperimenterGroup g where {g.name})"),
)
TIMES = {
    "details.creationEvent.time": "o.details.creationEvent.time",
    "details.updateEvent.time": "o.details.updateEvent.time",
    "acquisitionDate": "o.acquisitionDate",
}

Scores = dict[int, float]


def parsed(text: str, *, leading_wildcards: bool = False) -> Clauses:
    """Raises ApiUsageException for what the parser refuses."""
    try:
        return lucene.parse(text, leading_wildcards=leading_wildcards)
    except ParseError as error:
        raise api_usage(f"{text} caused a parse exception: {error}") from error


def found(call: Call, entity: Entity, query: Clauses) -> list[int]:
    """Ids of what a query finds among the objects that the caller may see, the best first."""
    scores = _clauses(call, entity, query)
    return sorted(scores, key=lambda oid: (-scores[oid], oid))[:MOST_RESULTS]


def _clauses(call: Call, entity: Entity, query: Clauses) -> Scores:
    must, should, never = (
        [_scored(call, entity, one) for one in part] for part in (query.must, query.should, query.never)
    )
    ids = set[int]().union(*should) if not must else set(must[0]).intersection(*must[1:])
    ids -= set[int]().union(*never)
    return {oid: query.boost * sum(part.get(oid, 0.0) for part in (*must, *should)) for oid in ids}


def _scored(call: Call, entity: Entity, query: Any) -> Scores:
    if isinstance(query, Clauses):
        return _clauses(call, entity, query)
    if isinstance(query, Range):
        condition, values = _between(entity, query)
    elif query.text == "*" and query.field in (None, "*"):
        condition, values = "o.id is not null", {}
    else:
        words = WORD.findall(query.text.lower())
        if not query.quoted and len(words) > 1 and not re.search(r"[*?]", query.text) and query.likeness is None:
            return _clauses(
                call, entity, Clauses(should=[Term(query.field, word, boost=query.boost) for word in words])
            )
        condition, values = _about(entity, query.field, _pattern(query, words))
    if not condition:
        return {}
    rows = call.rows(f"select o.id from {entity.name} o where {condition}", **values)
    return dict.fromkeys((row[0].val for row in rows), query.boost)


def _pattern(term: Term, words: list[str]) -> str:
    """What the function `FOUND_IN` looks for in the words of a text; '' for no letter or digit."""
    text = term.text.lower()
    if term.likeness is not None:
        return f"~{term.likeness}:{text}"
    if not term.quoted and re.search(r"[*?]", text):
        parts = {"*": "[^ ]*", "?": "[^ ]"}
        return f" {''.join(parts.get(c, re.escape(c)) for c in text)} " if words else ""
    gap = f"(?: [^ ]+){{0,{term.slop}}} " if term.slop else " "
    return f" {gap.join(map(re.escape, words))} " if words else ""


def _about(entity: Entity, field: str | None, pattern: str) -> tuple[str, dict[str, str]]:
    """The condition that a field of an object, or any, holds what a pattern says, with its parameters."""
    if not pattern:
        return "", {}
    clauses = list(_own(entity, field))
    if field is None:
        clauses += _of_class(entity, pattern)
    by_key = []
    if field is not None and field not in entity.properties:
        # of none of the object's own fields: a key of its map annotations
        by_key = [f"a.id from MapAnnotation a join a.mapValue v where v.name = :key and {_holds('v.value')}"]
    if entity.annotated:
        link = f"{entity.name if entity.root != 'Annotation' else 'Annotation'}AnnotationLink"
        clauses += [
            f"o.id in (select al.parent.id from {link} al where al.child.id in (select {select}))"
            for select in (*_of_annotations(field), *by_key)
        ]
    if entity.root == "Annotation":
        own = _of_annotations(field) if field is None else [*_selected((*OF_FILES, *OF_MAPS), field), *by_key]
        clauses += [f"o.id in (select {select})" for select in own]
    if entity.root == "Image":
        clauses += [f"o.id in (select {select})" for select in _selected(OF_IMAGES, field)]
    values = {"pattern": pattern}
    if by_key:
        values["key"] = str(field)
    return " or ".join(clauses), values


def _holds(text: str) -> str:
    return f"{FOUND_IN}({text}, :pattern) = 1"


def _selected(known: Sequence[tuple[str, str]], field: str | None) -> list[str]:
    """What is known of a field, or of all, with the question put where the braces are."""
    return [_asking(hql) for name, hql in known if field in (None, name)]


def _of_annotations(field: str | None) -> list[str]:
    if field is None:
        return [_asking(hql) for hql in OF_ALL]
    return _selected((*OF_ANNOTATIONS, *OF_FILES, *OF_MAPS), field)


def _asking(hql: str) -> str:
    return re.sub(r"\{(.*?)\}", lambda match: _holds(match[1]), hql)


def _own(entity: Entity, field: str | None) -> Iterator[str]:
    """Conditions on an object's own texts, and on its owner and group."""
    own = {name: (prop,) for name, prop in entity.properties.items()} | entity.hierarchy
    for name, several in own.items():
        if field in (None, name) and any(prop.kind == VALUE and prop.type == "string" for prop in several):
            yield _holds(f"o.{name}")
    if not entity.is_global:
        yield from _selected(OF_DETAILS, field)


def _of_class(entity: Entity, pattern: str) -> Iterator[str]:
    """The names of its Java class are words of an object, too."""
    for name in () if pattern.startswith("~") else entity.concrete:
        if re.search(pattern, indexed(ENTITIES[name].java_name)):
            yield f"o.class = {name}" if len(entity.descendants) > 1 else "o.id is not null"


def _between(entity: Entity, query: Range) -> tuple[str, dict[str, Any]]:
    """The condition on a time between two days, whose last has nothing of it in the range."""
    path = TIMES.get(query.field or "")
    if path is None or (path == "o.acquisitionDate" and entity.name != "Image") or entity.is_global:
        return "", {}
    low, high = (rtime(_millis(day)) for day in (query.low, query.high))
    return f"{path} >= :low and {path} <= :high", {"low": low, "high": high}


def _millis(day: str) -> int:
    """Raises ApiUsageException for what is no day, with or without a time."""
    try:
        when = datetime.strptime(day.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise api_usage(f"Invalid date format, dates must be in format YYYYMMDD: {day}") from error
    return int(when.timestamp() * 1000)
