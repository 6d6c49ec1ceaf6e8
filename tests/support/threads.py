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


class Meanwhile:
    """Somebody else's work that begins in the middle of ours, in a thread with a database connection of its own."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._thread = threading.Thread(target=at_once, args=(1, work))

    def begin(self) -> None:
        """Let it get as far as it can; a second time it does nothing."""
        if self._thread.ident is None:
            self._thread.start()
            # Held up it is by our transaction, so it cannot be waited for: time to get through if it were not.
            self._thread.join(timeout=1)

    def end(self) -> None:
        """Wait until it is done."""
        self._thread.join()
