# SPDX-License-Identifier: AGPL-3.0-or-later
"""What page and PDF of a kept report say, whatever people call their data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.template.loader import get_template

from omero_forms.domain.policies.kept import Period
from omero_forms.selectors.kept_reports import KeptRow, KeptView, OpenedReport
from omero_forms.services.bundles.typeset import typeset
from omero_forms.services.reports import paper
from omero_forms.services.reports.paper import told

MADE = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


def said(name: str, status: str, **changes: Any) -> KeptRow:
    row = {
        "object": {"type": "Dataset", "id": 7, "creation_event": 1, "name": name},
        "owner": {"id": 2, "name": "ada", "full_name": ""},
        "policy": {"id": "p1", "name": "=1+1"},
        "status": status,
        "lacking": [{"form": "f1", "name": "#read(x)"}],
        "reason": "",
        "due": "2026-11-21",
        "since": "2026-11-21T23:00:00.000000Z",
        **changes,
    }
    return KeptRow("0" * 64, b"{}", row)


def report(*rows: KeptRow) -> OpenedReport:
    totals = {"objects": len(rows), "grace": len(rows)}
    period = Period("2026-W48", date(2026, 11, 22), date(2026, 11, 28))
    view = KeptView(
        1, 5, "Lab", period, MADE, None, "0" * 64, totals, {"p1": totals}, 3, recorded=True, intact=True, checked=True
    )
    return OpenedReport(view, b"", {"p1": "=1+1"}, [b"{}"] * len(rows))


ROWS = [
    said("W" * 400, "grace"),
    said("a\u202eb <i>", "error", lacking=[], due=None, reason="why"),
    KeptRow("", None, None),
]


def test_names_are_as_they_are_words_as_the_page_of_reports_has_them_and_days_local(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    words = told(report(*ROWS), iter(ROWS))
    about, (first, second) = words["tables"][1]["about"], words["tables"][1]["rows"]
    assert (words["title"], words["when"]) == ("Report of Lab, 2026-W48", "Kept Sun 29 Nov 2026 at 00:30")
    assert about == "2 of 3 findings. 1 is left out: you cannot see its object now."
    assert len(first[0]) == 300
    assert first[3:] == ["In grace", "#read(x)", "Sat 21 Nov 2026", "Sun 22 Nov 2026"]
    assert second[0] == "a⟨U+202E⟩b <i> (Dataset 7)"
    assert second[3:6] == ["Error", "why", ""]
    assert "a⟨U+202E⟩b &lt;i&gt; (Dataset 7)" in get_template("omero_forms/report/kept.html").render(words)
    assert typeset(words).startswith(b"%PDF-1.7")
    assert typeset(told(report(), iter(()))).startswith(b"%PDF-1.7"), "nothing was open"


def test_of_rows_that_would_take_long_to_set_the_first_are_there_and_it_says_so(monkeypatch: Any) -> None:
    rows = [said("漢" * 100, "missing") for _each in range(5)]
    monkeypatch.setattr(paper, "MOST_CHARACTERS", 2000)
    found = told(report(*rows), iter(rows))["tables"][1]
    assert (len(found["rows"]), found["about"]) == (
        2,
        "2 of 5 findings. Here are no more than the first 2; the CSV file has all.",
    )
