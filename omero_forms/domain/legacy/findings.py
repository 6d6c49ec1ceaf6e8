# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of annotations that are not as they should be, and what becomes of them. None of it stops an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


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
    FindingKind.SUSPECT: "It was not made and linked by the form master, so it is not believed.",
    FindingKind.NAMESPACE_UNKNOWN: "No release of OMERO.forms makes such a namespace.",
    FindingKind.TYPE_UNKNOWN: "No form of ours is about objects of this type.",
    FindingKind.WENT_ON: "It has gone on here already, so nothing older can be put before that.",
    FindingKind.CAME_LATER: "It is older than what was imported before, and cannot be put in front of it.",
    FindingKind.DOUBLED: "The same row is there twice, and counts once.",
    FindingKind.ORPHAN_CHUNK: "A piece of a compressed row that no row asks for.",
    FindingKind.SPARE_ROW: "A row that nothing reads.",
    FindingKind.NOT_ASSIGNABLE: "A form is offered to such a group, or for such objects, in no case.",
    FindingKind.GROUP_GONE: "The group is not there any more, so nothing is offered to it.",
}
_KEPT: Final[Mapping[FindingKind, str]] = {
    FindingKind.CHUNK_MISSING: "A piece of a compressed row is missing; what is left is kept as it is.",
    FindingKind.CHUNK_CORRUPT: "A compressed row was altered; it is kept as it is.",
    FindingKind.NOT_JSON: "A row is not what OMERO.forms writes; it is kept as it is.",
    FindingKind.NO_VERSION: "The form has no version that could be read.",
    FindingKind.SCHEMA_REFUSED: "The schema cannot be published here, so nobody can answer this version.",
    FindingKind.FORM_GONE: "The form was deleted; it is made again for its answers, and retired.",
    FindingKind.ANSWERS_UNREADABLE: "The answers cannot be read, and count as invalid.",
    FindingKind.ANSWERS_INVALID: "The answers are not right by their version of the form, and count as invalid.",
    FindingKind.VERSION_UNKNOWN: "The version that was answered is not there; an earlier one stands for it.",
    FindingKind.OBJECT_GONE: "The object is not there any more; its history is kept, and hangs on nothing.",
    FindingKind.USER_GONE: "The user is not there any more.",
}
_TOLD: Final[Mapping[FindingKind, str]] = {
    FindingKind.SEVERAL: "Several annotations have this namespace; they are put together.",
    FindingKind.LAYOUT_2016: "It is laid out as before release 1.0.",
    FindingKind.INTERLEAVED: "The rows are mixed; their order among their like is kept.",
    FindingKind.OUT_OF_ORDER: "The times do not fall from row to row. The order of the rows counts.",
    FindingKind.TIME_AMBIGUOUS: "The clock was set back in that hour, so the time names two moments.",
    FindingKind.TIME_SKIPPED: "The clock was set forward over that time, so it names no moment.",
    FindingKind.TIME_UNREADABLE: "The time cannot be read; it is kept as text.",
    FindingKind.NAME_TAKEN: "Another form has this name already, so a number is added.",
    FindingKind.OTHER_NAME: "A row names another form than the namespace does. The namespace counts.",
    FindingKind.COPY_DOUBLED: "There is more than one copy on the object. One is taken over.",
    FindingKind.COPY_EDITED: "The copy does not say what was answered last: somebody has edited it.",
    FindingKind.COPY_SHARED: "The copy is linked to more than one object.",
    FindingKind.COPY_MISSING: "There is no copy on the object.",
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
        return {**asdict(self), "outcome": outcome_of(self.kind), "message": SENTENCES[self.kind]}
