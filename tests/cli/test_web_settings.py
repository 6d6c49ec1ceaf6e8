# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for verbs that ask the database alone is what holds for all others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.omerodir import change_settings, environment, make_omerodir, web_settings

ROOT = Path(__file__).resolve().parents[2]
SAID = """
import sys
from omero_forms.cli.main import set_up_django
set_up_django(needs_omero=sys.argv[1] == "all")
from django.conf import settings
from django.db import connection
from omero_forms.conf import conf
assert ("omero" in sys.modules) is (sys.argv[2] == "with omero"), sys.argv
print(conf(), conf().master_password.reveal(), connection.settings_dict, settings.USE_TZ, settings.LANGUAGE_CODE)
"""
MUCH = {
    "omero.web.server_list": json.dumps([["omero.example.org", 14064, "omero"], ["other", 4064, "other"]]),
    "omero.web.time_zone": "Asia/Tokyo",
    "omero.web.public.user": "public",
    "omero.mail.from": "omero@example.org",
    "omero.web.forms.master.password": "secret",
    "omero.web.forms.digest": "daily",
    "omero.web.forms.rate_writes": "no number",
}


def said(directory: Path, which: str, expected: str, **more: str) -> str:
    """What a verb would read; also a setting that cannot be used is read as such."""
    done = subprocess.run(
        [sys.executable, "-c", SAID, which, expected],
        env={**environment(directory), **more}, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout + (done.stderr.splitlines()[-1] if done.returncode else "")


def omerodir(folder: Path, extra: dict[str, str]) -> Path:
    directory = folder / "omero"
    make_omerodir(directory, {**web_settings(omero_port=1, database=folder / "forms.sqlite3", static=None), **extra})
    return directory


@pytest.mark.parametrize("extra", [{}, MUCH], ids=["few", "many"])
def test_database_and_settings_are_those_that_omero_web_reads(tmp_path: Path, extra: dict[str, str]) -> None:
    directory = omerodir(tmp_path, extra)
    without = said(directory, "database alone", "without omero")
    assert without == said(directory, "all", "with omero")
    assert "forms.sqlite3" in without or "rate_writes" in without


@pytest.mark.parametrize(
    "extra",
    [
        {"omero.web.django_additional_settings": json.dumps([["USE_TZ", False]])},
        {"omero.web.time_zone": "Nowhere/Land"},
        {"omero.web.databases": "no JSON"},
        {"omero.web.databases": "{}"},
        {"omero.web.apps": "[]"},
    ],
    ids=" ".join,
)
def test_what_only_omero_web_can_read_is_left_to_it(tmp_path: Path, extra: dict[str, Any]) -> None:
    from omero_forms.cli.web_settings import configure_django

    assert not configure_django(omerodir(tmp_path, extra))


def test_the_profile_that_holds_is_read(tmp_path: Path) -> None:
    from omero_forms.cli.web_settings import read_config

    directory = omerodir(tmp_path, {"omero.web.time_zone": "Asia/Tokyo"})
    file = directory / "etc/grid/config.xml"
    change_settings(directory, {"omero.web.time_zone": "Europe/Paris"})
    assert (read_config(file) or {})["omero.web.time_zone"] == "Europe/Paris"
    file.write_text(file.read_text().replace("5.1.0", "4.2.1"))
    assert read_config(file) is None
