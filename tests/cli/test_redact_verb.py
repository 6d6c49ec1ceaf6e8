# SPDX-License-Identifier: AGPL-3.0-or-later
"""`redact` as two admins type it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from omero_forms.cli.main import main
from omero_forms.models import RecordRow
from tests.services.records.tampering import without_records
from tests.services.records.test_write import filled
from tests.support.world import FormsWorld


def test_two_admins_redact_from_the_command_line_and_are_told_what_is_not_reached(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_records(world, "integrity")
    form, target = filled(world, dataset, 2)
    server = world.lab.server

    def type_in(who: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("OMERO_PASSWORD", server.root_password if who == "root" else who)
        status = main(["redact", *words, "-s", server.host, "-p", str(server.port), "-u", who])
        told = capsys.readouterr()
        return status, told.out, told.err

    record = ("--object", f"Dataset:{target}", "--number", "1", "--reason", "A name.")
    assert type_in("leader", form.id, *record)[0] == 1
    status, out, _errors = type_in("admin", form.id, *record, "--json")
    asked = json.loads(out)
    assert (status, asked["state"], asked["number"]) == (0, "asked", 1)
    status, _out, errors = type_in("admin", "--approve", str(asked["id"]))
    assert status == 1
    assert "Another full admin" in errors
    status, out, _errors = type_in("root", "--approve", str(asked["id"]))
    assert status == 0
    assert "Not reached:" in out
    assert "Backups" in out
    assert RecordRow.objects.get(stream__name__startswith=f"submission/{form.id}/", number=1).content is None
    status, out, _errors = type_in("admin")
    assert "done, number 1" in out
    assert type_in("admin", "--answers", "x.json")[0] == 1
    without_records(world, "integrity")
