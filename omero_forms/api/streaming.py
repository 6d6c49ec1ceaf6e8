# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are sent while they are made, some lines at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest

from omero_forms.api.auth import close_session
from omero_forms.api.errors import catalogued
from omero_forms.domain.errors import FormsError


class Lines:
    """What goes wrong on the way is the last line, as `failed` says it: the status is sent already. The user's session
    is closed behind it.
    """

    def __init__(self, request: HttpRequest, lines: Iterator[bytes], failed: Callable[[FormsError], bytes]) -> None:
        self._request = request
        self._lines = lines
        self._failed = failed

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._lines
        except Exception as fault:  # noqa: BLE001  the last place where it can become a line
            yield self._failed(catalogued(fault))

    def close(self) -> None:
        """Django calls it when the answer has ended, however it did."""
        close_session(self._request)
