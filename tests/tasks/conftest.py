# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from demo.processes import ProcessTree
from tests.support import environment
from tests.support.servers import OmeroServer
from tests.tasks.processes import USUAL_BUDGET, Fleet, budget_file


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


@pytest.fixture(scope="package")
def _fleet(django_db_setup: None, forms_installed: OmeroServer, redis_server: str) -> Iterator[Fleet]:
    with ProcessTree(environment.ROOT / "log") as tree:
        yield Fleet(tree)


@pytest.fixture
def fleet(_fleet: Fleet, broker: str) -> Iterator[Fleet]:
    """Workers that tests share. Ask for it before `tree`: whatever sends to them has to end first."""
    budget_file().write_text(USUAL_BUDGET, encoding="utf-8")
    yield _fleet
    # The database is emptied next.
    _fleet.settle(broker)
