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
from typing import cast

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
"""From so many on, those whose minute is over are forgotten, then the oldest."""

_COUNT = """
local number = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return {number, left}
"""
"""In one step, so that there is no count without an end, which would refuse for ever; one that is there gets an end."""


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
                    self._make_room(now)
                # Behind all others: they stand in the order in which they began.
                self._minutes.pop(key, None)
                ends, number = now + MINUTE, 0
            self._minutes[key] = (ends, number + 1)
            return Counted(number + 1, ends - now)

    def _make_room(self, now: float) -> None:
        self._minutes = {name: kept for name, kept in self._minutes.items() if kept[0] > now}
        while len(self._minutes) >= _MANY_KEYS:
            del self._minutes[next(iter(self._minutes))]

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


def is_counted_in(redis_url: str) -> bool:
    """Whether that Redis counts: one that answers may forbid the script it is done by."""
    try:
        _in_redis(_redis(redis_url), f"{_PREFIX}doctor")
    except (RedisError, OSError, ValueError):
        return False
    return True


def _in_redis(client: Redis, key: str) -> Counted:
    number, left = cast("tuple[int, int]", client.eval(_COUNT, 1, key, str(int(MINUTE * 1000))))
    return Counted(int(number), int(left) / 1000)


@lru_cache(maxsize=4)
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS)
