# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often something happened within a minute: counted in Redis by all processes together, else by each alone.

Counting must not be what takes the forms down: while Redis does not answer, a process goes by what it has seen itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

MINUTE = 60.0
AWAY_SECONDS = 30.0
"""How long Redis is not asked again after it did not answer."""

_PREFIX = "omero-forms:rate:"
_SECONDS = 0.5
"""What asking Redis may take; it stands beside us."""

_MANY_KEYS = 10_000
"""From so many on, those whose minute is over are forgotten."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there were in the present minute, this one included, and the seconds until the next begins."""

    number: int
    seconds_left: float


@dataclass(slots=True)
class Memory:
    """The counts of this process. A key's minute begins with its first count; `clock` gives seconds."""

    clock: Callable[[], float] = time.monotonic
    _minutes: dict[str, tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, key: str) -> Counted:
        """Count one more."""
        with self._lock:
            now = self.clock()
            ends, number = self._minutes.get(key, (0.0, 0))
            if ends <= now:
                if len(self._minutes) >= _MANY_KEYS:
                    self._minutes = {name: kept for name, kept in self._minutes.items() if kept[0] > now}
                ends, number = now + MINUTE, 0
            self._minutes[key] = (ends, number + 1)
            return Counted(number + 1, ends - now)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._minutes.clear()


memory = Memory()
"""Of this process."""

_asked_again_at = 0.0


def count(key: str, redis_url: str | None) -> Counted:
    """Count one more of `key`, in the Redis that is named."""
    global _asked_again_at  # noqa: PLW0603  what this process knows of Redis
    if redis_url is None or time.monotonic() < _asked_again_at:
        return memory.count(key)
    try:
        return _in_redis(_redis(redis_url), _PREFIX + key)
    except (RedisError, OSError, ValueError) as fault:
        _asked_again_at = time.monotonic() + AWAY_SECONDS
        logger.warning("Redis does not count requests (%s); this process counts its own", type(fault).__name__)
        return memory.count(key)


def _in_redis(client: Redis, key: str) -> Counted:
    with client.pipeline(transaction=True) as together:
        together.set(key, 0, px=int(MINUTE * 1000), nx=True)
        together.incr(key)
        together.pttl(key)
        _is_first, number, left = together.execute()
    return Counted(int(number), int(left) / 1000)


@lru_cache(maxsize=4)
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS)
