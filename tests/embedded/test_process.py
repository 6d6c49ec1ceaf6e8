# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server as a process: its options, how it starts, and how it ends, however suddenly."""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import Ice
import omero.clients
import omero.model
import pytest

import omero
import omero_embedded
from omero_embedded.pytest_plugin import start_server, stop_server
from tests.embedded.asking import PATIENCE, answers
from tests.embedded.laboratory import dataset, map_annotation
from tests.support.freezing import freeze
from tests.support.waiting import wait_for

ROOT = Path(omero_embedded.__file__).parent.parent

FOR_EVER = (
    "select count(a.id) from Event a, Event b, Event c, Event d, Event e, Event f "
    "where a.id + b.id + c.id + d.id + e.id + f.id < 0"
)
"""A query that no machine ends in the time of a test, once there are some hundred events."""


# ---- options and starts --------------------------------------------------------------------------


def test_help_reads_well_and_needs_no_omero():
    shown = subprocess.run(
        [sys.executable, "-m", "omero_embedded", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    options = set(re.findall(r"^ +(--[a-z-]+)", shown, re.MULTILINE))
    assert options >= {
        "--host", "--tcp-port", "--ssl-port", "--root-password", "--database", "--seed", "--ready-file",
        "--die-with-parent",
    }  # fmt: skip
    assert "examples:" in shown
    readme = (ROOT / "omero_embedded/README.md").read_text(encoding="utf-8")
    assert {option for option in options if f"`{option}" not in readme} == set()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--tcp-port", "abc"], "--tcp-port: a port is a number from 0 to 65535"),
        (["--ssl-port", "-1"], "--ssl-port: a port is a number from 0 to 65535"),
        (["--database", "{folder}/nowhere/my.db"], "{folder}/nowhere/my.db: unable to open"),
        (["--database", "{folder}/notes.txt"], "{folder}/notes.txt: file is not a database"),
        (["--ready-file", "{folder}/nowhere/ready"], "{folder}/nowhere/ready: No such file"),
    ],
)
def test_a_wrong_option_is_named_in_a_sentence(tmp_path, options, said):
    (tmp_path / "notes.txt").write_text("no database at all, but a page of notes\n" * 40)
    refused = subprocess.run(
        [sys.executable, "-m", "omero_embedded", *(o.format(folder=tmp_path) for o in options)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert refused.returncode in {1, 2}
    assert said.format(folder=tmp_path) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_another_host_wants_a_chosen_password():
    refused = subprocess.run(
        [sys.executable, "-m", "omero_embedded", "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "OMERO_EMBEDDED_ROOT_PASSWORD"},
    )
    assert refused.returncode == 2
    assert "--root-password" in refused.stderr


def test_a_port_that_is_taken_is_said_plainly(omero_server):
    refused = subprocess.run(
        [
            sys.executable,
            "-m",
            "omero_embedded",
            "--root-password",
            "x",
            "--tcp-port",
            str(omero_server.tcp_port),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert refused.returncode == 1
    assert "cannot start" in refused.stderr


# ---- ends ------------------------------------------------------------------------------------------


def test_sigterm_while_a_call_runs_for_ever_ends_the_server_soon(tmp_path):
    process, server = start_server(tmp_path)
    client = server.client()
    try:
        for _ in range(200):
            client.sf.getUpdateService().saveObject(dataset())
        calls = [client.sf.getQueryService().begin_projection(FOR_EVER, None) for _ in range(3)]
        assert answers(server)  # others are answered meanwhile
        assert not any(call.isCompleted() for call in calls)
        process.terminate()
        assert process.wait(PATIENCE) == 0
    finally:
        stop_server(process)
        client.__del__()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_that_another_thread_is_given_ends_the_server_too(own_server, number):
    """The kernel may give it to any; the main thread, whose work ending is, then sleeps on."""
    process, server = own_server
    assert answers(server)
    threads = [int(entry.name) for entry in Path(f"/proc/{process.pid}/task").iterdir()]
    other = max(thread for thread in threads if thread != process.pid)
    assert ctypes.CDLL(None).tgkill(process.pid, other, number) == 0
    assert process.wait(PATIENCE) == 0


def test_sigterm_while_a_save_waits_for_a_locked_file_ends_the_server_soon(tmp_path):
    database = tmp_path / "locked.db"
    process, server = start_server(tmp_path, "--database", str(database))
    client = server.client()
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        call = client.sf.getUpdateService().begin_saveObject(dataset())
        call.waitForSent()
        assert client.sf.getAdminService().getEventContext().userName == "root"
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert connection.execute('SELECT count(*) FROM "Dataset"').fetchone() == (0,)
    finally:
        connection.close()
        stop_server(process)
        client.__del__()


def test_sigterm_while_clients_write_loses_nothing_that_was_acknowledged(tmp_path):
    database = tmp_path / "stopped.db"
    acknowledged = saved_until(tmp_path, database, signal.SIGTERM)
    assert acknowledged <= stored(database)


def test_kill_9_while_clients_write_leaves_a_file_that_opens_and_holds_every_acknowledged_save(
    tmp_path,
):
    """Single saves and batches, thrice into one file; then a server opens it, and goes on."""
    database = tmp_path / "killed.db"
    acknowledged: set[tuple[str, int]] = set()
    for _ in range(3):
        acknowledged |= saved_until(tmp_path, database, signal.SIGKILL)
        assert acknowledged <= stored(database)
    process, server = start_server(tmp_path, "--database", str(database))
    try:
        client = server.client()
        query = client.sf.getQueryService()
        # no half batches: each annotation of a batch has its named value and its row in the log
        (row,) = query.projection("select count(a.id) from MapAnnotation a", None)
        (with_value,) = query.projection("select count(distinct a.id) from MapAnnotation a join a.mapValue v", None)
        (logged,) = query.projection(
            "select count(distinct l.entityId) from EventLog l where l.action = 'INSERT' "
            "and l.entityType = 'ome.model.annotations.MapAnnotation'",
            None,
        )
        assert row[0].val == with_value[0].val == logged[0].val
        assert row[0].val % BATCH == 0
        newest = client.sf.getUpdateService().saveAndReturnObject(dataset()).id.val
        assert newest > max(oid for table, oid in acknowledged if table == "Dataset")
        client.closeSession()
    finally:
        stop_server(process)


BATCH = 20


def saved_until(folder: Path, database: Path, sign: signal.Signals) -> set[tuple[str, int]]:
    """Let three clients save until enough is saved, send the server the signal, and return what it had acknowledged."""
    process, server = start_server(folder, "--database", str(database))
    acknowledged: list[tuple[str, int]] = []
    enough = threading.Event()

    def save(client: omero.client, in_batches: bool) -> None:
        update = client.sf.getUpdateService()
        try:
            while True:
                if in_batches:
                    ids = update.saveAndReturnIds([map_annotation("robust") for _ in range(BATCH)])
                    acknowledged.extend(("Annotation", oid) for oid in ids)
                else:
                    acknowledged.append(("Dataset", update.saveAndReturnObject(dataset()).id.val))
                if len(acknowledged) > 600:
                    enough.set()
        except (Ice.Exception, omero.ServerError):
            client.__del__()

    # All have logged in before the first one saves: two can have saved enough before the third is there.
    clients = [(server.client(), kind) for kind in (True, False, False)]
    threads = [threading.Thread(target=save, args=each) for each in clients]
    for thread in threads:
        thread.start()
    try:
        assert enough.wait(PATIENCE)
        os.kill(process.pid, sign)
        process.wait(PATIENCE)
    finally:
        stop_server(process)
        for thread in threads:
            thread.join(PATIENCE)
    return set(acknowledged)


def stored(database: Path) -> set[tuple[str, int]]:
    """What a database file holds that nobody has open."""
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            (table, oid)
            for table in ("Dataset", "Annotation")
            for (oid,) in connection.execute(f'SELECT id FROM "{table}"')
        }


def test_sigterm_stops_it_and_the_file_keeps_the_data(tmp_path):
    database = tmp_path / "kept.db"
    process, server = start_server(tmp_path, "--database", str(database))
    client = server.client()
    oid = client.sf.getUpdateService().saveAndReturnObject(dataset("kept")).id.val
    client.__del__()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    process, again = start_server(tmp_path, "--database", str(database), root_password="other")
    try:
        assert again.database_uuid == server.database_uuid
        client = again.client()
        assert client.sf.getQueryService().get("Dataset", oid).name.val == "kept"
        client.closeSession()
    finally:
        stop_server(process)


def test_it_dies_with_its_parent(tmp_path):
    ready = tmp_path / "ready.json"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time\n"
            f"subprocess.Popen([sys.executable, '-m', 'omero_embedded', '--root-password', 'x', '--ready-file', "
            f"{str(ready)!r}, "
            "'--die-with-parent'])\n"
            "time.sleep(600)",
        ],
        cwd=ROOT,
    )
    wait_for(ready.exists, "the server to be ready")
    pid = json.loads(ready.read_text())["pid"]
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive(pid), "the server to end")


def test_sessions_resume_after_the_server_was_frozen(tmp_path):
    process, server = start_server(tmp_path)
    try:
        client = server.client()
        freeze(process.pid)
        done = threading.Event()

        def ask() -> None:
            client.sf.getAdminService().getEventContext()
            done.set()

        threading.Thread(target=ask, daemon=True).start()
        assert not done.wait(0.5)
        process.send_signal(signal.SIGCONT)
        assert done.wait(60)
        client.closeSession()
    finally:
        stop_server(process)


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
