# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are nobody else's: found by the settings, closed, and made closed whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from omero_forms.conf import Conf, conf
from omero_forms.kit.private_files import Holds, close_files, folders_of_others, making_private, private_files


@pytest.fixture(params=[0o022, 0o000], ids=["umask 022", "umask 000"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Of whoever starts a process: what most have, and none at all."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int) -> Conf:
    """A site whose files were all made with that umask."""
    for name in ("secrets", "omero/etc/grid", "omero/var/log"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "secrets/master", "secrets/agent", "omero/etc/grid/config.xml", "omero/var/log/OMEROweb.log", "omero/var/log/OMEROweb.log.1",
        "forms.sqlite3", "forms.sqlite3-wal", "forms.sqlite3-shm",
    ):  # fmt: skip
        (tmp_path / name).write_text("x")
    monkeypatch.setenv("OMERODIR", str(tmp_path / "omero"))
    monkeypatch.setattr(settings, "LOGDIR", str(tmp_path / "omero/var/log"))
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "forms.sqlite3")}
    monkeypatch.setattr(settings, "DATABASES", {"default": database})
    secrets = tmp_path / "secrets"
    return replace(conf(), master_password_file=str(secrets / "master"), agent_password_file=str(secrets / "agent"))


def modes(current: Conf) -> set[int]:
    return {stat.S_IMODE(one.path.stat().st_mode) for one in private_files(current)}


def test_all_of_them_are_found_open_and_closed_once(site: Conf, tmp_path: Path, umask: int) -> None:
    found = private_files(site)
    assert [(one.holds, one.path.name) for one in found] == [
        (Holds.MASTER_PASSWORD, "master"),
        (Holds.AGENT_PASSWORD, "agent"),
        (Holds.SETTINGS, "config.xml"),
        (Holds.DATABASE, "forms.sqlite3"),
        (Holds.DATABASE, "forms.sqlite3-wal"),
        (Holds.DATABASE, "forms.sqlite3-shm"),
        (Holds.LOGS, "OMEROweb.log"),
        (Holds.LOGS, "OMEROweb.log.1"),
    ]
    assert all(one.is_open for one in found)
    done = close_files(site)
    assert [str(one.path) in sentence for one, sentence in zip(found, done, strict=True)] == [True] * len(found)
    assert modes(site) == {0o600}
    assert close_files(site) == []


def test_only_what_is_asked_for_is_closed(site: Conf) -> None:
    close_files(site, {Holds.DATABASE})
    assert {one.holds for one in private_files(site) if one.is_open} == set(Holds) - {Holds.DATABASE}


def test_another_database_has_no_files_here(site: Conf, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"ENGINE": "django.db.backends.postgresql", "NAME": "forms"}
    monkeypatch.setattr(settings, "DATABASES", {"default": other})
    assert Holds.DATABASE not in {one.holds for one in private_files(site)}


def test_what_is_made_within_is_private_and_the_umask_is_as_before_afterwards(tmp_path: Path, umask: int) -> None:
    with making_private():
        (tmp_path / "inside").write_text("x")
        (tmp_path / "folder").mkdir()
    (tmp_path / "after").write_text("x")
    found = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("inside", "folder", "after")}
    assert found == {"inside": 0o600, "folder": 0o700, "after": 0o666 & ~umask}


def test_a_folder_is_open_where_others_could_put_a_file_in_the_place_of_one(tmp_path: Path) -> None:
    file = tmp_path / "forms.sqlite3"
    for mode, is_open in ((0o700, False), (0o755, False), (0o775, True), (0o777, True), (0o1777, False)):
        tmp_path.chmod(mode)
        assert folders_of_others([file]) == ([tmp_path] if is_open else []), oct(mode)
