# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real `omero` command as a client. It refuses root at its door, so its commands are run behind it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

DRIVER = """
import contextlib, io, json, sys, warnings
warnings.simplefilter("ignore")
from omero.cli import CLI, NonZeroReturnCode
cli = CLI()
cli.loadplugins()
found = []
for command in json.loads(sys.stdin.read()):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            cli.invoke(command, strict=True)
            status = cli.rv or 0
        except NonZeroReturnCode as error:
            status = error.rv
        except SystemExit as error:
            status = error.code or 0
    found.append([status, out.getvalue()])
print(json.dumps(found))
cli.close()
"""


@pytest.fixture
def omero_command(omero_server, tmp_path):
    """Run `omero` commands one after the other as somebody; returns their outputs. Each must succeed."""

    def run(user: str, password: str, *commands: list[str]) -> list[str]:
        (tmp_path / "var").mkdir(exist_ok=True)
        login = [
            "login",
            "-s",
            omero_server.host,
            "-p",
            str(omero_server.ssl_port),
            "-u",
            user,
            "-w",
            password,
        ]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", DRIVER],
            input=json.dumps([login, *commands, ["logout"]]),
            capture_output=True,
            text=True,
            timeout=120,
            env={
                **os.environ,
                "OMERODIR": str(tmp_path),
                "OMERO_USERDIR": str(tmp_path / "user"),
                "HOME": str(tmp_path),
            },
        )
        assert done.returncode == 0, done.stderr[-3000:]
        answers = json.loads(done.stdout.splitlines()[-1])
        for command, (status, text) in zip([login, *commands, ["logout"]], answers, strict=True):
            assert status == 0, (command, text)
        return [text for _, text in answers[1:-1]]

    return run


def first(pattern: str, text: str) -> str:
    """What of the text matches first; there has to be something."""
    found = re.search(pattern, text)
    assert found, text
    return found[0]


def test_a_user_makes_annotates_moves_finds_and_deletes(omero_command, new_group, new_user):
    group, target = new_group("rwra--"), new_group("rwr---")
    user = new_user(group, target)
    made = omero_command(user.name, user.password, ["obj", "new", "Dataset", "name=commanded"])[0]
    dataset = first(r"Dataset:\d+", made)
    oid = dataset.partition(":")[2]
    hql = f"select d.name, d.details.group.id from Dataset d where d.id = {oid}"
    outputs = omero_command(
        user.name,
        user.password,
        ["obj", "update", dataset, "description=hello"],
        ["obj", "get", dataset],
        ["hql", "-q", "--style", "plain", hql],
        ["search", "Dataset", "commanded"],
        ["chgrp", str(target.id), dataset],
        ["hql", "-q", "--all", "--style", "plain", hql],
        ["delete", dataset, "--report"],
        ["hql", "-q", "--all", "--style", "plain", hql],
    )
    assert "description=hello" in outputs[1]
    assert f"commanded,{group.id}" in outputs[2]
    assert oid in outputs[3]
    assert "ok" in outputs[4]
    assert f"commanded,{target.id}" in outputs[5]
    assert f"Dataset:{oid}" in outputs[6]
    assert "commanded" not in outputs[7]


def test_map_annotations_and_tags_are_made(omero_command, new_group, new_user):
    user = new_user(new_group())
    made = omero_command(
        user.name,
        user.password,
        ["obj", "new", "Dataset", "name=d"],
        ["obj", "new", "MapAnnotation", "ns=t"],
        ["tag", "create", "--name", "a tag", "--desc", "d"],
    )
    dataset, pairs = (
        first(r"Dataset:\d+", made[0]),
        first(r"MapAnnotation:\d+", made[1]),
    )
    outputs = omero_command(
        user.name,
        user.password,
        ["obj", "map-set", pairs, "mapValue", "stain", "DAPI"],
        ["obj", "new", "DatasetAnnotationLink", f"parent={dataset}", f"child={pairs}"],
        ["obj", "map-get", pairs, "mapValue", "stain"],
        ["tag", "list"],
    )
    assert "DatasetAnnotationLink:" in outputs[1]
    assert "DAPI" in outputs[2]
    assert "'a tag'" in outputs[3]


def test_root_makes_groups_and_users_and_gives_data_away(omero_server, omero_command, new_group, new_user, new_dataset):
    group = new_group("rwra--")
    giver, taker = new_user(group), new_user(group)
    client = omero_server.client(giver.name, giver.password)
    dataset = new_dataset(client, group)
    client.closeSession()
    name = f"{giver.name}-made"
    outputs = omero_command(
        "root",
        omero_server.root_password,
        ["group", "add", f"{name}-group", "--type", "read-annotate"],
        ["user", "add", name, "New", "Person", f"{name}-group", "-P", "secret"],
        ["user", "list", "--style", "plain"],
        ["chown", taker.name, f"Dataset:{dataset}"],
        ["hql", "-q", "--all", "--style", "plain", f"select d.details.owner.id from Dataset d where d.id = {dataset}"],
        ["sessions", "who"],
    )  # fmt: skip
    assert "rwra--" in outputs[0]
    assert f",{name},New,Person," in outputs[2]
    assert f"0,{taker.id}" in outputs[4]
    assert "root" in outputs[5]
    omero_command(name, "secret", ["sessions", "group"])
