# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bad clients, long calls and sudden ends may not do."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import Ice
import omero.clients
import omero.model
import pytest
from omero.rtypes import rstring

import omero
from omero_embedded.pytest_plugin import RunningServer, start_server, stop_server
from omero_embedded.store import MOST_READERS, Store

FOR_EVER = (
    "select count(a.id) from Event a, Event b, Event c, Event d, Event e, Event f "
    "where a.id + b.id + c.id + d.id + e.id + f.id < 0"
)
"""A query that no machine ends in the time of a test, once there are some hundred events."""


PATIENCE = 60
"""Seconds for what takes two at most, on a machine that has much else to do."""


FILES_OF_READERS = 2 * MOST_READERS


@pytest.fixture
def own_server(tmp_path) -> Iterator[tuple[subprocess.Popen[bytes], RunningServer]]:
    """A server that only one test uses."""
    process, server = start_server(tmp_path)
    yield process, server
    stop_server(process)


def wait_for(condition: Callable[[], Any], seconds: float = 120.0) -> None:
    pause = threading.Event()
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            pytest.fail("waited in vain")
        pause.wait(0.05)


def answers(server: RunningServer) -> bool:
    """Whether somebody else can log in and ask."""
    client = server.client()
    try:
        return client.sf.getAdminService().getEventContext().userName == "root"
    finally:
        client.closeSession()


def dataset(name: str = "x") -> Any:
    made = omero.model.DatasetI()
    made.name = rstring(name)
    return made


def annotation() -> Any:
    made = omero.model.MapAnnotationI()
    made.ns = rstring("robust")
    made.mapValue = [omero.model.NamedValue("key", "value")]
    return made


# ---- bad input -------------------------------------------------------------------------------------


def message_of(size: int) -> bytes:
    """The header of an Ice request that announces `size` bytes."""
    return b"IceP\x01\x00\x01\x00\x00\x00" + struct.pack("<i", size)


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has hung up; what it has sent before is thrown away."""
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def test_an_oversized_message_ends_its_own_connection_and_no_other(omero_server):
    beside = omero_server.client()
    try:
        with socket.create_connection((omero_server.host, omero_server.tcp_port), 5) as connection:
            connection.sendall(message_of(300_000 * 1024) + b"x" * 65536)
            assert is_closed(connection)
        assert beside.sf.getAdminService().getEventContext().userName == "root"
    finally:
        beside.closeSession()


def test_an_oversized_argument_is_an_error_for_its_sender_only(omero_server):
    beside = omero_server.client()
    client = omero.client(
        host=omero_server.tcp_url,
        port=omero_server.tcp_port,
        args=["--Ice.MessageSizeMax=400000"],
    )
    client.createSession("root", omero_server.root_password)
    try:
        with pytest.raises(Ice.Exception):
            client.sf.getQueryService().findAllByQuery("x" * (260 * 1024 * 1024), None)
        assert beside.sf.getAdminService().getEventContext().userName == "root"
        assert answers(omero_server)
    finally:
        client.__del__()
        beside.closeSession()


def test_a_message_that_never_ends_holds_up_nobody(omero_server):
    """As many of them as there are threads that answer, over both ports."""
    connections = [
        socket.create_connection((omero_server.host, omero_server.tcp_port), 5) for _ in range(40)
    ]
    try:
        for connection in connections:
            connection.sendall(message_of(10_000) + b"half of")
        assert answers(omero_server)
    finally:
        for connection in connections:
            connection.close()


def test_a_connection_closed_in_the_middle_of_a_tls_handshake_hurts_nobody_else(omero_server):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    hello = context.wrap_bio(incoming, outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        hello.do_handshake()
    greeting = outgoing.read()
    for part in (greeting, greeting[: len(greeting) // 2], b"\x16\x03\x01\xff\xff" + b"\0" * 99):
        with socket.create_connection((omero_server.host, omero_server.ssl_port), 5) as connection:
            connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
    over_ssl = omero.client(omero_server.host, omero_server.ssl_port)
    over_ssl.createSession("root", omero_server.root_password)
    over_ssl.closeSession()


def test_an_identity_that_nobody_has_is_an_error_for_its_caller_only(omero_server):
    client = omero_server.client()
    try:
        for identity in (
            "nonsense/x", "OMERO.Glacier2/other", "omero.api.IQuery/nobody", "x",
            "omero.api.IQuery/" + "y" * 100_000,
        ):  # fmt: skip
            proxy = client.ic.stringToProxy(
                f"{identity}:tcp -h {omero_server.host} -p {omero_server.tcp_port}"
            )
            with pytest.raises(Ice.ObjectNotExistException):
                omero.api.IQueryPrx.uncheckedCast(proxy).find("Experimenter", 0)
        store = client.ic.stringToProxy(
            f"omero.api.RawFileStore/{client.getSessionId()}\\/999"
            f":tcp -h {omero_server.host} -p {omero_server.tcp_port}"
        )
        with pytest.raises(Ice.ObjectNotExistException):
            omero.api.RawFileStorePrx.uncheckedCast(store).size()
        assert client.sf.getQueryService().find("Experimenter", 0).omeName.val == "root"
    finally:
        client.closeSession()


def test_an_operation_that_is_none_is_an_error_for_its_caller_only(omero_server):
    client = omero_server.client()
    try:
        query = client.sf.getQueryService()
        for data in (b"", b"\xff" * 1_000):
            with pytest.raises(Ice.Exception):
                query.ice_invoke("dropTables", Ice.OperationMode.Normal, data)
        assert query.find("Experimenter", 0).omeName.val == "root"
    finally:
        client.closeSession()


MEGABYTE = 1_000_000
MALFORMED = {
    "open parentheses": "select " + "(" * MEGABYTE,
    "parentheses around a condition": "select d from Dataset d where " + "(" * 400_000 + "d.id = 1",
    "balanced parentheses": f"select d from Dataset d where {'(' * 400_000}1 = 1{')' * 400_000}",
    "minuses": "select d from Dataset d where d.id = " + "- " * 500_000 + "1",
    "cases": "select d from Dataset d where " + "case when " * 100_000,
    "subselects": "select d from Dataset d where d.id in " + "(select e.id from Dataset e where e.id in " * 25_000,
    "dots": "select d from Dataset d where d" + ".details" * 120_000 + " = 1",
    "sums": "select d from Dataset d where d.id = " + "1+" * 100_000 + "1",
    "a long name": "select d from " + "D" * MEGABYTE + " d",
    "an open string": "select d from Dataset d where d.name = '" + "x" * MEGABYTE,
    "zeros": "\0" * MEGABYTE,
    "many entities": "select d from Dataset d" + ", Dataset e" * 80_000,
    "unfinished joins": "select d from Dataset d " + "join d.projectLinks l " * 45_000,
}  # fmt: skip


@pytest.mark.parametrize("hql", list(MALFORMED.values()), ids=list(MALFORMED))
def test_a_megabyte_of_bad_hql_is_an_error_and_the_same_client_can_go_on(omero_server, hql):
    """Recursion, in the parser or in SQLite's, must never end the process."""
    client = omero_server.client()
    try:
        query = client.sf.getQueryService()
        with pytest.raises(omero.ServerError):
            query.projection(hql, None)
        assert query.find("Experimenter", 0).omeName.val == "root"
    finally:
        client.closeSession()


@pytest.mark.parametrize(
    "condition",
    ["not " * 250_000 + "d.id < 0", "d.id < 0 and " * 20_000 + "d.id < 0"],
    ids=["nots", "ands"],
)
def test_good_hql_without_end_is_answered_or_refused(omero_server, condition):
    client = omero_server.client()
    try:
        query = client.sf.getQueryService()
        with contextlib.suppress(omero.QueryException):
            assert query.projection(f"select d.id from Dataset d where {condition}", None) == []
        assert query.find("Experimenter", 0).omeName.val == "root"
    finally:
        client.closeSession()


def test_a_client_that_does_not_take_its_large_answer_holds_up_nobody(own_server, tmp_path):
    """Large answers are made one at a time; one that cannot be sent must not stand in the way of the next."""
    _, server = own_server
    client = server.client()
    ready = tmp_path / "asked"
    puller = subprocess.Popen(
        [sys.executable, "-c", PULLER, server.tcp_url, str(server.tcp_port), server.root_password, str(ready)]
    )  # fmt: skip
    try:
        for _ in range(10):
            client.sf.getUpdateService().saveArray([dataset("d" * 200) for _ in range(2_000)])
        wait_for(ready.exists)
        puller.send_signal(signal.SIGSTOP)
        rows = client.sf.getQueryService().projection("select d.id, d.name from Dataset d", None)
        assert len(rows) == 20_000
        assert answers(server)
    finally:
        puller.kill()
        puller.wait()
        client.closeSession()


PULLER = """
import sys, pathlib, omero, omero.clients
client = omero.client(sys.argv[1], int(sys.argv[2]))
query = client.createSession("root", sys.argv[3]).getQueryService()
asked = []
while True:
    asked = [query.begin_projection("select d.id, d.name from Dataset d", None) for _ in range(4)]
    pathlib.Path(sys.argv[4]).touch()
    for one in asked:
        query.end_projection(one)
"""


# ---- leaks -----------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts with /proc")
def test_four_hundred_log_ins_leave_no_threads_and_no_open_files(own_server):
    process, server = own_server

    def counted() -> tuple[int, int]:
        folder = Path(f"/proc/{process.pid}")
        return len(list((folder / "task").iterdir())), len(list((folder / "fd").iterdir()))

    def log_in(times: int) -> None:
        for number in range(times):
            client = server.client()
            client.sf.getAdminService().getEventContext()
            client.sf.createRawFileStore()
            if number % 3:
                client.closeSession()
            else:
                client.__del__()  # as when a process ends without a word

    log_in(20)
    threads, files = counted()
    log_in(400)
    # A few threads more come with the load, each with its connection to the database, that is two files, which stays for a
    # while when the thread ends. What a client leaves behind goes when the server notices that its connection has ended.
    wait_for(
        lambda: counted()[0] < threads + 20 and counted()[1] < files + FILES_OF_READERS,
    )


def test_connections_of_threads_that_have_ended_are_let_go():
    store = Store(None)
    together = threading.Barrier(MOST_READERS + 20)

    def read() -> None:
        together.wait(PATIENCE)
        store.read().execute('SELECT count(*) FROM "Dataset"').fetchone()

    threads = [threading.Thread(target=read) for _ in range(MOST_READERS + 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    try:
        assert len(store._connections) <= MOST_READERS
        assert store.read().execute('SELECT count(*) FROM "Dataset"').fetchone() == (0,)
    finally:
        store.close()


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
        (with_value,) = query.projection(
            "select count(distinct a.id) from MapAnnotation a join a.mapValue v", None
        )
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

    def save(in_batches: bool) -> None:
        client = server.client()
        update = client.sf.getUpdateService()
        try:
            while True:
                if in_batches:
                    ids = update.saveAndReturnIds([annotation() for _ in range(BATCH)])
                    acknowledged.extend(("Annotation", oid) for oid in ids)
                else:
                    acknowledged.append(("Dataset", update.saveAndReturnObject(dataset()).id.val))
                if len(acknowledged) > 600:
                    enough.set()
        except (Ice.Exception, omero.ServerError):
            client.__del__()

    threads = [threading.Thread(target=save, args=(kind,)) for kind in (True, False, False)]
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


# ---- commands --------------------------------------------------------------------------------------


def test_a_command_whose_context_is_refused_never_gets_an_answer(omero_server, new_group, new_user):
    """As with a real server: it is accepted, and OMERO.web shows it as in progress. The session goes on."""
    group, foreign = new_group(), new_group()
    user = new_user(group)
    client = omero_server.client(user.name, user.password)
    try:
        oid = client.sf.getUpdateService().saveAndReturnObject(dataset()).id.val
        move = omero.cmd.Chgrp2(targetObjects={"Dataset": [oid]}, groupId=foreign.id)
        refused = [
            (omero.cmd.DoAll([move]), {"omero.group": str(foreign.id)}),
            (move, {"omero.user": "0"}),
        ]
        handles = [client.sf.submit(request, context) for request, context in refused]
        allowed = client.submit(omero.cmd.Delete2(targetObjects={"Dataset": [oid]}))
        assert isinstance(allowed.getResponse(), omero.cmd.Delete2Response)
        for handle in handles:
            assert handle.getResponse() is None
            handle.close()
    finally:
        client.closeSession()
