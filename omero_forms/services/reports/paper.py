# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kept report as a PDF, for reading; its rows up to a number, and it says where there are more."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.children import ask_child
from omero_forms.mail.words import day, day_and_time
from omero_forms.selectors.kept_reports import KeptRow, OpenedReport
from omero_forms.services.bundles.paper import NOT_VALIDATED, PROGRAM, SECONDS

MOST_ROWS: Final = 2000
MOST_IN_CELL: Final = 300
_FOR_READING: Final = noop(
    "This paper is for reading, and proves nothing by itself. What proves the report is the record that holds the "
    "SHA-256 of its manifest; the file report.jsonl has both, and each row as it was kept."
)


def pdf_of(opened: OpenedReport, user: UserSession) -> bytes:
    """The PDF, with what the user may see. Raises `omero_unavailable`, and `request_invalid` where it cannot be set in
    time: that says what to take instead.
    """
    answered = ask_child(PROGRAM, [told(opened, opened.rows(user))], seconds=SECONDS)
    if not answered:
        raise error(
            "request_invalid", message=t("The PDF could not be made in time. Take the CSV file, which has it all.")
        )
    return base64.b64decode(answered[0])


def told(opened: OpenedReport, rows: Iterator[KeptRow]) -> dict[str, Any]:
    """All that the template is told."""
    view = opened.view
    whole = len(opened.lines)
    shown, hidden = [], 0
    for row in islice(rows, MOST_ROWS):
        if row.said is None:
            hidden += 1
        else:
            shown.append(_cells(row.said))
    about = [t("{number} of {whole} findings.", number=f"{len(shown):,}", whole=f"{whole:,}")]
    if hidden:
        about.append(t("{hidden} are left out: you cannot see their objects now.", hidden=f"{hidden:,}"))
    if whole > MOST_ROWS:
        about.append(t("Here are no more than the first {limit}; the CSV file has all.", limit=f"{MOST_ROWS:,}"))
    policies = [[opened.policies.get(one, one), *_numbers(totals)] for one, totals in view.policies.items()]
    return {
        "template": "report",
        "title": f"Report of {view.group_name}, {view.period.name}",
        "description": t("What an evaluation found in a group, as it was kept."),
        "when": f"Kept {_when(view.made_at)}",
        "timestamp": int(view.made_at.timestamp()),
        "not_validated": NOT_VALIDATED,
        "sentences": [t(_FOR_READING)],
        "facts": [
            ["Days", f"{day(view.period.first)} to {day(view.period.last)}"],
            ["Evaluated", "not known" if view.evaluated_at is None else _when(view.evaluated_at)],
            ["SHA-256 of the manifest", view.sha256],
            ["Record", "not proven" if view.number is None else f"number {view.number} of report/{view.group_id}"],
        ],
        "tables": [
            {
                "name": "By policy",
                "about": t("Findings by status; an object under two policies counts in both."),
                "head": ["Policy", "Objects", *(one.value.capitalize() for one in Status)],
                "widths": [3, *([1] * (len(Status) + 1))],
                "rows": policies,
            },
            {
                "name": "What did not comply",
                "about": " ".join(about),
                "head": ["Object", "Owner", "Policy", "Status", "Lacking", "Due", "Since"],
                "widths": [4, 2, 2, 1, 3, 1, 1],
                "rows": shown,
            },
        ],
    }


def _numbers(totals: Mapping[str, int]) -> list[str]:
    return [f"{totals.get(name, 0):,}" for name in ("objects", *(one.value for one in Status))]


def _cells(said: Mapping[str, Any]) -> list[str]:
    about, owner = said["object"], said["owner"]
    cells = [
        f"{about['name']} ({about['type']} {about['id']})",
        owner["full_name"] or owner["name"],
        said["policy"]["name"],
        said["status"],
        ", ".join(one["name"] for one in said["lacking"]) or said["reason"],
        said["due"] or "",
        said["since"][:10],
    ]
    return [one if len(one) <= MOST_IN_CELL else f"{one[: MOST_IN_CELL - 1]}…" for one in cells]


def _when(moment: datetime) -> str:
    return day_and_time(moment, conf().zone)
