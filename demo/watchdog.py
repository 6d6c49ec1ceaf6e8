# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ends what a supervisor left behind when it was killed itself.

The supervisor holds the only writing end of this process's standard input and writes `+PGID` and `-PGID` lines as
process groups come and go. When the pipe closes, for whatever reason (kill -9 among them), every group that is still
listed is killed. Standard library only, and nothing of the project imported: it must start fast and outlive everything.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Read process groups until the pipe closes, then kill those that are left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line[0] == "+":
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    main()
