# SPDX-License-Identifier: AGPL-3.0-or-later
"""Some of our tests once more, in a pytest of its own with other surroundings."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.servers import ROOT

OURS = ("OMERO", "PYTEST")
"""How variables begin that say where this pytest and its OMERO are."""


def passed_again(tests: list[str], variables: dict[str, str]) -> str:
    """The output of a run of *tests* with *variables* and none of ours. Fails when one of them does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--create-db", *tests],
        cwd=ROOT,
        env=inherited | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout
