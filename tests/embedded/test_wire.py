# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on the wire: transports, bad input, callbacks, starting and stopping."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
from pathlib import Path

import Glacier2
import Ice
import omero.clients
import omero.cmd
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rstring

import omero
import omero_embedded
from omero_embedded.pytest_plugin import RunningServer, start_server, stop_server
from omero_embedded.session import MAX_SERVICES
from omero_embedded.wire.signatures import operations_of

ROOT = Path(omero_embedded.__file__).parent.parent


def answers(server: RunningServer) -> bool:
    """Whether somebody else can still log in and ask."""
    client = server.client()
    try:
        return client.sf.getAdminService().getEventContext().userName == "root"
    finally:
        client.closeSession()


# ---- transports ----------------------------------------------------------------------------------


def test_the_same_session_is_reached_over_ssl_and_over_plain_tcp(omero_server):
    over_ssl = omero.client(omero_server.host, omero_server.ssl_port)
    over_ssl.createSession("root", omero_server.root_password)
    over_tcp = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    over_tcp.joinSession(over_ssl.getSessionId())
    try:
        first = over_ssl.sf.getAdminService().getEventContext().sessionId
        assert over_tcp.sf.getAdminService().getEventContext().sessionId == first
    finally:
        over_tcp.closeSession()
        over_ssl.closeSession()


def test_the_gateway_moves_to_the_unencrypted_port_when_it_is_told_to(
    omero_server, new_group, new_user
):
    user = new_user(new_group())
    with BlitzGateway(
        user.name, user.password, host=omero_server.host, port=omero_server.ssl_port, secure=False
    ) as conn:
        assert conn.isConnected()
        assert conn.getUser().getName() == user.name
        assert not conn.isSecure()


def test_every_operation_of_every_service_has_a_definition_that_we_can_read():
    from omero_embedded.services import STATEFUL, STATELESS

    for service in (*STATELESS, *STATEFUL):
        names = {operation.name for operation in operations_of(service.interface)}
        assert names, service.interface
    assert "close" in {o.name for o in operations_of(omero.api.RawFileStore)}
    void = {o.name: o.void for o in operations_of(omero.api.IUpdate)}
    assert void["saveObject"]
    assert not void["saveAndReturnObject"]


def test_no_method_of_a_service_is_outside_of_its_interface():
    from omero_embedded.services import STATEFUL, STATELESS
    from omero_embedded.services.factory import SessionServant

    cases = [(s, s.interface) for s in (*STATELESS, *STATEFUL)]
    cases.append((SessionServant, omero.api.ServiceFactory))
    for service, interface in cases:
        known = {operation.method for operation in operations_of(interface)}
        public = {
            n for n in dir(service) if not n.startswith("_") and callable(getattr(service, n))
        }
        assert public - {"interface"} <= known, service


# ---- bad input -----------------------------------------------------------------------------------


def test_an_unknown_object_is_not_there_and_the_connection_lives_on(omero_server):
    client = omero_server.client()
    try:
        proxy = client.ic.stringToProxy(f"nonsense/x:tcp -h 127.0.0.1 -p {omero_server.tcp_port}")
        with pytest.raises(Ice.ObjectNotExistException):
            proxy.ice_ping()
        known = client.sf.getQueryService()
        other = client.ic.stringToProxy(
            str(known).replace(client.getSessionId(), "6f1c9e1e-2222-4a4a-8888-0123456789ab")
        )
        with pytest.raises(Ice.ObjectNotExistException):
            omero.api.IQueryPrx.uncheckedCast(other).find("Experimenter", 0)
        assert client.sf.getAdminService().getEventContext().userName == "root"
    finally:
        client.closeSession()


@pytest.mark.parametrize(
    "noise",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"IceP\x01\x00\x01\x00\x00\x00" + struct.pack("<i", 2_000_000_000),
        b"IceP\x01\x00\x01\x00\x00\x00" + struct.pack("<i", 3),
        b"\x00" * 4096,
    ],
    ids=["http", "two gigabytes announced", "shorter than its header", "zeros"],
)
def test_noise_on_the_port_hurts_nobody_else(omero_server, noise):
    with socket.create_connection(
        (omero_server.host, omero_server.tcp_port), timeout=5
    ) as connection:
        connection.sendall(noise)
        assert answers(omero_server)


def test_connections_left_half_closed_hurt_nobody_else(omero_server):
    connections = [
        socket.create_connection((omero_server.host, port), timeout=5)
        for port in (omero_server.tcp_port, omero_server.ssl_port)
        for _ in range(30)
    ]
    for connection in connections:
        connection.shutdown(socket.SHUT_WR)
    try:
        assert answers(omero_server)
    finally:
        for connection in connections:
            connection.close()


def test_a_megabyte_of_malformed_hql_is_an_error_for_its_sender_only(omero_server):
    client = omero_server.client()
    try:
        query = client.sf.getQueryService()
        for hql in (
            "select " + "(" * 1_000_000,
            "select d from Dataset d where " + "d.id = 1 or " * 80_000,
        ):
            with pytest.raises(omero.ServerError):
                query.findAllByQuery(hql, None)
        assert query.find("Experimenter", 0).omeName.val == "root"
        assert answers(omero_server)
    finally:
        client.closeSession()


def test_what_is_not_implemented_says_so(omero_server):
    client = omero_server.client()
    try:
        with pytest.raises(omero.InternalException, match="not implemented by the embedded server"):
            client.sf.getAdminService().moveToCommonSpace([])
        with pytest.raises(omero.InternalException, match="not implemented by the embedded server"):
            client.sf.createExporter()
        response = client.submit(omero.cmd.FindPyramids(), failonerror=False).getResponse()
        assert isinstance(response, omero.cmd.ERR)
        assert "not implemented" in response.parameters["message"]
    finally:
        client.closeSession()


def test_one_session_cannot_open_services_without_end(omero_server):
    client = omero_server.client()
    try:
        for _ in range(MAX_SERVICES):
            client.sf.createRawFileStore()
        with pytest.raises(omero.OverUsageException):
            client.sf.createRawFileStore()
    finally:
        client.killSession()


def test_fifty_clients_at_once_are_all_answered(omero_server):
    found: list[str] = []

    def ask() -> None:
        client = omero_server.client()
        try:
            found.append(client.sf.getAdminService().getEventContext().userName)
        finally:
            client.closeSession()

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == ["root"] * 50


# ---- callbacks -----------------------------------------------------------------------------------


def test_a_callback_hears_of_the_end_from_the_server(omero_server, new_group, new_user):
    group = new_group()
    user = new_user(group)
    client = omero_server.client(user.name, user.password)
    heard = threading.Event()

    class Callback(omero.callbacks.CmdCallbackI):
        def initialPoll(self, foreground_poll: bool = False) -> None:
            """Wait for the server instead of asking."""

        def finished(self, response, status, current=None):
            if current is not None:
                heard.set()
            super().finished(response, status, current)

    try:
        # Long enough to be still running when the callback is added, on most machines.
        requests = [omero.cmd.Delete2(targetObjects={"Dataset": []}) for _ in range(2_000)]
        handle = client.sf.submit(omero.cmd.DoAll(requests))
        callback = Callback(client, handle)
        if handle.getResponse() is None:
            assert heard.wait(120)
        callback.poll()
        assert isinstance(callback.getResponse(), omero.cmd.DoAllRsp)
        callback.close(True)
    finally:
        client.closeSession()


# ---- starting and stopping -----------------------------------------------------------------------


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
        "--host", "--tcp-port", "--ssl-port", "--root-password", "--database", "--seed", "--ready-file", "--die-with-parent",
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
        timeout=30,
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


def test_sigterm_stops_it_and_the_file_keeps_the_data(tmp_path):
    database = tmp_path / "kept.db"
    process, server = start_server(tmp_path, "--database", str(database))
    client = server.client()
    dataset = omero.model.DatasetI()
    dataset.name = rstring("kept")
    oid = client.sf.getUpdateService().saveAndReturnObject(dataset).id.val
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


def test_every_acknowledged_save_survives_kill_9(tmp_path):
    database = tmp_path / "killed.db"
    process, server = start_server(tmp_path, "--database", str(database))
    acknowledged: list[int] = []
    enough = threading.Event()

    def save() -> None:
        client = server.client()
        update = client.sf.getUpdateService()
        try:
            while True:
                dataset = omero.model.DatasetI()
                dataset.name = rstring("x")
                acknowledged.append(update.saveAndReturnObject(dataset).id.val)
                if len(acknowledged) > 60:
                    enough.set()
        except Ice.Exception:
            client.__del__()

    threads = [threading.Thread(target=save) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert enough.wait(120)
    process.kill()
    process.wait()
    for thread in threads:
        thread.join(120)
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = {row[0] for row in connection.execute('SELECT id FROM "Dataset"')}
    assert set(acknowledged) <= stored


def test_it_dies_with_its_parent(tmp_path):
    ready = tmp_path / "ready.json"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time\n"
            f"subprocess.Popen([sys.executable, '-m', 'omero_embedded', '--root-password', 'x', '--ready-file', {str(ready)!r}, "
            "'--die-with-parent'])\n"
            "time.sleep(600)",
        ],
        cwd=ROOT,
    )
    wait_for(ready.exists)
    pid = json.loads(ready.read_text())["pid"]
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive(pid))


def test_sessions_resume_after_the_server_was_frozen(tmp_path):
    process, server = start_server(tmp_path)
    try:
        client = server.client()
        process.send_signal(signal.SIGSTOP)
        done = threading.Event()
        threading.Thread(
            target=lambda: (client.sf.getAdminService().getEventContext(), done.set()), daemon=True
        ).start()
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


def wait_for(condition, seconds: float = 120.0) -> None:
    """Wait until something holds; fail when it never does."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    pytest.fail("waited in vain")


def test_a_wrong_password_is_refused_quickly(omero_server):
    client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    with pytest.raises(Glacier2.PermissionDeniedException):
        client.createSession("root", "wrong")
    client.__del__()
