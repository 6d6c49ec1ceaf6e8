# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests."""

from collections.abc import Iterator

import pytest

from omero_forms.gateway import sessions
from omero_forms.kit.breaker import breaker
from tests.compliance.talk import talk
from tests.services.world import world

__all__ = ["impatient_agent", "talk", "world"]


@pytest.fixture
def impatient_agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers wait 2 s for OMERO instead of 30; the next test finds the breaker closed."""
    monkeypatch.setattr(sessions, "WORKER_TIMEOUT", 2.0)
    sessions.close_pools()
    yield
    sessions.close_pools()
    breaker().answered()
