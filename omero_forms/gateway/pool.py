# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions that outlive a request, of one process each: never taken across a fork.

`Pool` keeps one privileged session, made when first needed, kept alive, made anew after an error. `Kept` keeps the
sessions of people that OMERO.web has opened, for a while after their last use.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.gateway.patience import SLOW, seconds_for_call
from omero_forms.gateway.wire import Wire

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 60
LOCK_SECONDS = 5.0
"""How long a thread waits for another's turn with the session."""
REFUSED_SECONDS = 20.0
"""How long a refused password is not tried again: OMERO slows down, then locks, those who guess."""
KEPT_SECONDS = 60.0
"""How long a person's session stays joined after its last use."""
MOST_KEPT = 20
"""How many people's sessions a process keeps joined."""


class HasWire(Protocol):
    """A session that holds its wire, and knows what another one has to be like to take its place."""

    @property
    def wire(self) -> Wire: ...

    @property
    def place(self) -> tuple[object, ...]: ...


S = TypeVar("S", bound=HasWire)
K = TypeVar("K", bound=Hashable)


class OfProcess:
    """What holds wires for one process, and forgets in a child what its parent held."""

    _before_fork: ClassVar[list[Any]] = []
    """Shared on purpose: kept from being collected for the process's life."""

    def __init__(self) -> None:
        self._reset()
        atexit.register(self.close)

    def close(self) -> None:
        """Close all of it, if this process made any."""
        raise NotImplementedError

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.RLock()

    def _held(self) -> list[Wire]:
        raise NotImplementedError

    def _leave_parent(self) -> None:
        if self._pid == os.getpid():
            return
        self._before_fork.extend(wire.abandon() for wire in self._held())
        self._reset()


class Pool(OfProcess, Generic[S]):
    """Lends the one session to one thread at a time. The first call of whoever borrows it shows whether it is alive."""

    def __init__(
        self,
        name: str,
        opener: Callable[[Conf], S],
        credentials: Callable[[Conf], tuple[str, str]],
    ) -> None:
        self._name = name
        self._opener = opener
        self._credentials = credentials
        super().__init__()

    def _reset(self) -> None:
        super()._reset()
        self._session: S | None = None
        self._key: tuple[Any, ...] = ()
        self._refusal: tuple[tuple[Any, ...], float, FormsError] | None = None

    @contextmanager
    def session(self, conf: Conf, *, is_proven: bool = False) -> Iterator[S]:
        """The session, made anew where it has ended. An error that speaks against it closes it.

        `is_proven` is for who had it a moment ago, for the same answer: then nobody asks whether it has ended.
        """
        self._leave_parent()
        if not self._lock.acquire(timeout=seconds_for_call(LOCK_SECONDS)):
            raise error("omero_unavailable", details={"fault": "busy"})
        try:
            session = self._ready(conf, is_proven=is_proven)
            try:
                yield session
            except FormsError as fault:
                # Where the time for the answer was over, nothing was asked, or the wire has noticed.
                is_slow = fault.details.get("fault") == SLOW
                if fault.code in {"omero_unavailable", "login_required"} and not (is_slow and session.wire.is_sound):
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

    def _ready(self, conf: Conf, *, is_proven: bool) -> S:
        key = (conf.omero_host, conf.omero_port, *self._credentials(conf))
        if self._session is not None and key != self._key:
            self.close()
        if self._session is not None:
            session = self._session
            if not is_proven:
                session.wire.prove_by_first_call(lambda: self._renewed(conf, key, session))
            return session
        session = self._open(conf, key)
        session.wire.keep_alive_every(KEEP_ALIVE_SECONDS)
        self._session, self._key = session, key
        return session

    def _renewed(self, conf: Conf, key: tuple[Any, ...], ended: S) -> Wire:
        fresh = self._open(conf, key)
        if fresh.place != ended.place:
            # Of another account, or in another store: whoever has the ended one began with what it was.
            fresh.wire.close()
            raise error("omero_unavailable", details={"fault": "session_ended"})
        fresh.wire.keep_alive_every(KEEP_ALIVE_SECONDS)
        return fresh.wire

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

    def _held(self) -> list[Wire]:
        return [] if self._session is None else [self._session.wire]


class Kept(OfProcess, Generic[K]):
    """Wires that joined somebody's session, each lent to one at a time, and closed when nobody has used it for a while.

    Nothing keeps their sessions alive in OMERO meanwhile. Whoever takes one asks OMERO what its session may do now.
    """

    def __init__(
        self,
        *,
        most: int = MOST_KEPT,
        seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        super().__init__()

    def _reset(self) -> None:
        super()._reset()
        self._kept: dict[K, tuple[float, Wire]] = {}
        self._waiting: threading.Timer | None = None

    def take(self, key: K) -> Wire | None:
        """The wire that was kept under exactly this key, which nobody else gets until it is given back."""
        self._leave_parent()
        with self._lock:
            since, wire = self._kept.pop(key, (0.0, None))
        if wire is not None and self._clock() - since > self._seconds:
            wire.close()
            return None
        return wire

    def give_back(self, key: K, wire: Wire) -> None:
        """Keep it, unless it has failed or another one is kept under the key; beyond the bound the one that was not
        used for longest is closed.
        """
        self._leave_parent()
        spare = [wire]
        with self._lock:
            if wire.is_sound and key not in self._kept:
                self._kept[key] = (self._clock(), wire)
                spare = [self._kept.pop(oldest)[1] for oldest in list(self._kept)[: -self._most]]
                self._wait()
        for one in spare:
            one.close()

    def close_unused(self) -> None:
        """Close those that nobody has used for a while."""
        self._leave_parent()
        with self._lock:
            self._waiting = None
            over = [key for key, (since, _) in self._kept.items() if self._clock() - since >= self._seconds]
            unused = [self._kept.pop(key)[1] for key in over]
            if self._kept:
                self._wait()
        for wire in unused:
            wire.close()

    def close(self) -> None:
        """Close all of them; their sessions stay."""
        self._leave_parent()
        with self._lock:
            if self._waiting is not None:
                self._waiting.cancel()
            kept, self._kept, self._waiting = self._kept, {}, None
        answers = True
        for _, wire in kept.values():
            if answers:
                answers = wire.close()
            else:
                # A process that ends waits once for an OMERO that does not answer, not for each of them.
                wire.drop()

    def _wait(self) -> None:
        """Have the one that was given back first closed when its time is over; ask under the lock."""
        if self._waiting is None:
            first = next(iter(self._kept.values()))[0]
            self._waiting = threading.Timer(max(0.0, first + self._seconds - self._clock()), self.close_unused)
            self._waiting.daemon = True
            self._waiting.start()

    def _held(self) -> list[Wire]:
        return [wire for _, wire in self._kept.values()]
