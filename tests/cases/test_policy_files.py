# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policy files as people write them, given to the command: taken as written, or refused with the place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from omero_forms.cli.main import main
from omero_forms.models import PolicyRow
from tests.cases.files import SHARED, needs_shared, shared_file
from tests.services.records.tampering import without_records
from tests.support.world import FormsWorld

GROUP = "Usman lab"
FILES: dict[str, str | None] = shared_file("33")["files"] if SHARED.is_dir() else {"none": None}
# What is taken, with what has to stand in the database; every other file is refused.
TAKEN: dict[str, dict[str, Any]] = {
    "d-numeric-name": {"name": "2026", "selector": {}},
    "l-bom-crlf": {"name": "Imaging", "selector": {}},
    "o-tag-no": {"name": "Imaging", "selector": {"tag": "NO"}},
}
# An empty file has no line to name.
EMPTY = "r-empty"


@pytest.fixture
def usman_lab(world: FormsWorld) -> FormsWorld:
    """The lab with the group that the files speak of."""
    with world.lab.as_user("root") as root:
        found = root.rows("select g.id from ExperimenterGroup g where g.name = :name", {"name": GROUP})
    group = int(found[0][0]) if found else world.lab.build.group(GROUP, "rwra--")
    # The files are of one group, and each is the first.
    without_records(world, f"policy/{group}")
    return world


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_taken_as_it_is_written_or_refused_with_its_place(
    usman_lab: FormsWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text = FILES[name]
    file = tmp_path / f"{name}.yaml"
    # One is Latin-1, which JSON cannot carry.
    file.write_bytes("policies: # Münster\n".encode("latin-1") if text is None else text.encode())
    server = usman_lab.lab.server
    login = ["-s", server.host, "-p", str(server.port), "-u", "admin", "-w", "admin"]

    status = main(["policy", "apply", str(file), *login])

    told = capsys.readouterr().err
    rows = list(PolicyRow.objects.values("name", "selector"))
    if name in TAKEN:
        assert (status, told, rows) == (0, "", [TAKEN[name]])
    else:
        assert (status, rows) == (1, [])
        assert re.search(r"line \d+", told) or name == EMPTY, told
        assert "unexpected" not in told
