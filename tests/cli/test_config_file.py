# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file that `omero-forms setup --write` leaves for OMERO.web's start, read by the `omero` command itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from demo.lab import User
from demo.omerodir import environment as variables
from demo.omerodir import make_omerodir, web_settings
from omero_forms import settings as mapping
from omero_forms.cli.config_file import config_lines, refuse_to_lose, replaced_lists, variable_of, write_config
from omero_forms.conf import ENTRIES, entries_to_append
from omero_forms.domain.errors import FormsError
from omero_forms.services.setup import KEYS
from tests.support.servers import Lab

ROOT = Path(__file__).resolve().parents[2]
OMERO = """
import sys
from omero.cli import argv
for line in sys.stdin.read().splitlines():
    status = argv(["omero", *line.split("\t")])
    if status:
        sys.exit(f"{line}: {status}")
"""
"""Several calls of the `omero` command in one process; the script itself refuses root."""

_numbers = count(1)


def start(omerodir: Path, folder: Path, environment: dict[str, str] | None = None) -> dict[str, str]:
    """What OMERO.web's image does with its configuration at every start; the settings afterwards.

    Files come first, in the order of their names, then variables: `.` is written `_`, and `_` is written `__`.
    """
    calls: list[tuple[str, ...]] = [("load", "--glob", f"{folder}/*.omero")]
    calls += [("config", "set", "--", property_of(name), value) for name, value in (environment or {}).items()]
    calls += [("config", "get", "--show-password")]
    done = subprocess.run(
        [sys.executable, "-c", OMERO],
        input="\n".join("\t".join(call) for call in calls),
        env=variables(omerodir),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def property_of(variable: str) -> str:
    """The property that OME's image makes of an environment variable, in its own two steps."""
    name = re.sub("([^_])_([^_])", r"\1.\2", variable.removeprefix("CONFIG_"))
    return name.replace("__", "_")


@pytest.fixture
def image(tmp_path: Path) -> tuple[Path, Path]:
    """An OMERODIR, and the folder of configuration files beside it."""
    omerodir, folder = tmp_path / "OMERO.web", tmp_path / "config"
    (omerodir / "etc" / "grid").mkdir(parents=True)
    (omerodir / "var" / "tmp").mkdir(parents=True)
    folder.mkdir()
    return omerodir, folder


def test_the_image_makes_each_key_of_the_variable_that_we_name() -> None:
    for key in (*mapping.CUSTOM_SETTINGS_MAPPINGS, *ENTRIES):
        assert property_of(variable_of(key)) == key


SETTINGS = {
    "omero.web.forms.seal_key": "/srv/the lab's $HOME/seal key.pem",
    "omero.web.forms.master.user": "-form master-",
    "omero.web.forms.agent.password_file": '/srv/"quoted"\\#not a comment',
}


def test_omero_load_makes_exactly_the_settings_of_the_file_and_variables_come_after_it(
    image: tuple[Path, Path],
) -> None:
    omerodir, folder = image
    write_config(folder / "50-omero-forms.omero", SETTINGS)
    found = start(omerodir, folder, {"CONFIG_omero_web_forms_kv__namespace": "example.org/"})
    assert found.pop("omero.web.forms.kv_namespace") == "example.org/"
    assert {key: found[key] for key in SETTINGS} == SETTINGS
    assert json.loads(found["omero.web.apps"]) == ["omero_forms"]
    assert json.loads(found["omero.web.ui.center_plugins"]) == [ENTRIES["omero.web.ui.center_plugins"]]
    *theirs, ours = json.loads(found["omero.web.ui.top_links"])
    assert [link[1] for link in theirs][:2] == ["webindex", "history"], "what OMERO.web has of its own stays"
    assert ours == ENTRIES["omero.web.ui.top_links"]
    viewer, ours = json.loads(found["omero.web.open_with"])
    assert viewer[0] == "Image viewer", "what OMERO.web has of its own stays"
    assert ours == ENTRIES["omero.web.open_with"]
    assert set(found) == {*SETTINGS, *ENTRIES}


EXISTING_PLUG_IN = """
config append -- omero.web.apps '"omero_figure"'
config append -- omero.web.apps '"omero_forms"'
config append -- omero.web.ui.center_plugins '["Forms", "forms/forms_init.js.html", "omero_forms_panel"]'
config set -- omero.web.forms.priv.user formsadmin
"""
"""Lines of an image with the existing plug-in."""


@pytest.mark.parametrize("first_line", ["config drop default", ""], ids=["role", "image"])
def test_starting_again_doubles_nothing_beside_the_entries_of_others(image: tuple[Path, Path], first_line: str) -> None:
    omerodir, folder = image
    others = folder / "00-omero-web.omero"
    others.write_text(f"# Not ours\n{first_line}\n{EXISTING_PLUG_IN}")
    write_config(folder / "50-omero-forms.omero", SETTINGS)
    first = start(omerodir, folder)
    assert json.loads(first["omero.web.apps"]) == ["omero_figure", "omero_forms"]
    assert json.loads(first["omero.web.ui.center_plugins"]) == [ENTRIES["omero.web.ui.center_plugins"]]
    if not first_line:
        # OMERO's plain append would double its own entries in a configuration that stays.
        others.unlink()
    assert start(omerodir, folder) == first


def test_a_link_to_the_forms_that_a_site_has_in_its_own_words_stays_the_only_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ENTRIES["omero.web.ui.top_links"]
    for own, is_appended in (([], True), ([ours], True), ([["Form designer", "omeroforms_designer"]], False)):
        monkeypatch.setattr(django_settings, "TOP_LINKS", [["Data", "webindex"], *own])
        entries = entries_to_append()
        lines = [line for line in config_lines({}, entries=entries) if "top_links" in line]
        assert len(lines) == int(is_appended)
        write_config(tmp_path / "50-omero-forms.omero", {}, entries)
        assert ("top_links" in (tmp_path / "50-omero-forms.omero").read_text()) is is_appended


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "50-omero-forms.omero"
    assert write_config(file, SETTINGS)
    written, changed = file.read_bytes(), file.stat()
    assert not write_config(file, SETTINGS)
    assert (file.read_bytes(), file.stat().st_ino, file.stat().st_mtime_ns) == (
        written,
        changed.st_ino,
        changed.st_mtime_ns,
    )
    assert write_config(file, {**SETTINGS, "omero.web.forms.master.user": "another"})
    refuse_to_lose(file, KEYS)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "line",
    [
        "config drop default",
        "config set -- omero.web.forms.base_url https://omero.example.org",
        "config append -- omero.web.middleware '{}'",
        "config set 'an open quote",
    ],
)
def test_a_file_with_other_lines_is_left_alone(tmp_path: Path, line: str) -> None:
    file = tmp_path / "00-omero-web.omero"
    write_config(file, SETTINGS)
    with file.open("a") as stream:
        stream.write(f"\n# of ours\n{line}\n")
    before = file.read_bytes()
    with pytest.raises(FormsError) as refused:
        refuse_to_lose(file, KEYS)
    assert refused.value.code == "setup_incomplete"
    assert f"Line {len(before.splitlines())} of" in refused.value.message
    assert file.read_bytes() == before


def test_a_variable_that_replaces_a_list_without_ours_is_named() -> None:
    ours = json.dumps(["Forms", "forms/forms_init.js.html", "omero_forms_panel"])
    told = list(
        replaced_lists(
            {
                "CONFIG_omero_web_apps": '["omero_figure", "omero_forms"]',
                "CONFIG_omero_web_ui_center__plugins": '[["Parade", "omero_parade/init.js.html", "omero_parade"]]',
                "CONFIG_omero_web_open__with": "not JSON",
                "CONFIG_omero_web_ui_top__links": '[["Form designer", "omeroforms_designer"]]',
            }
        )
    )
    assert told == [
        f"CONFIG_omero_web_ui_center__plugins replaces the whole list omero.web.ui.center_plugins: add {ours} to it."
    ]


def test_what_is_printed_is_what_is_written() -> None:
    printed = list(config_lines(SETTINGS))
    written = list(config_lines(SETTINGS, between=" -- "))
    assert [line.replace(" -- ", " ", 1) for line in written] == printed


@pytest.mark.django_db(transaction=True)
def test_the_drop_in_for_images_with_the_existing_plug_in_does_what_the_page_says(
    tmp_path: Path, image: tuple[Path, Path], lab: Lab
) -> None:
    omerodir, folder = image
    (script,) = re.findall(r"```bash\n(.*?)```", (ROOT / "docs" / "admin.md").read_text(), re.DOTALL)
    lines = "\n".join(line.removeprefix("   ") for line in script.splitlines())
    for theirs, here in (
        ("/opt/omero/web/config", str(folder)),
        ("/opt/omero/web/OMERO.web", str(omerodir)),
        ("4064", str(lab.server.port)),
        ('-s "$OMEROHOST"', f"-s {lab.server.host}"),
    ):
        assert theirs in lines
        lines = lines.replace(theirs, here)
    number = next(_numbers)
    # What the image has configured by then; names that no other test uses.
    settings = web_settings(omero_port=lab.server.port, database=tmp_path / "forms.sqlite3", static=None)
    for key in ENTRIES:
        settings.pop(key, None)
    make_omerodir(omerodir, settings)
    lines = lines.replace("-u root", f"-u root --store-group 'dropped in {number}' --agent-user dropped-in-{number}")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    command = "import sys; from omero.cli import argv; sys.exit(argv(['omero', *sys.argv[1:]]))"
    (binaries / "omero").write_text(f'#!/bin/sh\nexec {sys.executable} -c "{command}" "$@"\n')
    (binaries / "omero").chmod(0o755)
    given = {
        "OMEROHOST": "127.0.0.1",
        "ROOTPASS": lab.server.root_password,
        "FORMS_MASTER_USER": f"dropped-in-master-{number}",
        "FORMS_MASTER_PASSWORD": "as the image is given it",
    }
    own = variables(omerodir)
    environment = own | given | {"PATH": f"{binaries}:{own['PATH']}"}
    done = subprocess.run(["bash", "-c", lines], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The database is up to date." in done.stdout
    found = start(omerodir, folder)
    assert found["omero.web.forms.master.user"] == given["FORMS_MASTER_USER"]
    assert json.loads(found["omero.web.apps"]) == ["omero_forms"]
    with lab.server.connect(User(0, given["FORMS_MASTER_USER"], "", given["FORMS_MASTER_PASSWORD"])) as client:
        assert not client.factory.getAdminService().getEventContext().isAdmin
