# SPDX-License-Identifier: AGPL-3.0-or-later
"""What processes use, as Linux counts it."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*others: int) -> float:
    """Of the processors, by this process and others."""
    taken = time.process_time()
    for pid in others:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        taken += (int(fields[11]) + int(fields[12])) / TICKS
    return taken


def peak_megabytes() -> float:
    """The most that this process had in memory. Of its own: what `getrusage` says begins with that of its parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
