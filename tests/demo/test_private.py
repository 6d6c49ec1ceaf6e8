# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demo makes is its user's alone, as the doctor wants the files of a site."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.omerodir import apply_config_lines, change_settings, make_omerodir
from demo.processes import ProcessTree


@pytest.fixture(params=[0o022, 0o000], ids=["umask 022", "umask 000"], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_logs_and_files_of_its_processes_are_closed(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with ProcessTree(tmp_path / "log") as tree:
        process = tree.start("one", ["sh", "-c", f"mkdir {made} && echo x > {made}/file"])
        assert process.popen.wait(timeout=60) == 0
    assert [mode(tmp_path / "log"), mode(made)] == [0o700, 0o700]
    assert [mode(process.log), mode(made / "file")] == [0o600, 0o600]


def test_config_xml_stays_closed_when_it_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "etc/grid/config.xml"
    make_omerodir(tmp_path, {"omero.web.forms.master.password": "secret"})
    modes = [mode(file)]
    change_settings(tmp_path, {"omero.web.forms.contact": "Ada"})
    modes.append(mode(file))
    apply_config_lines(tmp_path, ["omero config set omero.web.forms.contact Ben"])
    assert [*modes, mode(file)] == [0o600] * 3
