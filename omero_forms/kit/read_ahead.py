# SPDX-License-Identifier: AGPL-3.0-or-later
"""The next part is read while this one is worked on: OMERO works meanwhile, and neither waits for the other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def read_ahead(parts: Iterator[T]) -> Iterator[T]:
    """The parts in their order, each read in another thread, one ahead. Whoever takes them must not use the session
    that reads them until the last one was taken.
    """
    with ThreadPoolExecutor(1, "read-ahead") as thread:
        following = thread.submit(lambda: list(_one(parts)))
        while part := following.result():
            following = thread.submit(lambda: list(_one(parts)))
            yield part[0]


def _one(parts: Iterator[T]) -> Iterator[T]:
    """The next part, as a list of one, of none after the last."""
    for part in parts:
        yield part
        return
