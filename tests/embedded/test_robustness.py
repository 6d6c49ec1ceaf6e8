# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bad clients, long calls and sudden ends may not do."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import subprocess
import sys
import threading
from pathlib import Path

import Ice
import omero.clients
import omero.model
import pytest

import omero
from omero_embedded.store import MOST_READERS, Store
from tests.embedded.asking import PATIENCE, answers
from tests.embedded.laboratory import dataset
from tests.support.freezing import freeze
from tests.support.waiting import wait_for

FILES_OF_READERS = 2 * MOST_READERS


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
            # The server may hang up at the header already.
            with contextlib.suppress(ConnectionError):
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
    connections = [socket.create_connection((omero_server.host, omero_server.tcp_port), 5) for _ in range(40)]
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
            # What is no TLS at all may have made the server hang up first.
            with contextlib.suppress(OSError):
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
            proxy = client.ic.stringToProxy(f"{identity}:tcp -h {omero_server.host} -p {omero_server.tcp_port}")
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
        wait_for(ready.exists, "the client to have its question asked")
        freeze(puller.pid)
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
    # A few threads more come with the load, each with its connection to the database, that is two files, which stays
    # for a while when the thread ends. What a client leaves behind goes when the server notices that its connection has
    # ended.
    wait_for(
        lambda: counted()[0] < threads + 20 and counted()[1] < files + FILES_OF_READERS,
        "threads and files to be let go",
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
