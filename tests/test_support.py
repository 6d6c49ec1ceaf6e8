# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests stand on."""

from __future__ import annotations

import omero
from tests.support.servers import Lab


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
