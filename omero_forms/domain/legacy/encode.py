# SPDX-License-Identifier: AGPL-3.0-or-later
"""Written again as OMERO.forms lays it out, for who goes back to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.legacy.annotations import Row
from omero_forms.domain.legacy.envelopes import prefix_for, write_row
from omero_forms.domain.legacy.sources import Source

_OF_2016 = "json_schema"


def imported_rows(source: Source) -> list[Row]:
    """The rows that something was imported from, as they were; none where it stands for what was not there."""
    if source.raw:
        return list(source.raw)
    return write_row(source.row, source.text, source.prefix) if source.text else []


def time_row(moment: datetime, zone: ZoneInfo) -> str:
    """A time as it writes them: in the zone of the web host, without saying so."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat()


def version_rows(
    *, form_id: str, schema: str, ui_schema: str, author_id: int, when: str, message: str, random: bytes
) -> list[Row]:
    """The rows of a version that was published here. `random` are 16 bytes."""
    said = {"id": form_id, "schema": schema, "uiSchema": ui_schema, "author": author_id, "timestamp": when}
    return _rows(when, {**said, "message": message, "sourceUrl": ""}, random)


def answers_rows(
    *,
    form_id: str,
    version_name: str,
    answers: Mapping[str, Any],
    author_id: int,
    when: str,
    message: str,
    random: bytes,
) -> list[Row]:
    """The rows of answers that were submitted here; `version_name` is the time of the version."""
    said = {
        "formId": form_id,
        "formTimestamp": version_name,
        "formData": json.dumps(answers),
        "changedBy": author_id,
        "changedAt": when,
        "message": message,
    }
    return _rows(when, said, random)


def _rows(key: str, said: Mapping[str, Any], random: bytes) -> list[Row]:
    text = json.dumps(said)
    return write_row(key, text, prefix_for(text, random))


def form_rows(
    form_id: str, versions: Iterable[Sequence[Row]], owners: Iterable[int], object_types: Iterable[str]
) -> list[Row]:
    """The rows of a form; `versions` are those of its versions, the newest first."""
    rows = [row for version in versions for row in version]
    if any(key == _OF_2016 for key, _value in rows):
        # Before release 1.0 all of it lay in rows of its one version.
        return rows
    return [
        *rows,
        ("id", form_id),
        *(("owner", str(owner)) for owner in owners),
        *(("objType", one) for one in object_types),
    ]


def assignment_rows(form_id: str, group_id: int) -> list[Row]:
    """The rows of an assignment."""
    return [("formId", form_id), ("groupId", str(group_id))]
