# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports of digest periods that were kept: a list of them, one of them, and it as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.errors import body_of
from omero_forms.api.reports import FINDING_HEADINGS, Totals
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, GroupOut, IdPath, Shape, UtcTime, as_file
from omero_forms.api.streaming import CSV, JSON_LINES, Lines, Table
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.texts import t
from omero_forms.selectors.kept_reports import (
    MOST,
    Complied,
    KeptView,
    OpenedReport,
    kept_reports,
    open_report,
    open_to_read,
)
from omero_forms.services.reports.paper import page_of, pdf_of

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["reports"])

PDF = "application/pdf"
HTML = "text/html"
HEADINGS = (*FINDING_HEADINGS, "sha256")


class KeptPolicyOut(Shape):
    """What was counted under a policy; `name` is that which it has now, its id where it is gone."""

    name: str
    totals: Totals


class KeptReportOut(Shape):
    """A report as it was kept. `sha256` is that of its manifest, which the record `number` in the stream `report/GROUP`
    holds; null where nothing proves that any more. `intact`: the file is what the record says; null where there is none
    any more. `is_checked`: all of it was held against the record, not its manifest alone.
    """

    id: int
    group: GroupOut
    period: str
    first: date
    last: date
    made_at: UtcTime
    evaluated_at: UtcTime | None
    sha256: str
    totals: Totals
    number: int | None
    is_recorded: bool
    intact: bool | None
    is_checked: bool


class KeptReportsOut(Shape):
    """Reports, the newest first. `next` is the `before` of older ones; null at the end."""

    reports: list[KeptReportOut]
    next: int | None


class OpenedReportOut(KeptReportOut):
    """One of them, with what its policies counted, and how many findings it names."""

    policies: list[KeptPolicyOut]
    findings: int


def _file(kind: str, said: str) -> dict[str, Any]:
    return {"responses": {"200": {"description": said, "content": {kind: {"schema": {"type": "string"}}}}}}


@router.get(
    "/reports/{group_id}/kept",
    response={200: KeptReportsOut, READ_ERRORS: ErrorOut},
    url_name="kept_reports",
    summary="The reports of a group that were kept",
)
def list_kept(
    request: HttpRequest,
    group_id: IdPath,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> KeptReportsOut:
    """One for each digest period, for owners of the group and admins."""
    found = kept_reports(user_of(request), group_id, before=before, limit=limit)
    listed = found[:limit]
    return KeptReportsOut(reports=[_out(one) for one in listed], next=listed[-1].id if len(found) > limit else None)


@router.get(
    "/kept-reports/{id}",
    response={200: OpenedReportOut, READ_ERRORS: ErrorOut},
    url_name="kept_report",
    summary="A report that was kept",
)
def read_kept(request: HttpRequest, id: IdPath) -> OpenedReportOut:  # noqa: A002
    """What it counted."""
    opened = open_report(user_of(request), id)
    policies = [
        KeptPolicyOut(name=opened.policies.get(uid, uid), totals=totals) for uid, totals in opened.view.policies.items()
    ]
    return OpenedReportOut(**_out(opened.view).model_dump(), policies=policies, findings=len(opened.lines))


_ROWS = (
    # no text: for the documentation of the API
    "A row for each finding; those of objects that you cannot see now have their hash alone. Then a row for each object "
    "that complied, by its id. Where the last one begins "
    "with `incomplete`, it says why, and what `after` takes to go on."
)


@router.get(
    "/kept-reports/{id}/report.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra=_file(CSV, _ROWS),
    url_name="kept_report_csv",
    summary="It as a table",
)
def kept_table(
    request: HttpRequest,
    id: IdPath,  # noqa: A002
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
) -> StreamingHttpResponse:
    """What did not comply, as it was then, and at last the ids of what did; behind the first `after` rows."""
    user = user_of(request)
    opened = open_to_read(user, id)
    found = (_cells(row.said, row.digest) for row in opened.rows(user, after))
    complied = (_complied(one) for one in opened.compliant(max(0, after - len(opened.lines))))
    rows = enumerate(chain(found, complied), after + 1)
    return Table(HEADINGS, rows, after=after).response(request, f"{_name(opened)}.csv")


@router.get(
    "/kept-reports/{id}/report.pdf",
    response={READ_ERRORS: ErrorOut},
    openapi_extra=_file(PDF, "The report on paper, up to 2,000 of its findings; it says where that is not all."),
    url_name="kept_report_pdf",
    summary="It as a PDF",
)
def kept_paper(request: HttpRequest, id: IdPath) -> HttpResponse:  # noqa: A002
    """For reading and printing."""
    return _to_read(request, id, pdf_of, PDF)


@router.get(
    "/kept-reports/{id}/report.html",
    response={READ_ERRORS: ErrorOut},
    openapi_extra=_file(
        HTML,
        "The report as a page that needs nothing else, up to 2,000 of its findings; it says where that is not all.",
    ),
    url_name="kept_report_html",
    summary="It as a page",
)
def kept_page(request: HttpRequest, id: IdPath) -> HttpResponse:  # noqa: A002
    """For reading without OMERO."""
    return _to_read(request, id, page_of, HTML)


def _to_read(
    request: HttpRequest, report_id: int, made: Callable[[OpenedReport, UserSession], bytes], kind: str
) -> HttpResponse:
    user = user_of(request)
    opened = open_to_read(user, report_id)
    response = HttpResponse(made(opened, user), content_type=kind)
    response["Content-Disposition"] = as_file(f"{_name(opened)}.{kind.rpartition('/')[2]}")
    return response


@router.get(
    "/kept-reports/{id}/report.jsonl",
    response={READ_ERRORS: ErrorOut},
    openapi_extra=_file(
        JSON_LINES,
        "First a line with `sha256`, `stream`, `number` and `manifest`; then each row as it was kept, or `left_out`, "
        "its hash. Where OMERO failed on the way, the last line is an `error`.",
    ),
    url_name="kept_report_jsonl",
    summary="It as it can be checked",
)
def kept_lines(request: HttpRequest, id: IdPath) -> StreamingHttpResponse:  # noqa: A002
    """The bytes that the record proves."""
    user = user_of(request)
    opened = open_report(user, id)
    lines = Lines(request, _lines(opened, opened.rows(user)), lambda fault: json.dumps(body_of(fault)).encode() + b"\n")
    response = StreamingHttpResponse(lines, content_type=JSON_LINES)
    response["Content-Disposition"] = as_file(f"{_name(opened)}.jsonl")
    return response


def _lines(opened: OpenedReport, rows: Iterator[Any]) -> Iterator[bytes]:
    view = opened.view
    head = {
        "sha256": view.sha256,
        "stream": f"report/{view.group_id}",
        "number": view.number,
        "manifest": opened.manifest.decode(),
    }
    yield json.dumps(head).encode() + b"\n"
    for row in rows:
        yield (json.dumps({"left_out": row.digest}).encode() if row.line is None else row.line) + b"\n"


def _out(view: KeptView) -> KeptReportOut:
    return KeptReportOut(
        id=view.id,
        group=GroupOut(id=view.group_id, name=view.group_name),
        period=view.period.name,
        first=view.period.first,
        last=view.period.last,
        made_at=view.made_at,
        evaluated_at=view.evaluated_at,
        sha256=view.sha256,
        totals=view.totals,
        number=view.number,
        is_recorded=view.recorded,
        intact=view.intact,
        is_checked=view.checked,
    )


def _name(opened: OpenedReport) -> str:
    """Of its files. A table has no place to say that nothing proves it any more."""
    said = "" if opened.view.number is not None else f" {t('(not proven)')}"
    return f"report of {opened.view.group_name} {opened.view.period.name}{said}"


def _complied(one: Complied) -> list[str]:
    row = dict.fromkeys(HEADINGS, "")
    row |= {"object type": one.object_type, "object id": str(one.object_id), "policy": one.policy}
    return list((row | {"status": Status.COMPLIANT.value}).values())


def _cells(said: Any, digest: str) -> list[str]:
    if said is None:
        return ["", "", t("you cannot see this object now"), *[""] * (len(HEADINGS) - 4), digest]
    about, owner = said["object"], said["owner"]
    return [
        about["type"],
        str(about["id"]),
        about["name"],
        owner["full_name"],
        owner["name"],
        said["policy"]["name"],
        Status(said["status"]).value,
        ", ".join(one["name"] for one in said["lacking"]),
        said["due"] or "",
        said["since"],
        said["reason"],
        digest,
    ]
