# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests."""

from collections.abc import Iterator

import pytest
import redis

from demo.processes import ProcessTree
from tests.compliance.talk import talk
from tests.services.world import world
from tests.support import environment

__all__ = ["talk", "world"]


@pytest.fixture
def tree() -> Iterator[ProcessTree]:
    """Processes of one test."""
    with ProcessTree(environment.ROOT / "log") as started:
        yield started


@pytest.fixture
def broker(redis_server: str) -> str:
    """The broker, without messages of other tests."""
    redis.Redis.from_url(redis_server).flushall()
    return redis_server
