# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file that `omero-forms setup --write` leaves for OMERO.web's start, read by the `omero` command itself."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from demo.lab import User
from demo.omerodir import environment as variables
from demo.omerodir import make_omerodir, web_settings
from omero_forms import settings as mapping
from omero_forms.cli import main
from omero_forms.cli.config_file import config_lines, refuse_to_lose, replaced_lists, variable_of, write_config
from omero_forms.conf import ENTRIES, Secret
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


# ------------------------------------------------------------------------------------------------------------- the verb
class Installation:
    """`omero-forms setup` with names that no other test uses, as if no setting were made yet."""

    def __init__(self, directory: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
        number = next(_numbers)
        self.lab = lab
        self.monkeypatch = monkeypatch
        self.secrets = directory / "secrets"
        self.file = directory / "50-omero-forms.omero"
        self.names = ("--store-group", f"written store {number}", "--agent-user", f"written-agent-{number}")
        self.master = f"written-master-{number}"
        for name in ("MASTER_USER", "AGENT_USER", "AGENT_PASSWORD_FILE", "MASTER_PASSWORD_FILE"):
            monkeypatch.setattr(mapping, f"FORMS_{name}", "")
        monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret(""))
        monkeypatch.setenv("OMERO_PASSWORD", lab.server.root_password)

    def run(self, *more: str, status: int = 0) -> None:
        """The verb, with --write."""
        options = ("-u", "root", "--directory", str(self.secrets), "--write", str(self.file))
        assert main(["setup", *options, *self.names, *more]) == status

    def settings(self) -> dict[str, str]:
        """What the file sets."""
        words = [line.split() for line in self.file.read_text().splitlines() if line.startswith("config set")]
        return {key.removeprefix("omero.web.forms."): value for *_start, key, value in words}

    def take_over(self) -> None:
        """Make the settings of the file those of this process, as a start does."""
        for key, value in self.settings().items():
            self.monkeypatch.setattr(mapping, mapping.CUSTOM_SETTINGS_MAPPINGS[f"omero.web.forms.{key}"][0], value)

    def may_log_in(self, name: str, password: str) -> bool:
        try:
            with self.lab.server.connect(User(0, name, name, password)):
                return True
        except Exception:
            return False


@pytest.fixture
def installation(tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Installation:
    return Installation(tmp_path, lab, monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_setup_writes_no_password_and_a_second_run_changes_nothing(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.run("--master-user", installation.master)
    assert capsys.readouterr().out == ""
    settings = installation.settings()
    passwords = [Path(settings[f"{who}.password_file"]) for who in ("master", "agent")]
    for file in (*passwords, Path(settings["seal_key"])):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text().strip() not in installation.file.read_text()
    assert stat.S_IMODE(installation.file.stat().st_mode) == 0o644
    master, agent = (file.read_text().strip() for file in passwords)
    assert installation.may_log_in(settings["master.user"], master)
    assert installation.may_log_in(settings["agent.user"], agent)
    written = installation.file.read_bytes(), installation.file.stat().st_mtime_ns
    # After a start, and on a container whose configuration was lost with it.
    for take_over in (lambda: None, installation.take_over):
        take_over()
        installation.run("--master-user", installation.master)
        assert (installation.file.read_bytes(), installation.file.stat().st_mtime_ns) == written
        assert "Nothing changed in" in capsys.readouterr().err
        assert [file.read_text().strip() for file in passwords] == [master, agent]


@pytest.mark.django_db(transaction=True)
def test_passwords_of_the_environment_are_given_to_the_accounts_and_kept_there(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFIG_omero_web_forms_master_password", "from the image")
    monkeypatch.setattr(mapping, "FORMS_MASTER_USER", installation.master)
    monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret("from the image"))
    monkeypatch.setenv("OMERO_FORMS_AGENT_PASSWORD", "from the image, too")
    for _ in range(2):
        installation.run()
        assert set(installation.settings()) == {"seal_key", "master.user", "agent.user"}
        assert [file.name for file in installation.secrets.iterdir()] == ["seal-key.pem"]
        assert installation.may_log_in(installation.master, "from the image")
        assert installation.may_log_in(installation.settings()["agent.user"], "from the image, too")


def state_of(lab: Lab, name: str) -> Any:
    with lab.as_user("root") as client:
        groups = client.rows(
            "select g.name from GroupExperimenterMap m join m.parent g join m.child e where e.omeName = :n order by g.name",
            {"n": name},
        )
        admin = client.factory.getAdminService()
        account = admin.lookupExperimenter(name)
        privileges = [one.value.val for one in admin.getAdminPrivileges(account)]
        return groups, privileges, admin.getDefaultGroup(account.id.val).name.val


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["admin", "ordinary"])
def test_the_account_of_the_existing_plug_in_is_not_demoted(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    lab, name = installation.lab, f"formsadmin-{kind}-{next(_numbers)}"
    if kind == "admin":
        lab.build.admin(name, "Of the other plug-in", password="p")
    else:
        lab.build.user(name, "Of the other plug-in", [lab.groups["elsewhere"]], password="p")
    before = state_of(lab, name)
    monkeypatch.setenv("FORMS_MASTER_USER", name)
    monkeypatch.setenv("FORMS_MASTER_PASSWORD", "p")
    monkeypatch.setattr("omero_forms.cli.verbs.setup.MASTER_USER", installation.master)
    installation.run()
    assert f"The user {name} is " in capsys.readouterr().err
    assert state_of(lab, name) == before
    assert installation.settings()["master.user"] == installation.master
    assert installation.may_log_in(name, "p")


@pytest.mark.django_db(transaction=True)
def test_a_new_site_takes_the_name_and_the_password_that_images_with_the_existing_plug_in_are_given(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMS_MASTER_USER", installation.master)
    monkeypatch.setenv("FORMS_MASTER_PASSWORD", "as it was given")
    installation.run()
    before = installation.file.read_bytes()
    assert installation.settings()["master.user"] == installation.master
    assert installation.may_log_in(installation.master, "as it was given")
    installation.run()
    assert installation.file.read_bytes() == before


def test_a_name_that_omero_load_passes_over_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["setup", "-u", "root", "--write", str(tmp_path / "forms.conf")])
    assert ended.value.code == 2
    assert "must end with .omero" in capsys.readouterr().err


def test_what_would_be_lost_is_said_before_anything_is_made(installation: Installation) -> None:
    installation.file.write_text("config drop default\n")
    installation.run("--master-user", installation.master, status=1)
    assert not installation.secrets.exists()
    assert installation.file.read_text() == "config drop default\n"
    with installation.lab.as_user("root") as client:
        assert client.rows("select e.id from Experimenter e where e.omeName = :n", {"n": installation.master}) == []


@pytest.mark.django_db(transaction=True)
def test_set_up_makes_no_setting_that_writing_would_not_know(installation: Installation) -> None:
    installation.run("--master-user", installation.master)
    assert {f"omero.web.forms.{key}" for key in installation.settings()} <= KEYS


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
    del settings["omero.web.apps"], settings["omero.web.ui.center_plugins"]
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
