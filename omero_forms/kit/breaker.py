# SPDX-License-Identifier: AGPL-3.0-or-later
"""A breaker in front of OMERO: while it does not answer, nobody waits for it but one probe at a time.

Each call to a frozen OMERO costs its time-out. The state is one small file that all processes on this host share, web
workers and Celery's alike; so it works without database and broker, which may be what is down. Other hosts learn by
themselves (docs/decisions: breaker).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error

logger = logging.getLogger(__name__)

T = TypeVar("T")

COOL_DOWN_SECONDS = 3.0
"""How long an open breaker lets nobody through after the last failure."""
PROBE_SECONDS = 15.0
"""How long a probe may take before another one is let through: its process may have died."""


@dataclass(frozen=True, slots=True)
class State:
    """Times are seconds since 1970: processes share no other clock."""

    closed_until: float
    probe_until: float


class Breaker:
    """The breaker whose state lies in `path`; `clock` gives seconds since 1970."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock

    def allow(self) -> bool:
        """Whether a call may be made now. Whoever gets True while it is open is the probe, and must say how it went."""
        # Without a file, which is the normal state, no lock is taken.
        if not self._path.exists():
            return True
        with self._locked() as state:
            now = self._clock()
            if state is None:
                return True
            # What lies further ahead was written before the clock was set back, and says nothing.
            if now < state.closed_until <= now + COOL_DOWN_SECONDS or now < state.probe_until <= now + PROBE_SECONDS:
                return False
            self._write(State(state.closed_until, now + PROBE_SECONDS))
            return True

    def failed(self) -> None:
        """OMERO did not answer: open, or stay open."""
        with self._locked() as state:
            now = self._clock()
            if state is None:
                logger.warning("OMERO does not answer; calls to it are refused until it does")
            self._write(State(now + COOL_DOWN_SECONDS, 0.0))

    def answered(self) -> None:
        """OMERO answered: close."""
        if not self._path.exists():
            return
        with self._locked() as state:
            if state is not None:
                logger.warning("OMERO answers again")
            self._path.unlink(missing_ok=True)

    def abandoned(self) -> None:
        """The call ended for another reason: if it was the probe, let another one through."""
        if not self._path.exists():
            return
        with self._locked() as state:
            if state is not None:
                self._write(State(state.closed_until, 0.0))

    @contextmanager
    def _locked(self) -> Iterator[State | None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._read()

    def _read(self) -> State | None:
        try:
            return State(**json.loads(self._path.read_text(encoding="ascii")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            # Nothing of ours writes such a file; closed is the state that heals itself.
            return None

    def _write(self, state: State) -> None:
        scratch = self._path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        scratch.write_text(json.dumps(asdict(state)), encoding="ascii")
        scratch.replace(self._path)


def breaker() -> Breaker:
    """The breaker of the OMERO server that the settings name. Raises `setup_incomplete`."""
    settings = conf()
    return Breaker(_file_of(settings.omero_host, settings.omero_port, os.environ["OMERODIR"]))


@lru_cache(maxsize=4)
def _file_of(host: str, port: int, omerodir: str) -> Path:
    name = hashlib.sha256(f"{host}:{port}".encode()).hexdigest()[:12]
    return Path(omerodir, "var", "omero_forms", f"breaker-{name}.json")


_inside = threading.local()


def _ignoring_disk(action: Callable[[], T], *, default: T) -> T:
    """A full or read-only disk must not take the forms down: without the file, everybody finds out alone."""
    try:
        return action()
    except OSError:
        logger.exception("the breaker's file cannot be used")
        return default


@contextmanager
def guard() -> Iterator[None]:
    """Around calls to OMERO. Raises `omero_unavailable` at once while the breaker is open.

    Guards may nest: what is inside one that was let through is let through too, and the outermost tells how it went,
    also when a failure inside was handled on the way.
    """
    if getattr(_inside, "entered", False):
        try:
            yield
        except FormsError as fault:
            _inside.no_answer = _inside.no_answer or _is_no_answer(fault)
            raise
        return
    shared = breaker()
    if not _ignoring_disk(shared.allow, default=True):
        raise error("omero_unavailable", details={"fault": "breaker_open"})
    _inside.entered, _inside.no_answer = True, False
    # What ends otherwise says nothing of OMERO; a probe that ends so must not keep the next one out.
    tell = shared.abandoned
    try:
        yield
        tell = shared.answered
    except FormsError as fault:
        if _is_no_answer(fault):
            _inside.no_answer = True
        elif fault.code in _ANSWERS:
            tell = shared.answered
        raise
    finally:
        _inside.entered = False
        _ignoring_disk(shared.failed if _inside.no_answer else tell, default=None)


_ANSWERS = frozenset({"login_required", "not_found", "forbidden"})


def _is_no_answer(fault: FormsError) -> bool:
    """Whether OMERO was asked and did not answer; two threads, or two people, in each other's way are not that."""
    return fault.code == "omero_unavailable" and fault.details.get("fault") not in {
        "breaker_open",
        "busy",
        "conflict",
        "session_ended",
        "slow",
        "unfinished",
    }
