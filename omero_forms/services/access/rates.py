# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one person may send within a minute, so that a script that runs wild slows down nobody but itself."""

from __future__ import annotations

import math
from enum import StrEnum

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.kit.counting import count


class Rate(StrEnum):
    """What is counted for itself. A request counts once, of however many objects it is."""

    SUBMISSIONS = "submissions"
    WRITES = "writes"
    """All else that writes or validates."""


def require_rate(person_id: int, rate: Rate) -> None:
    """Count a request of a person. Raises `rate_limited` with the seconds after which there is room again."""
    current = conf()
    most = current.rate_submissions if rate is Rate.SUBMISSIONS else current.rate_writes
    counted = count(f"{rate}:{person_id}", current.redis_url)
    if counted.number > most:
        raise error("rate_limited", details={"seconds": max(1, math.ceil(counted.seconds_left))})
