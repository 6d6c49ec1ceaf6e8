# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beat, after the clock that it went by was set back."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from celery import Celery

from omero_forms.celery import app
from omero_forms.kit.nights import Nightly
from omero_forms.tasks.beat import Scheduler

NAMES = {"checkpoint", "digest", "evaluate", "follow", "sweep"}


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


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        (datetime(2026, 11, 27, 0, 59, tzinfo=UTC), datetime(2026, 11, 27, 1, tzinfo=UTC)),
        (datetime(2026, 11, 27, 1, tzinfo=UTC), datetime(2026, 11, 28, 1, tzinfo=UTC)),
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), datetime(2026, 11, 28, 1, tzinfo=UTC)),
        # Clocks are set forward, and back.
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 26, 1, tzinfo=UTC)),
    ],
)
def test_a_night_begins_once_a_day_at_its_time_in_the_facilitys_zone(moment: datetime, following: datetime) -> None:
    assert Nightly(time(2), "Europe/Berlin").after(moment) == following


def test_a_night_that_was_missed_is_due_at_once_and_one_that_was_not_is_waited_for() -> None:
    night = Nightly(time(2), "Europe/Berlin")
    now = datetime.now(UTC)
    assert night.is_due(now - timedelta(days=2))[0]
    due, seconds = night.is_due(now)
    assert not due
    assert 0 < seconds <= 25 * 3600
    # The beat keeps it in a file, and compares it with what the settings say.
    assert pickle.loads(pickle.dumps(night)) == night != Nightly(time(3), "Europe/Berlin")
