# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beat, after the clock that it went by was set back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery

from omero_forms.celery import app
from omero_forms.tasks.beat import Scheduler

NAMES = {"digest", "evaluate", "follow", "sweep"}


class Sent(Scheduler):
    """Sends nothing, and says what it would have sent."""

    def apply_entry(self, entry, producer=None):
        self.names.append(entry.name)


@pytest.fixture
def beat(tmp_path: Path) -> Iterator[Sent]:
    """A beat that has just sent all of its tasks."""
    clock = Celery("clock", broker="memory://", set_as_current=False)
    clock.conf.beat_schedule = app.conf.beat_schedule
    scheduler = Sent(clock, schedule_filename=str(tmp_path / "beat"))
    scheduler.names = []
    yield scheduler
    scheduler.close()


def due(beat: Sent) -> set[str]:
    """What it sends now."""
    beat.names.clear()
    for _turn in range(10):
        beat.tick()
    assert len(beat.names) == len(set(beat.names))
    return set(beat.names) & NAMES


def test_the_settings_name_a_beat_that_minds_its_clock() -> None:
    assert app.conf.beat_scheduler == "omero_forms.tasks.beat:Scheduler"


def test_beat_sends_each_task_once_in_its_interval(beat: Sent) -> None:
    assert due(beat) == set()
    for entry in beat.schedule.values():
        entry.last_run_at -= timedelta(days=1)
    beat._heap = None
    assert due(beat) == NAMES
    assert due(beat) == set()


def test_beat_sends_all_its_tasks_at_once_after_the_clock_was_set_back(beat: Sent) -> None:
    for entry in beat.schedule.values():
        entry.last_run_at += timedelta(days=365)
    assert due(beat) == NAMES
    assert due(beat) == set()
