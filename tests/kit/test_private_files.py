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
from omero_forms.kit.private_files import (
    Holds,
    close_files,
    folders_of_others,
    making_private,
    private_files,
    write_private,
)


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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file another group")
def test_what_root_keeps_for_the_group_of_omero_web_stays_readable_for_it(site: Conf, tmp_path: Path) -> None:
    config = tmp_path / "omero/etc/grid/config.xml"
    os.chown(config, 0, 2345)
    for before, after in ((0o640, 0o640), (0o660, 0o660), (0o644, 0o640)):
        config.chmod(before)
        close_files(site)
        assert stat.S_IMODE(config.stat().st_mode) == after


def test_a_file_that_is_written_anew_keeps_owner_group_and_what_they_may(tmp_path: Path, umask: int) -> None:
    file = tmp_path / "agent"
    write_private(file, b"old")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if os.geteuid() == 0:
        os.chown(file, 0, 2345)
    file.chmod(0o644)
    before = file.stat()
    write_private(file, b"new")
    after = file.stat()
    kept = 0o640 if os.geteuid() == 0 else 0o600
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (before.st_uid, before.st_gid, kept)
    assert [one.name for one in tmp_path.iterdir()] == ["agent"]


def test_what_a_process_that_died_left_behind_holds_up_no_other(tmp_path: Path) -> None:
    (tmp_path / f".agent.{os.getpid()}").write_text("half")
    write_private(tmp_path / "agent", b"whole")
    assert (tmp_path / "agent").read_bytes() == b"whole"


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
