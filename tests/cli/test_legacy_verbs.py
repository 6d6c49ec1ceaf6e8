# SPDX-License-Identifier: AGPL-3.0-or-later
"""OMERO.forms brought in from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from omero_forms.cli import main
from omero_forms.models import Form
from tests.domain.legacy.support import answered, version
from tests.support.legacy import OlderPlugin, older
from tests.support.world import FormsWorld, dataset, world

__all__ = ["dataset", "older", "world"]

MARCH, APRIL = "2021-03-01T12:00:00", "2020-10-25T01:30:00"


def test_forms_are_looked_at_then_imported_then_written_out(
    world: FormsWorld,
    older: OlderPlugin,
    dataset: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    older.form(older.mark, version(MARCH), ("id", older.mark), ("objType", "Dataset"))
    odd = older.history(older.mark, "Dataset", dataset(), answered(APRIL, {}, formTimestamp=MARCH))
    server, findings = world.lab.server, tmp_path / "findings.jsonl"
    words = ["import-legacy", "-s", server.host, "-p", str(server.port), "-u", "admin", "-w", "admin"]
    words += ["--legacy-master", older.master.name, "--time-zone", "Europe/London"]

    assert main([*words, "--check", "--findings", str(findings)]) == 0
    said = capsys.readouterr().out
    assert "submissions: 1 found, 1 would be imported, 0 here already, 0 left" in said
    assert f"annotation {odd}, row {APRIL}: {APRIL}" in said
    assert "Nothing was written." in said
    told = [json.loads(line) for line in findings.read_text().splitlines()]
    assert ("time_ambiguous", odd) in {(one["kind"], one["annotation_id"]) for one in told}
    assert not Form.objects.exists()

    assert main([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["submissions"] == {"found": 1, "imported": 1, "known": 0, "left": 0}
    assert Form.objects.get().legacy_id == older.mark

    out = tmp_path / "legacy.json"
    log_in = [*words[1:], "--to", str(out)]
    assert main(["export-legacy", *log_in]) == 0
    assert capsys.readouterr().out == f"2 annotations written to {out}.\n"
    assert len(json.loads(out.read_text())["annotations"]) == 2
    assert main(["export-legacy", *log_in]) == 1  # the file is there already
    assert main(["export-legacy", *words[1:], "--compare", "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert compared["unexplained"] == 0
