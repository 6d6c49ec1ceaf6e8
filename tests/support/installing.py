# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `omero-forms setup` does, done in the test process, with the passwords that its settings name."""

from __future__ import annotations

from demo.lab import Server
from tests.support import environment


def install_in_process(server: Server) -> None:
    """Make store group, form master, form agent and seal key in *server*, so that the settings of this process are
    right.
    """
    from omero_forms.conf import Secret, conf
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.services.setup import Plan, set_up

    plan = Plan(
        directory=environment.SECRETS,
        master_password=Secret(environment.MASTER_PASSWORD),
        agent_password=Secret(environment.AGENT_PASSWORD),
    )
    session = open_password_session(server.host, server.port, "root", server.root_password)
    try:
        outcome = set_up(session, plan, conf())
    finally:
        session.close()
    for key, value in outcome.settings.items():
        assert environment.SETTINGS[key] == value, f"{key} is {value}, the settings of the tests say something else"
