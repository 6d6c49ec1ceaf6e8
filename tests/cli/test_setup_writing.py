# SPDX-License-Identifier: AGPL-3.0-or-later
"""`omero-forms setup --write`: the accounts that it makes or leaves alone, where their passwords are, and the file."""

from __future__ import annotations

import stat
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from demo.lab import User
from omero_forms import settings as mapping
from omero_forms.cli import main
from omero_forms.conf import Secret
from omero_forms.services.setup import KEYS
from tests.support.servers import Lab

_numbers = count(1)


class Installation:
    """`omero-forms setup` with names that no other test uses, as if no setting were made yet."""

    def __init__(self, directory: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
        number = next(_numbers)
        self.lab = lab
        self.monkeypatch = monkeypatch
        self.secrets = directory / "secrets"
        self.file = directory / "50-omero-forms.omero"
        self.names: tuple[str, ...] = (
            "--store-group",
            f"written store {number}",
            "--agent-user",
            f"written-agent-{number}",
        )
        self.master = f"written-master-{number}"
        for name in ("MASTER_USER", "AGENT_USER", "AGENT_PASSWORD_FILE", "MASTER_PASSWORD_FILE"):
            monkeypatch.setattr(mapping, f"FORMS_{name}", "")
        monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret(""))
        monkeypatch.setattr(mapping, "FORMS_SITE", "")
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
def test_a_form_master_is_not_moved_out_of_the_store_that_was_named_before(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.run("--master-user", installation.master)
    written, before = installation.file.read_bytes(), state_of(installation.lab, installation.master)
    installation.take_over()
    installation.names = ()
    installation.run(status=1)
    assert "Name its store group with --store-group." in capsys.readouterr().err
    assert state_of(installation.lab, installation.master) == before
    assert installation.file.read_bytes() == written


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
        assert set(installation.settings()) == {
            "seal_key",
            "checkpoint_key",
            "link_key",
            "master.user",
            "agent.user",
            "site",
        }
        assert {file.name for file in installation.secrets.iterdir()} == {
            "seal-key.pem",
            "checkpoint-key.pem",
            "link-key",
            "site",
        }
        assert installation.may_log_in(installation.master, "from the image")
        assert installation.may_log_in(installation.settings()["agent.user"], "from the image, too")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["a new password", "one for another account"])
def test_a_password_that_the_environment_does_not_set_is_in_no_setting_either(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("CONFIG_omero_web_forms_master_password", "from the image")
    if way == "a new password":
        monkeypatch.setattr(mapping, "FORMS_MASTER_USER", installation.master)
        monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret("from the image"))
        installation.run()
        installation.run("--new-passwords")
    else:
        monkeypatch.setenv("FORMS_MASTER_USER", installation.master)
        monkeypatch.setenv("FORMS_MASTER_PASSWORD", "as it was given")
        installation.run()
    settings = installation.settings()
    assert "master.password" not in settings
    # It comes before what the environment sets.
    password = Path(settings["master.password_file"]).read_text().strip()
    assert password != "from the image"
    assert installation.may_log_in(installation.master, password)


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
