# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on the wire: transports, bad input, callbacks, starting and stopping."""

from __future__ import annotations

import socket
import struct
import threading
from pathlib import Path

import Glacier2
import Ice
import omero.clients
import omero.cmd
import pytest
from omero.gateway import BlitzGateway

import omero
import omero_embedded
from omero_embedded.sessions.session import MAX_SERVICES
from tests.embedded.asking import answers

ROOT = Path(omero_embedded.__file__).parent.parent


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


def test_the_gateway_moves_to_the_unencrypted_port_when_it_is_told_to(omero_server, new_group, new_user):
    user = new_user(new_group())
    with BlitzGateway(
        user.name, user.password, host=omero_server.host, port=omero_server.ssl_port, secure=False
    ) as conn:
        assert conn.isConnected()
        assert conn.getUser().getName() == user.name
        assert not conn.isSecure()


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
    with socket.create_connection((omero_server.host, omero_server.tcp_port), timeout=60) as connection:
        connection.sendall(noise)
        assert answers(omero_server)


def test_connections_left_half_closed_hurt_nobody_else(omero_server):
    connections = [
        socket.create_connection((omero_server.host, port), timeout=60)
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


def test_a_wrong_password_is_refused_quickly(omero_server):
    client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    with pytest.raises(Glacier2.PermissionDeniedException):
        client.createSession("root", "wrong")
    client.__del__()
