# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records are verified without anybody asking: all every week, what changed every day; once at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from omero_forms.models import Job, Server, Stream
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.run import run_job
from omero_forms.services.jobs.verify import ask_when_due
from tests.services.records.tampering import hands, replaced
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormsWorld


def job(job_id: int | None) -> Any:
    """Its row."""
    assert job_id is not None
    return Job.objects.get(pk=job_id)


def test_all_is_verified_at_first_and_every_week_and_what_changed_every_day(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    filled(world, dataset, 1)
    first = ask_when_due()
    assert first is not None
    assert job(first).arguments == {}
    assert ask_when_due() is None, "one is under way"
    run_job(first)
    now = timezone.now()
    assert ask_when_due() is None
    next_day = ask_when_due(now=now + timedelta(days=1))
    assert job(next_day).arguments == {"changed_only": True}
    job(next_day).delete()
    next_week = ask_when_due(now=now + timedelta(days=7))
    assert job(next_week).arguments == {}


def test_the_result_of_the_job_says_what_was_looked_at(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    with hands(world, stream_of(form).name) as one:
        one.delete(2)
    job_id = ask("verify", {"form": form.id}, by=None)
    run_job(job_id)
    result = job(job_id).result
    assert (result["records"], result["streams"], result["count"]) == (7, 3, 1)
    assert [(one["kind"], one["number"]) for one in result["findings"]] == [("missing", 2)]
    assert Server.objects.get().verified_at is None, "a part is not all"


def test_what_changed_is_found_by_its_fingerprint_and_what_nobody_looked_at_for_longest(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 2)
    other, _target = filled(world, dataset, 2)
    now = timezone.now()
    Stream.objects.update(compared_at=now)
    oldest = stream_of(other)
    Stream.objects.filter(pk=oldest.pk).update(compared_at=now - timedelta(days=3))
    with hands(world, stream_of(form).name) as one:
        one.change(2, replaced("content", "S2", "S9"))
    job_id = ask("verify", {"changed_only": True}, by=None)
    run_job(job_id)
    found = job(job_id).result["findings"]
    assert ("altered", stream_of(form).name, 2) in {(one["kind"], one["stream"], one["number"]) for one in found}
    assert set(Stream.objects.filter(compared_at__gt=now).values_list("name", flat=True)) == {
        stream_of(form).name,
        oldest.name,
    }
    assert Server.objects.get().compared_at is not None
