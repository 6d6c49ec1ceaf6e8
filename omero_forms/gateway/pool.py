# SPDX-License-Identifier: AGPL-3.0-or-later
"""One privileged session per process: made when first needed, kept alive, made anew after an error or a fork."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.gateway.wire import Wire

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 60
LOCK_SECONDS = 5.0
"""How long a thread waits for another's turn with the session."""
REFUSED_SECONDS = 20.0
"""How long a refused password is not tried again: OMERO slows down, then locks, those who guess."""


class HasWire(Protocol):
    """A session that holds its wire."""

    @property
    def wire(self) -> Wire: ...


S = TypeVar("S", bound=HasWire)


class Pool(Generic[S]):
    """Lends the one session to one thread at a time."""

    _before_fork: list[Any] = []  # noqa: RUF012  (shared on purpose: kept from being collected for the process's life)

    def __init__(
        self,
        name: str,
        opener: Callable[[Conf], S],
        credentials: Callable[[Conf], tuple[str, str]],
    ) -> None:
        self._name = name
        self._opener = opener
        self._credentials = credentials
        self._reset()
        atexit.register(self.close)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._session: S | None = None
        self._key: tuple[Any, ...] = ()
        self._refusal: tuple[tuple[Any, ...], float, FormsError] | None = None

    @contextmanager
    def session(self, conf: Conf) -> Iterator[S]:
        """The session, seen to be alive. An error that speaks against it closes it, and it is made anew next time."""
        self._leave_parent()
        if not self._lock.acquire(timeout=LOCK_SECONDS):
            raise error("omero_unavailable", details={"fault": "busy"})
        try:
            session = self._ready(conf)
            try:
                yield session
            except FormsError as fault:
                if fault.code in {"omero_unavailable", "login_required"}:
                    self._discard()
                if fault.code == "login_required":
                    # To the caller it is no matter of the user's log-in.
                    raise error("omero_unavailable", details={"fault": "session_ended"}) from fault
                raise
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the session, if this process made one."""
        self._leave_parent()
        with self._lock:
            session, self._session = self._session, None
            if session is not None:
                session.wire.close()

    def _ready(self, conf: Conf) -> S:
        key = (conf.omero_host, conf.omero_port, *self._credentials(conf))
        if self._session is not None and key != self._key:
            self.close()
        if self._session is not None:
            try:
                self._session.wire.alive()
            except FormsError as fault:
                self._discard()
                if fault.code == "omero_unavailable" and fault.details.get("fault") in _NO_ANSWER:
                    raise
                logger.info("the %s's session has ended and is made anew", self._name)
            else:
                return self._session
        session = self._open(conf, key)
        session.wire.keep_alive_every(KEEP_ALIVE_SECONDS)
        self._session, self._key = session, key
        return session

    def _open(self, conf: Conf, key: tuple[Any, ...]) -> S:
        if self._refusal is not None:
            refused, until, fault = self._refusal
            if refused == key and time.monotonic() < until:
                raise error(fault.code, message=fault.message, details=fault.details)
            self._refusal = None
        try:
            return self._opener(conf)
        except FormsError as fault:
            if str(fault.details.get("problem", "")).endswith("_refused"):
                self._refusal = (key, time.monotonic() + REFUSED_SECONDS, fault)
            raise

    def _discard(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.wire.drop()

    def _leave_parent(self) -> None:
        if self._pid == os.getpid():
            return
        if self._session is not None:
            self._before_fork.append(self._session.wire.abandon())
        self._reset()


_NO_ANSWER = frozenset({"InvocationTimeoutException", "ConnectTimeoutException", "TimeoutException"})
"""A server that did not answer in time will not do so at once either; one that closed the connection may be new."""
