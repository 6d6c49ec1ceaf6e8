# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that cannot be stopped from within, in a process that can be ended from without."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

logger = logging.getLogger(__name__)

MEMORY_BYTES = 1 << 30
_BOUNDED = (
    "import resource, runpy, sys; seconds, size = map(int, sys.argv[1:3]); "
    "resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)); "
    "resource.setrlimit(resource.RLIMIT_AS, (size, size)); "
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); "
    "runpy.run_module(sys.argv[3], run_name='__main__')"
)


def ask_child(module: str, asked: Sequence[Any], *, seconds: float) -> list[Any]:
    """What `module`, run as a program, answers to a JSON list on its standard input: a line of JSON for each.

    It is ended after `seconds`; what it had answered by then is returned, so the list may be shorter than `asked`.
    """
    if not asked:
        return []
    limits = [str(max(1, int(seconds + 0.999))), str(MEMORY_BYTES)]
    command = [sys.executable, "-I", "-c", _BOUNDED, *limits, module]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=seconds, check=False
        )
        written = done.stdout
    except subprocess.TimeoutExpired as late:
        written = late.stdout or b""
    except OSError as fault:
        logger.warning("%s could not be run: %s", module, fault)
        return []
    # The last line is whole only if something follows its end.
    return [json.loads(line) for line in written.split(b"\n")[:-1]]
