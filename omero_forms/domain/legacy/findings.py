# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of annotations that are not as they should be, and what becomes of them. None of it stops an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.texts import noop, t


class Outcome(StrEnum):
    """What an import does with what a finding is about."""

    LEFT = "left"
    """it is not imported; in OMERO it stays as it is"""
    KEPT = "kept"
    """it is imported, and marked as what it is"""
    TOLD = "told"
    """it is imported as if nothing were the matter; somebody may want to know"""


class FindingKind(StrEnum):
    """Each kind of oddity."""

    SUSPECT = "suspect"
    NAMESPACE_UNKNOWN = "namespace_unknown"
    TYPE_UNKNOWN = "type_unknown"
    WENT_ON = "went_on"
    CAME_LATER = "came_later"
    DOUBLED = "doubled"
    ORPHAN_CHUNK = "orphan_chunk"
    SPARE_ROW = "spare_row"
    NOT_ASSIGNABLE = "not_assignable"

    CHUNK_MISSING = "chunk_missing"
    CHUNK_CORRUPT = "chunk_corrupt"
    NOT_JSON = "not_json"
    NO_VERSION = "no_version"
    SCHEMA_REFUSED = "schema_refused"
    FORM_GONE = "form_gone"
    ANSWERS_UNREADABLE = "answers_unreadable"
    ANSWERS_INVALID = "answers_invalid"
    VERSION_UNKNOWN = "version_unknown"
    OBJECT_GONE = "object_gone"
    USER_GONE = "user_gone"

    GROUP_GONE = "group_gone"
    SEVERAL = "several"
    LAYOUT_2016 = "layout_2016"
    INTERLEAVED = "interleaved"
    OUT_OF_ORDER = "out_of_order"
    TIME_AMBIGUOUS = "time_ambiguous"
    TIME_SKIPPED = "time_skipped"
    TIME_UNREADABLE = "time_unreadable"
    NAME_TAKEN = "name_taken"
    OTHER_NAME = "other_name"
    COPY_DOUBLED = "copy_doubled"
    COPY_EDITED = "copy_edited"
    COPY_SHARED = "copy_shared"
    COPY_MISSING = "copy_missing"


_LEFT: Final[Mapping[FindingKind, str]] = {
    FindingKind.SUSPECT: noop("It was not made and linked by the form master, so it is not believed."),
    FindingKind.NAMESPACE_UNKNOWN: noop("No release of OMERO.forms makes such a namespace."),
    FindingKind.TYPE_UNKNOWN: noop("No form of ours is about objects of this type."),
    FindingKind.WENT_ON: noop("It has gone on here already, so nothing older can be put before that."),
    FindingKind.CAME_LATER: noop("It is older than what was imported before, and cannot be put in front of it."),
    FindingKind.DOUBLED: noop("The same row is there twice, and counts once."),
    FindingKind.ORPHAN_CHUNK: noop("A piece of a compressed row that no row asks for."),
    FindingKind.SPARE_ROW: noop("A row that nothing reads."),
    FindingKind.NOT_ASSIGNABLE: noop("A form is offered to such a group, or for such objects, in no case."),
    FindingKind.GROUP_GONE: noop("The group is not there any more, so nothing is offered to it."),
}
_KEPT: Final[Mapping[FindingKind, str]] = {
    FindingKind.CHUNK_MISSING: noop("A piece of a compressed row is missing; what is left is kept as it is."),
    FindingKind.CHUNK_CORRUPT: noop("A compressed row was altered; it is kept as it is."),
    FindingKind.NOT_JSON: noop("A row is not what OMERO.forms writes; it is kept as it is."),
    FindingKind.NO_VERSION: noop("The form has no version that could be read."),
    FindingKind.SCHEMA_REFUSED: noop("The schema cannot be published here, so nobody can answer this version."),
    FindingKind.FORM_GONE: noop("The form was deleted; it is made again for its answers, and retired."),
    FindingKind.ANSWERS_UNREADABLE: noop("The answers cannot be read, and count as invalid."),
    FindingKind.ANSWERS_INVALID: noop("The answers are not right by their version of the form, and count as invalid."),
    FindingKind.VERSION_UNKNOWN: noop("The version that was answered is not there; an earlier one stands for it."),
    FindingKind.OBJECT_GONE: noop("The object is not there any more; its history is kept, and hangs on nothing."),
    FindingKind.USER_GONE: noop("The user is not there any more."),
}
_TOLD: Final[Mapping[FindingKind, str]] = {
    FindingKind.SEVERAL: noop("Several annotations have this namespace; they are put together."),
    FindingKind.LAYOUT_2016: noop("It is laid out as before release 1.0."),
    FindingKind.INTERLEAVED: noop("The rows are mixed; their order among their like is kept."),
    FindingKind.OUT_OF_ORDER: noop("The times do not fall from row to row. The order of the rows counts."),
    FindingKind.TIME_AMBIGUOUS: noop("The clock was set back in that hour, so the time names two moments."),
    FindingKind.TIME_SKIPPED: noop("The clock was set forward over that time, so it names no moment."),
    FindingKind.TIME_UNREADABLE: noop("The time cannot be read; it is kept as text."),
    FindingKind.NAME_TAKEN: noop("Another form has this name already, so a number is added."),
    FindingKind.OTHER_NAME: noop("A row names another form than the namespace does. The namespace counts."),
    FindingKind.COPY_DOUBLED: noop("There is more than one copy on the object. One is taken over."),
    FindingKind.COPY_EDITED: noop("The copy does not say what was answered last: somebody has edited it."),
    FindingKind.COPY_SHARED: noop("The copy is linked to more than one object."),
    FindingKind.COPY_MISSING: noop("There is no copy on the object."),
}

SENTENCES: Final[Mapping[FindingKind, str]] = MappingProxyType({**_LEFT, **_KEPT, **_TOLD})


def outcome_of(kind: FindingKind) -> Outcome:
    """What becomes of it."""
    if kind in _LEFT:
        return Outcome.LEFT
    return Outcome.KEPT if kind in _KEPT else Outcome.TOLD


@dataclass(frozen=True, slots=True)
class Finding:
    """An oddity of one annotation, of one row of it where `row` is its key. `detail` is what differs, for people."""

    kind: FindingKind
    annotation_id: int
    row: str | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "outcome": outcome_of(self.kind), "message": t(SENTENCES[self.kind])}
