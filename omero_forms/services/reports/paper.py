# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kept report as a page and as a PDF, for reading; its rows up to a number, and it says where there are more."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.template.loader import get_template

from omero_forms.catalogue import language
from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.visible import shown
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.children import ask_child
from omero_forms.kit.clocks import day_of
from omero_forms.mail.finding_status import LOOKS
from omero_forms.mail.words import day, day_and_time
from omero_forms.selectors.kept_reports import KeptRow, KeptView, OpenedReport
from omero_forms.services.bundles.paper import PROGRAM, SECONDS

MOST_ROWS: Final = 2000
MOST_IN_CELL: Final = 300
MOST_CHARACTERS: Final = 1_500_000
"""Of all rows: typst takes some seconds for them."""
_FOR_READING: Final = noop(
    "This is for reading, and proves nothing by itself. What proves the report is the record that holds the "
    "SHA-256 of its manifest; the file report.jsonl has both, and each row as it was kept."
)
_LACKING: Final = noop(
    "Characters that no font here has are written as their numbers, such as [U+6F22]; the page and the CSV file have "
    "them."
)


def page_of(opened: OpenedReport, user: UserSession) -> bytes:
    """The report as a page that needs nothing else, with what the user may see. Raises `omero_unavailable`."""
    return get_template("omero_forms/report/kept.html").render(told(opened, opened.rows(user))).encode()


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
    """All that the templates of page and PDF are told."""
    view = opened.view
    return {
        "template": "report",
        "language": language().tag,
        "title": t("Report of {group}, {period}", group=shown(view.group_name), period=view.period.name),
        "description": t("What an evaluation found in a group, as it was kept."),
        "when": t("Kept {when}", when=_when(view.made_at)),
        "timestamp": int(view.made_at.timestamp()),
        "not_validated": t("Written as PDF/A-2b, and not validated as such."),
        "lacking": t(_LACKING),
        "sentences": [t(_FOR_READING)],
        "facts": _facts(view),
        "tables": [_by_policy(opened), _open(opened, rows)],
    }


def _facts(view: KeptView) -> list[list[str]]:
    record = {"number": view.number, "ledger": f"report/{view.group_id}"}
    return [
        [t("Days"), t("{first} to {last}", first=day(view.period.first), last=day(view.period.last))],
        [t("Evaluated"), t("not known") if view.evaluated_at is None else _when(view.evaluated_at)],
        [t("SHA-256 of the manifest"), view.sha256],
        [t("Record"), t("not proven") if view.number is None else t("number {number} of {ledger}", **record)],
    ]


def _by_policy(opened: OpenedReport) -> dict[str, Any]:
    words = [t(LOOKS[one].word) for one in Status]
    return {
        "name": t("By policy"),
        "about": t("Findings by status; an object under two policies counts in both."),
        "head": [t("Policy"), t("Objects"), *words],
        "widths": [3, *([1.2] * (len(Status) + 1))],
        "rows": [
            [shown(opened.policies.get(one, one)), *_numbers(totals)] for one, totals in opened.view.policies.items()
        ],
    }


def _open(opened: OpenedReport, rows: Iterator[KeptRow]) -> dict[str, Any]:
    whole = len(opened.lines)
    seen, hidden, room = [], 0, MOST_CHARACTERS
    for row in islice(rows, MOST_ROWS):
        if row.said is None:
            hidden += 1
            continue
        cells = _cells(row.said)
        # What is beyond ASCII counts as a number, which it may have to be written as.
        room -= len(json.dumps(cells))
        if room < 0:
            break
        seen.append(cells)
    about = [tn("{number} of {n} finding.", "{number} of {n} findings.", whole, number=f"{len(seen):,}")]
    if hidden:
        about.append(
            tn(
                "{n} is left out: you cannot see its object now.",
                "{n} are left out: you cannot see their objects now.",
                hidden,
            )
        )
    if (read := len(seen) + hidden) < whole:
        about.append(t("Here are no more than the first {limit}; the CSV file has all.", limit=f"{read:,}"))
    return {
        "name": t("What did not comply"),
        "about": " ".join(about),
        "head": [t("Object"), t("Owner"), t("Policy"), t("Status"), t("What is missing"), t("Due"), t("Since")],
        "widths": [4, 2, 2, 1.4, 3, 1.6, 1.6],
        "rows": seen,
    }


def _numbers(totals: Mapping[str, int]) -> list[str]:
    return [f"{totals.get(name, 0):,}" for name in ("objects", *(one.value for one in Status))]


def _cells(said: Mapping[str, Any]) -> list[str]:
    about, owner = said["object"], said["owner"]
    cells = [
        f"{about['name']} ({about['type']} {about['id']})",
        owner["full_name"] or owner["name"],
        said["policy"]["name"],
        t(LOOKS[Status(said["status"])].word),
        ", ".join(one["name"] for one in said["lacking"]) or said["reason"],
        day(date.fromisoformat(said["due"])) if said["due"] else "",
        day(day_of(datetime.fromisoformat(said["since"]))),
    ]
    return [shown(one if len(one) <= MOST_IN_CELL else f"{one[: MOST_IN_CELL - 1]}…") for one in cells]


def _when(moment: datetime) -> str:
    return day_and_time(moment, conf().zone)
