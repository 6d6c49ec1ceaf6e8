# SPDX-License-Identifier: AGPL-3.0-or-later
"""`omero-forms setup`: what it makes, read back by plain omero-py, and what it leaves alone."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from demo.lab import Client, User
from omero_forms.cli import main
from omero_forms.conf import ENTRIES, Conf, Secret, conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.notes import Cosigner
from omero_forms.domain.records.format import Record, from_rows
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.domain.records.verify import verify
from omero_forms.domain.sites import Site, is_site_name
from omero_forms.gateway.sessions import UserSession, open_password_session
from omero_forms.services.key_files import check_checkpoint_key
from omero_forms.services.setup import Plan, SetUp, set_up
from omero_forms.services.site.begin import begin_site
from tests.support.servers import Lab, OmeroServer

_numbers = count(1)


@pytest.fixture
def root(omero_server: OmeroServer) -> Iterator[UserSession]:
    server = omero_server.server
    with open_password_session(server.host, server.port, "root", server.root_password) as session:
        yield session


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Names that no other test uses."""
    number = next(_numbers)
    return Plan(
        directory=tmp_path / "secrets",
        store_group=f"store {number}",
        master_user=f"master-{number}",
        agent_user=f"agent-{number}",
    )


def nothing_set() -> Conf:
    return replace(conf(), master_user="", master_password=Secret(""), agent_user="", agent_password_file="", site="")


def with_settings(outcome: SetUp) -> Conf:
    settings = outcome.settings
    return replace(
        conf(),
        master_user=settings["omero.web.forms.master.user"],
        master_password=Secret(settings["omero.web.forms.master.password"]),
        agent_user=settings["omero.web.forms.agent.user"],
        agent_password_file=settings["omero.web.forms.agent.password_file"],
        site=settings["omero.web.forms.site"],
    )


def groups_of(client: Client, user: str) -> set[str]:
    rows = client.rows(
        "select g.name from GroupExperimenterMap m join m.parent g join m.child e where e.omeName = :user",
        {"user": user},
    )
    return {row[0] for row in rows}


def may_log_in(server: OmeroServer, name: str, password: str) -> bool:
    try:
        with server.server.connect(User(0, name, name, password)):
            return True
    except Exception:
        return False


def test_it_makes_group_master_agent_and_key(
    root: UserSession, plan: Plan, lab: Lab, omero_server: OmeroServer
) -> None:
    settings = set_up(root, plan, nothing_set()).settings
    with lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        group = admin.lookupGroup(plan.store_group)
        assert str(group.details.permissions) == "rw----"
        members = client.rows(
            "select e.omeName, m.owner from GroupExperimenterMap m join m.child e where m.parent.id = :g",
            {"g": group.id.val},
        )
        assert members == [[plan.master_user, False]]
        assert groups_of(client, plan.master_user) == {plan.store_group, "user"}
        master = admin.lookupExperimenter(plan.master_user)
        assert admin.getDefaultGroup(master.id.val).id.val == group.id.val
        assert admin.getAdminPrivileges(master) == []
        assert groups_of(client, plan.agent_user) == {"system", "user"}
        agent = admin.lookupExperimenter(plan.agent_user)
        assert [one.value.val for one in admin.getAdminPrivileges(agent)] == ["Sudo"]
    password_file = Path(settings["omero.web.forms.agent.password_file"])
    key_file = Path(settings["omero.web.forms.seal_key"])
    for file in (password_file, key_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(Sealer(key_file.read_bytes()).public_key) == 32
    assert may_log_in(omero_server, plan.master_user, settings["omero.web.forms.master.password"])
    assert may_log_in(omero_server, plan.agent_user, password_file.read_text().strip())


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_its_files_are_their_users_alone_whatever_the_umask_and_are_closed_again(
    root: UserSession, plan: Plan, umask: int
) -> None:
    before = os.umask(umask)
    try:
        made = set_up(root, plan, nothing_set())
    finally:
        os.umask(before)
    files = [
        Path(made.settings[f"omero.web.forms.{key}"])
        for key in ("agent.password_file", "seal_key", "checkpoint_key", "link_key")
    ]
    assert stat.S_IMODE(plan.directory.stat().st_mode) == 0o700
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
    again = set_up(root, plan, with_settings(made))
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * len(files)
    assert sorted(again.changed) == sorted(f"Closed {file} to other users of this host." for file in files)


def test_second_time_it_changes_nothing(root: UserSession, plan: Plan) -> None:
    first = set_up(root, plan, nothing_set())
    files = {file.name: file.read_bytes() for file in plan.directory.iterdir()}
    second = set_up(root, plan, with_settings(first))
    assert {file.name: file.read_bytes() for file in plan.directory.iterdir()} == files
    expected = dict(first.settings)
    del expected["omero.web.forms.master.password"]
    assert second.settings == expected


def test_password_that_is_not_known_is_not_changed_unasked(
    root: UserSession, plan: Plan, omero_server: OmeroServer
) -> None:
    first = set_up(root, plan, nothing_set())
    password = first.settings["omero.web.forms.master.password"]
    with pytest.raises(FormsError) as refused:
        set_up(root, plan, nothing_set())
    assert "--new-passwords" in refused.value.message
    assert may_log_in(omero_server, plan.master_user, password)
    again = set_up(root, replace(plan, new_passwords=True), nothing_set())
    assert not may_log_in(omero_server, plan.master_user, password)
    assert may_log_in(omero_server, plan.master_user, again.settings["omero.web.forms.master.password"])
    file = Path(again.settings["omero.web.forms.agent.password_file"])
    assert may_log_in(omero_server, plan.agent_user, file.read_text().strip())


def test_master_that_strayed_is_left_in_its_store_only(root: UserSession, plan: Plan, lab: Lab) -> None:
    first = set_up(root, plan, nothing_set())
    with lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        elsewhere = admin.lookupGroup("elsewhere")
        master = admin.lookupExperimenter(plan.master_user)
        admin.addGroups(master, [elsewhere])
        admin.setDefaultGroup(master, elsewhere)
        assert "elsewhere" in groups_of(client, plan.master_user)
        set_up(root, plan, with_settings(first))
        assert groups_of(client, plan.master_user) == {plan.store_group, "user"}
        assert admin.getDefaultGroup(master.id.val).name.val == plan.store_group


def test_agent_with_more_privileges_is_left_with_sudo(root: UserSession, plan: Plan, lab: Lab) -> None:
    lab.build.admin(plan.agent_user, "Too Much", password="p", privileges=["Sudo", "WriteOwned", "Chown"])
    set_up(root, replace(plan, agent_password=Secret("p")), nothing_set())
    with lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        agent = admin.lookupExperimenter(plan.agent_user)
        assert [one.value.val for one in admin.getAdminPrivileges(agent)] == ["Sudo"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"store_group": "elsewhere"}, "not private"),
        ({"master_user": "admin"}, "ordinary user"),
        ({"agent_user": "author"}, "not an OMERO admin"),
    ],
)
def test_what_belongs_to_others_is_not_taken_over(
    root: UserSession, plan: Plan, lab: Lab, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(FormsError) as refused:
        set_up(root, replace(plan, **changes), nothing_set())
    assert refused.value.code == "setup_incomplete"
    assert words in refused.value.message
    assert not plan.directory.exists()
    with lab.as_user("root") as client:
        made = client.rows("select g.id from ExperimenterGroup g where g.name = :name", {"name": plan.store_group})
        assert made == []


@pytest.mark.parametrize("name", ["seal-key.pem", "checkpoint-key.pem"])
def test_broken_key_is_never_written_over(root: UserSession, plan: Plan, name: str) -> None:
    plan.directory.mkdir()
    (plan.directory / name).write_text("not a key")
    with pytest.raises(FormsError) as refused:
        set_up(root, plan, nothing_set())
    assert "backup" in refused.value.message
    assert (plan.directory / name).read_text() == "not a key"


def test_the_key_that_signs_checkpoints_is_another_one_and_made_anew_until_it_has_signed(
    root: UserSession, plan: Plan
) -> None:
    outcome = set_up(root, plan, nothing_set())
    file = Path(outcome.settings["omero.web.forms.checkpoint_key"])
    key = Sealer(file.read_bytes()).public_key
    assert key != Sealer((plan.directory / "seal-key.pem").read_bytes()).public_key
    assert Sealer(file.read_bytes()).public_key == key
    set_up(root, plan, with_settings(outcome))
    assert Sealer(file.read_bytes()).public_key == key
    file.unlink()
    set_up(root, plan, with_settings(outcome))
    assert Sealer(file.read_bytes()).public_key != key
    file.unlink()
    with pytest.raises(FormsError) as refused:
        check_checkpoint_key(file, has_signed=True)
    assert "Restore it from its backup" in refused.value.message


def test_a_key_for_ml_dsa_is_made_when_it_is_asked_for_and_kept_from_then_on(root: UserSession, plan: Plan) -> None:
    assert "omero.web.forms.checkpoint_ml_dsa_key" not in set_up(root, plan, nothing_set()).settings
    outcome = set_up(root, replace(plan, ml_dsa=True, new_passwords=True), nothing_set())
    file = Path(outcome.settings["omero.web.forms.checkpoint_ml_dsa_key"])
    assert (file.parent, file.stat().st_mode & 0o777) == (plan.directory, 0o600)
    key = Cosigner("log", file.read_bytes()).key
    assert any(f"Its fingerprint is {key.fingerprint}" in one for one in outcome.done)
    # Without being asked for again: the settings name it.
    file.chmod(0o644)
    current = replace(with_settings(outcome), checkpoint_ml_dsa_key_path=str(file))
    again = set_up(root, plan, current)
    assert again.settings["omero.web.forms.checkpoint_ml_dsa_key"] == str(file)
    assert (Cosigner("log", file.read_bytes()).key, file.stat().st_mode & 0o777) == (key, 0o600)
    file.write_text("not a key")
    with pytest.raises(FormsError, match="backup"):
        set_up(root, plan, current)
    assert file.read_text() == "not a key"


def test_a_key_that_is_gone_is_not_replaced_by_another_one_unasked(root: UserSession, plan: Plan) -> None:
    outcome = set_up(root, plan, nothing_set())
    key = plan.directory / "seal-key.pem"
    # It has sealed the record of the site.
    key.unlink()
    with pytest.raises(FormsError) as refused:
        set_up(root, plan, with_settings(outcome))
    assert "Restore it from its backup" in refused.value.message
    assert not key.exists()
    made = shlex.split(refused.value.message.partition("make another: ")[2])
    subprocess.run(made, check=True, capture_output=True)
    assert set_up(root, plan, with_settings(outcome)).settings["omero.web.forms.seal_key"]


@pytest.mark.parametrize("name", ["author", "leader", "viewer"])
def test_only_an_unrestricted_admin_may_do_it(plan: Plan, lab: Lab, name: str) -> None:
    with (
        open_password_session(lab.server.host, lab.server.port, name, name) as session,
        pytest.raises(FormsError) as refused,
    ):
        set_up(session, plan, nothing_set())
    assert refused.value.code == "forbidden"
    assert not plan.directory.exists()


@pytest.mark.django_db(transaction=True)
def test_command_prints_the_settings_alone_on_stdout(plan: Plan, lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        "--store-group", plan.store_group, "--master-user", plan.master_user, "--agent-user", plan.agent_user,
        "--directory", str(plan.directory),
    ]  # fmt: skip
    assert main(["setup", "-u", "root", "-w", lab.server.root_password, *names]) == 0
    printed = capsys.readouterr()
    lines = [shlex.split(line) for line in printed.out.splitlines()]
    appended = [line for line in lines if line[2] == "append"]
    assert [line[:5] for line in appended] == [["omero", "config", "append", "--set", key] for key in ENTRIES]
    assert [json.loads(line[5]) for line in appended] == list(ENTRIES.values())
    assert [line[:4] for line in lines if line not in appended] == [
        ["omero", "config", "set", f"omero.web.forms.{key}"]
        for key in (
            "seal_key",
            "checkpoint_key",
            "link_key",
            "master.user",
            "master.password",
            "agent.user",
            "agent.password_file",
            "site",
        )
    ]
    assert f"Made the private group {plan.store_group}." in printed.err
    # `omero config set KEY VALUE` takes a value with a leading dash for an option.
    assert not any(line[-1].startswith("-") for line in lines)


def test_command_with_a_wrong_password_says_so_and_fails(
    plan: Plan, lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["setup", "-u", "root", "-w", "wrong"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "OMERO refused the log-in: name or password is wrong.\n"


def site_records(outcome: SetUp, omero_server: OmeroServer) -> list[list[tuple[str, str]]]:
    """The rows of the records of the site in the store of this set-up, read by plain omero-py."""
    settings = outcome.settings
    master = User(0, settings["omero.web.forms.master.user"], "", settings["omero.web.forms.master.password"])
    with omero_server.server.connect(master) as client:
        ids = client.rows("select a.id from MapAnnotation a where a.ns = 'omero-forms/site' order by a.id")
        return [client.map_rows(one) for [one] in ids]


def test_it_names_the_site_once_in_the_settings_and_in_a_sealed_record(
    root: UserSession, plan: Plan, omero_server: OmeroServer
) -> None:
    first = set_up(root, plan, nothing_set())
    name = first.settings["omero.web.forms.site"]
    assert is_site_name(name)
    assert first.new_site == Site(name, conf().omero_address)
    assert f"Named this site {name}." in first.changed
    [rows] = site_records(first, omero_server)
    record = from_rows(rows)
    assert isinstance(record, Record)
    assert verify(record, Keyring.of([Sealer((plan.directory / "seal-key.pem").read_bytes()).public_key])) == []
    assert (record.kind, record.stream, record.number) == ("site", "site", 1)
    payload = record.payload_json()
    assert (payload["site"], payload["change"], payload["of"]) == (name, "made", None)
    assert (payload["author"], payload["as"], payload["via"]) == (root.person.id, "admin", "command")
    second = set_up(root, plan, with_settings(first))
    assert second.new_site is None
    assert f"This is the site {name}." in second.done
    # Nor before the settings are made: this host keeps the name.
    third = set_up(root, plan, replace(with_settings(first), site=""))
    assert third.settings["omero.web.forms.site"] == name
    assert site_records(first, omero_server) == [rows]


def test_a_name_that_the_settings_have_already_is_taken(root: UserSession, plan: Plan) -> None:
    outcome = set_up(root, plan, replace(nothing_set(), site="our-own-name"))
    assert outcome.settings["omero.web.forms.site"] == "our-own-name"


@pytest.mark.parametrize("site", ["", "another-site"])
def test_the_site_that_omero_holds_is_never_taken_over_by_set_up(root: UserSession, plan: Plan, site: str) -> None:
    first = set_up(root, plan, nothing_set())
    (plan.directory / "site").unlink()
    again = set_up(root, plan, replace(with_settings(first), site=site))
    assert again.settings.get("omero.web.forms.site", "") == site
    assert again.new_site is None
    [told] = [one for one in again.done if "adopt-site" in one]
    assert first.settings["omero.web.forms.site"] in told


def test_another_address_and_another_key_are_told(root: UserSession, plan: Plan) -> None:
    here = with_settings(set_up(root, plan, nothing_set()))
    sealer = Sealer((plan.directory / "seal-key.pem").read_bytes())
    master = (here.master_user, here.master_password)
    moved = begin_site(root, replace(here, omero_host="omero.example.org"), master, sealer, plan.directory)
    assert (moved.name, moved.made) == (here.site, None)
    assert "omero.example.org" in moved.said
    assert "adopt-site --moved" in moved.said
    other = begin_site(root, here, master, Sealer(new_private_key()), plan.directory)
    assert (other.name, other.made) == (here.site, None)
    assert "did not seal" in other.said
