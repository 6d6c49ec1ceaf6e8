# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doing the same in several threads at once, as workers do in several processes."""

from __future__ import annotations

import threading
from collections.abc import Callable


def at_once(count: int, work: Callable[[], object]) -> None:
    """Call `work` in so many threads, each with a database connection of its own, and wait for all of them."""
    from django.db import connection

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
