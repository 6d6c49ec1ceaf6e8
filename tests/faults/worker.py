# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m tests.faults.worker` is `omero-forms worker` with one child that stops where a test wants it to."""

from __future__ import annotations

import sys

from omero_forms.cli import main
from tests.support.halts import install

if __name__ == "__main__":
    install("worker")
    sys.exit(main(["worker", "--concurrency=1"]))
