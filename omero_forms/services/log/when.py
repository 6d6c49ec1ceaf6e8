# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a checkpoint is made: every number that decides it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from omero_forms.kit.clocks import day_of
from omero_forms.kit.due import Pause

LOOK_EVERY: Final = 300.0
"""Seconds between two looks at whether there is one of this day."""

LEASE: Final = timedelta(minutes=2)
"""How long whoever makes one may say nothing before another one begins: longer than any call to OMERO takes."""

WAIT_SECONDS: Final = 60.0
"""How long somebody who asks for one waits while another one is made."""

RECORDING_SECONDS: Final = 20.0
"""For writing one to OMERO."""

OUTLET_PAUSE: Final = Pause(timedelta(minutes=5), timedelta(hours=6))
"""After one could not be handed over."""

MOST_RANGES: Final = 5000
"""So many a record lists; further ones are made in a row."""


def is_due(latest: datetime | None, now: datetime) -> bool:
    """Whether there is none yet of this day, by the clock of the facility; any other day is not this one, so a clock
    that was set back stops nothing.
    """
    return latest is None or day_of(latest) != day_of(now)
