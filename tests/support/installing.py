# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `omero-forms setup` does, done in the test process, with the passwords that its settings name."""

from __future__ import annotations

from demo.lab import Server
from tests.support import environment


def install_in_process(server: Server) -> None:
    """Make store group, form master, form agent and seal key in *server*."""
    raise NotImplementedError(server, environment.SEAL_KEY)
