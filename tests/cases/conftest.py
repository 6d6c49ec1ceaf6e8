# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests, what is known to fail, and the table of all that did not go as it should.

FORMS_CASES_TABLE=FILE writes the table: test, case and step, and what was got instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cases.known import KNOWN
from tests.services.world import dataset, world

__all__ = ["dataset", "world"]

HERE = Path(__file__).parent
TABLE = "FORMS_CASES_TABLE"
_rows: list[tuple[str, str, str]] = []


def key_of(nodeid: str) -> str:
    """How `KNOWN` names a test: the file, and the case where there is one, else the function."""
    file, _, name = nodeid.removeprefix("tests/cases/test_").partition(".py::")
    function, _, case = name.partition("[")
    return f"{file}: {case.rstrip(']') or function}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is known to fail is expected to."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        if (reason := KNOWN.get(key_of(item.nodeid))) is not None:
            item.add_marker(pytest.mark.xfail(strict=True, reason=reason))


def pytest_runtest_logreport(report: Any) -> None:
    """Keep what did not go as it should, known or not."""
    expected = getattr(report, "wasxfail", None)
    if not report.nodeid.startswith("tests/cases/") or not (report.failed or expected):
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    got = crash.message if crash else str(report.longrepr)
    where, _, step = key_of(report.nodeid).partition(": ")
    state = "known" if expected else "NEW"
    _rows.append((step, f"{where} ({state}, {report.when})", got))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the table, when asked."""
    if not (file := os.environ.get(TABLE)):
        return
    lines = ["| case, step | test | expected and got |", "|---|---|---|"]
    for step, name, got in sorted(_rows):
        told = " ".join(got.split()).replace("|", "\\|")[:600]
        lines.append(f"| {step} | {name} | {told} |")
    Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    terminalreporter.write_line(f"{len(_rows)} rows in {file}")
