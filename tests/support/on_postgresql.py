# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m tests.support.on_postgresql ...`: pytest with these arguments, on PostgreSQL.

The cluster is made for the run and is gone afterwards. Each test process has a database of its own in it, and so has
each live site.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.support import postgresql
from tests.support.variables import DATABASES_VARIABLE


def main() -> int:
    """The exit status of pytest."""
    if not postgresql.PROGRAMS:
        print("There is no PostgreSQL here: apt-get install postgresql", file=sys.stderr)  # noqa: T201
        return 2
    with postgresql.cluster() as databases:
        variables = os.environ | {DATABASES_VARIABLE: json.dumps(databases)}
        return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
