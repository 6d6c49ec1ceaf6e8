# SPDX-License-Identifier: AGPL-3.0-or-later
"""One running session: what it was opened with, and what it keeps."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import omero

TIME_TO_IDLE = 600_000
TIME_TO_LIVE = 0
"""Milliseconds an ordinary login may be idle and may live (0: for ever), as the real server's defaults."""

MAX_SERVICES = 1_000
"""Open stateful services and command handles of one session."""


@dataclass
class Session:
    """One running session. Times in milliseconds are what the client asked for; 0 or less is no limit."""

    id: int
    uuid: str
    user_id: int
    user_name: str
    group_id: int
    agent: str | None
    event_type: str
    started: int
    privileges: frozenset[str]
    time_to_idle: int = TIME_TO_IDLE
    time_to_live: int = TIME_TO_LIVE
    sudoer_id: int | None = None
    sudoer_name: str | None = None
    group_sudo: bool = False
    references: int = 0
    with_password: set[str] = field(default_factory=set)
    """The clients (omero.client.uuid) that gave the password; others have joined by the session's uuid."""
    detached: set[str] = field(default_factory=set)
    """The clients that leave without ending the session, even when they are the last."""
    hits: int = 0
    born: float = field(default_factory=time.monotonic)
    last_access: float = field(default_factory=time.monotonic)
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    stateless: set[str] = field(default_factory=set)
    services: dict[str, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _counter: int = 0

    def expired(self, now: float) -> str | None:
        """Which limit is exceeded, as the server words it, or None."""
        if self.time_to_live > 0 and (now - self.born) * 1000 > self.time_to_live:
            over = int((now - self.born) * 1000 - self.time_to_live)
            return f"exceeded timeToLive ({self.time_to_live}) by {over} ms"
        if self.time_to_idle > 0 and (now - self.last_access) * 1000 > self.time_to_idle:
            over = int((now - self.last_access) * 1000 - self.time_to_idle)
            return f"exceeded timeToIdle ({self.time_to_idle}) by {over} ms"
        return None

    def open_services(self) -> list[str]:
        """Names of the open stateful services; handles of commands are none."""
        with self.lock:
            return [name for name, one in self.services.items() if one.category.startswith("omero.api.")]

    def _drop_finished(self) -> None:
        """Forget the oldest half of those command handles that are done and that no client has closed."""
        done = [name for name, one in self.services.items() if getattr(one, "finished", False)]
        for name in done[: len(done) // 2 + 1]:
            del self.services[name]

    def add_service(self, service: Any) -> str:
        """Keep a stateful object; returns the identity name of its proxy."""
        with self.lock:
            if len(self.services) >= MAX_SERVICES:
                self._drop_finished()
            if len(self.services) >= MAX_SERVICES:
                raise omero.OverUsageException("", "", f"more than {MAX_SERVICES} open services in one session")
            self._counter += 1
            name = f"{self.uuid}/{self._counter}"
            self.services[name] = service
        return name
