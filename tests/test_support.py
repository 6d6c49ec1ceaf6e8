# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

import omero
from omero_embedded.pytest_plugin import start_server, stop_server
from tests.support.another_pytest import passed_again
from tests.support.servers import Lab

SEEN: dict[str, list[int]] = {"group": [], "file": []}


@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(4))
def test_tests_of_a_group_run_one_after_the_other_in_one_worker(number: int) -> None:
    """Or else each worker starts all that a group shares, and tests that are never to run at once do."""
    SEEN["group"].append(number)
    assert SEEN["group"] == list(range(number + 1))


@pytest.mark.parametrize("number", range(4))
def test_tests_of_a_file_run_one_after_the_other_in_one_worker(number: int) -> None:
    """What a file shares is made once, too."""
    SEEN["file"].append(number)
    assert SEEN["file"] == list(range(number + 1))


def test_key_of_a_session_that_has_ended_is_not_handed_out_again(lab: Lab) -> None:
    key = lab.session_key("fellow")
    assert lab.session_key("fellow") == key
    other = omero.client(lab.server.host, lab.server.port)
    other.joinSession(key)
    other.killSession()
    again = lab.session_key("fellow")
    assert again != key
    joined = omero.client(lab.server.host, lab.server.port)
    try:
        joined.joinSession(again)
    finally:
        joined.closeSession()


def test_our_tests_go_to_the_server_that_the_environment_names(tmp_path: Path) -> None:
    """Over SSL, as a real one wants it; what they made is there afterwards."""
    process, server = start_server(tmp_path, root_password="of-another-server")
    variables = {
        "OMERO_TEST_HOST": "localhost",
        "OMERO_TEST_PORT": str(server.ssl_port),
        "OMERO_TEST_ROOT_PASSWORD": "of-another-server",
    }
    try:
        passed_again(["tests/gateway/test_directory.py"], variables)
        client = server.client()
        assert client.sf.getAdminService().lookupGroup("lab private")
        client.closeSession()
    finally:
        stop_server(process)
