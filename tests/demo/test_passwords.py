# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever may list the processes of a machine must not read passwords there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from demo.site import Site
from tests.support.sites import install_plugin


class Started:
    """The arguments of every process that this one starts while it is watched."""

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self._watching = True
        # A hook stays for good: afterwards it only looks away.
        sys.addaudithook(self._heard)

    def _heard(self, event: str, details: tuple[Any, ...]) -> None:
        if self._watching and event == "subprocess.Popen":
            self.arguments += [str(one) for one in details[1]]

    def stop(self) -> None:
        """Watch no more."""
        self._watching = False


def test_setting_up_the_demo_puts_no_password_into_the_arguments_of_a_process(
    make_site: Callable[..., Site],
) -> None:
    site, started = make_site(), Started()
    try:
        site.start_omero()
        site.configure()
        printed = install_plugin(site)
    finally:
        started.stop()
    lines = [line for line in printed if "password" in line]
    assert "setup" in started.arguments
    assert lines, "set-up gave the form master a password"
    secrets = {site.root_password, *(line.split()[-1].strip("'") for line in lines)}
    assert secrets & set(started.arguments) == set()
