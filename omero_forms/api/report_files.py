# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings of a group as files: what the report shows, all pages of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.errors import body_of
from omero_forms.api.reports import FINDING_HEADINGS, MAX_ROWS, deep_link, finding_out
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, IdPath, as_file
from omero_forms.api.streaming import CSV, Lines, Paced, Table
from omero_forms.domain.times import time_text
from omero_forms.selectors.finding_pages import read_slice
from omero_forms.selectors.reports import FindingFilter, FindingRow, finding_pages

router = Router(tags=["reports"])

JSON = "application/json"
HEADINGS = (*FINDING_HEADINGS, "address")
ROWS = {
    "200": {
        "description": "A row for each finding whose object you can see now. Where the last one begins with "
        "`incomplete`, it says why, and what `after` takes to go on.",
        "content": {CSV: {"schema": {"type": "string"}}},
    }
}
LIST = {
    "200": {
        "description": "A list of findings, as `evaluations/{group_id}` has them. Where OMERO failed on the way, the "
        "last entry is an `error`; where there are more than are sent at once, it is `incomplete`, with what `after` takes "
        "to go on.",
        "content": {JSON: {"schema": {"type": "array", "items": {"type": "object"}}}},
    }
}


class FindingsIn(BaseModel):
    """Which findings, and after which place."""

    policy: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None
    status: Annotated[str, Field(max_length=16)] = ""
    person: Annotated[int | None, Field(ge=0, le=MAX_ID)] = None
    form: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    after: Annotated[str | None, Field(max_length=80)] = None


@router.get(
    "/reports/{group_id}/findings.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": ROWS},
    url_name="findings_csv",
    summary="Findings of a group as a table",
)
def findings_table(request: HttpRequest, group_id: IdPath, asked: Query[FindingsIn]) -> StreamingHttpResponse:
    """All that the report shows under these filters, and that you see in OMERO now."""
    name, rows = _rows(request, group_id, asked)
    cells = ((place, None if row is None else _cells(request, row)) for place, row in rows)
    return Table(HEADINGS, cells, after=asked.after or "").response(request, f"{name}.csv")


@router.get(
    "/reports/{group_id}/findings.json",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": LIST},
    url_name="findings_json",
    summary="Findings of a group as a list",
)
def findings_list(request: HttpRequest, group_id: IdPath, asked: Query[FindingsIn]) -> StreamingHttpResponse:
    """The same for programs."""
    name, rows = _rows(request, group_id, asked)
    made = _List(rows)
    lines = Lines(request, iter(made), lambda fault: made.ended(body_of(fault)))
    response = StreamingHttpResponse(lines, content_type=JSON)
    response["Content-Disposition"] = as_file(f"{name}.json")
    return response


class _List:
    """A JSON list of findings, whole whatever happens on the way."""

    def __init__(self, rows: Iterator[tuple[str, FindingRow | None]]) -> None:
        self._rows = Paced(rows)
        self._before = b"\n"

    def __iter__(self) -> Iterator[bytes]:
        yield b"["
        for row in self._rows:
            yield self._entry(finding_out(row).model_dump_json().encode())
        yield self.ended(self._rows.incomplete) if self._rows.is_cut else b"\n]\n"

    def ended(self, said: object) -> bytes:
        """A last entry, and the end."""
        return self._entry(json.dumps(said).encode()) + b"\n]\n"

    def _entry(self, entry: bytes) -> bytes:
        before, self._before = self._before, b",\n"
        return before + entry


def _rows(
    request: HttpRequest, group_id: int, asked: FindingsIn
) -> tuple[str, Iterator[tuple[str, FindingRow | None]]]:
    """What the file is called, and its rows; the first page is read at once, so that what is refused has a status."""
    wanted = FindingFilter(asked.policy, asked.status, asked.person, asked.form)
    # A file that was broken off before its first row names no place, and is asked for again from its beginning.
    place = read_slice(asked.after or None, None, MAX_ROWS)
    report, pages = finding_pages(user_of(request), group_id, wanted, place)
    return f"findings in {report.group_name}", (row for page in chain([next(pages)], pages) for row in page.placed)


def _cells(request: HttpRequest, row: FindingRow) -> list[str]:
    finding = row.finding
    return [
        finding.object_type,
        str(finding.object_id),
        row.name,
        row.owner_full_name,
        row.owner.name,
        finding.policy.name,
        finding.status,
        ", ".join(name for _form_id, name in row.lacking),
        "" if finding.due is None else finding.due.isoformat(),
        time_text(finding.since),
        finding.reason,
        request.build_absolute_uri(
            deep_link(finding.object_type, finding.object_id, [form_id for form_id, _name in row.lacking])
        ),
    ]
