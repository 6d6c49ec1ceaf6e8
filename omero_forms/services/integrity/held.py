# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database holds of histories, read for thousands of records: without the rows' other columns, and without
what Django makes of each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from omero_forms.domain.records.damage import KnownRecord
from omero_forms.domain.records.format import Record
from omero_forms.kit.kept_queries import kept_rows
from omero_forms.kit.plain_values import as_moment, bare
from omero_forms.models import FormVersion, RecordRow, RecordState, Stream, Submission

LAST: Final = 2**31 - 1
"""No number is beyond it."""


@dataclass(frozen=True, slots=True)
class HeldRecord(KnownRecord):
    """A record with whatever the database has, and its row. Believe nothing of it before it is verified."""

    row: int


def records_held(
    streams: Sequence[Stream], server: str, first: int = 0, last: int = LAST
) -> Mapping[int, dict[int, HeldRecord]]:
    """The records of streams by number, by the key of the stream; those from `first` to `last`."""
    names = {one.pk: one.name for one in streams}
    found: dict[int, dict[int, HeldRecord]] = {one: {} for one in names}
    for row, stream, number, kind, previous, digest, key, seal, payload, content, annotation, state in (
        _records(list(names), first, last) if names else ()
    ):
        held = None if content is None else bytes(content)
        record = Record(server, kind, names[stream], number, previous, digest, key, seal, bytes(payload), held)
        found[stream][number] = HeldRecord(record, annotation, state == RecordState.RECORDED, row)
    return found


@kept_rows
def _records(streams: list[int], first: int, last: int) -> QuerySet[Any, Any]:
    """Their columns, as `records_held` takes them."""
    return RecordRow.objects.filter(stream__id__in=streams, number__gte=first, number__lte=last).values_list(
        "pk", "stream_id", "number", "kind", "previous", "digest", "key", "seal", "payload", "content", "annotation_id",
        "state",
    )  # fmt: skip


COLUMNS: Final = (
    "form_id", "object_type", "object_id", "creation_event", "group_id", "number", "author_id", "author_name", "sudoer",
    "time", "message", "answers", "valid",
)  # fmt: skip
"""The columns of a submission that repeat its record. Of SQLite, 1 is true."""
_SUDOER, _TIME, _ANSWERS = (COLUMNS.index(name) for name in ("sudoer", "time", "answers"))


class HeldSubmission(NamedTuple):
    """The row of a submission: the version that it names, and `COLUMNS`."""

    version: int
    form: str
    digest: str
    columns: list[Any]

    @property
    def answers(self) -> str:
        """As text."""
        return str(self.columns[_ANSWERS])


@dataclass(frozen=True, slots=True)
class HeldSubmissions:
    """Those of some records, by the key of the record's row."""

    rows: Mapping[int, HeldSubmission]
    _versions: dict[int, FormVersion] = field(default_factory=dict)

    def version_of(self, row: HeldSubmission) -> FormVersion:
        """The version with its schemas, which only imported answers are held against."""
        if row.version not in self._versions:
            self._versions[row.version] = FormVersion.objects.get(pk=row.version)
        return self._versions[row.version]


def submissions_held(streams: Sequence[Stream], first: int = 0, last: int = LAST) -> HeldSubmissions:
    """The submissions of the same records."""
    found = {}
    for record, version, form, digest, *columns in _submissions([one.pk for one in streams], first, last):
        # What cannot be read is another value than any that a record gives.
        with suppress(ValueError):
            columns[_TIME] = as_moment(columns[_TIME])
        if columns[_SUDOER] is not None:
            with suppress(ValueError):
                columns[_SUDOER] = json.loads(columns[_SUDOER])
        found[record] = HeldSubmission(version, form, digest, columns)
    return HeldSubmissions(found)


@kept_rows
def _submissions(streams: list[int], first: int, last: int) -> QuerySet[Any, Any]:
    """Their columns, as `submissions_held` takes them."""
    rows = Submission.objects.filter(
        record__stream__id__in=streams, record__number__gte=first, record__number__lte=last
    )
    driven = {"time": bare("time"), "sudoer": Cast("sudoer", TextField())}
    columns = [driven.get(name, F(name)) for name in COLUMNS]
    return rows.values_list("record_id", "version_id", "version__form_id", "version__digest", *columns)
