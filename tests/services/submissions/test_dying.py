# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that die or submit at once. `tests/faults` kills those of a whole site, at each step."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from omero_forms.domain.records.verify import check_chain
from omero_forms.models import RecordRow, Submission
from omero_forms.services.due import catch_up, due_copies
from tests.services.submissions import children
from tests.support.world import FormInUse, FormsWorld


def die(world: FormsWorld, where: str, target: int, form: FormInUse, key: uuid.UUID) -> None:
    assert children.was_killed(children.start("submit_and_die", where, "author", target, form.id, str(key)))


def test_the_next_submission_completes_the_one_before_it_first(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    die(world, "saved", target, form, uuid.uuid4())
    world.later()
    second = world.submit("fellow", target, form, base=1).submission
    assert (second.number, second.record.state) == (2, "recorded")
    stored = world.stored(second.record.stream.name)
    assert check_chain(stored) == []
    assert [one.number for one in stored] == [1, 2]


def test_the_copy_of_a_submission_that_a_newer_one_followed_is_not_owed_any_more(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    die(world, "recorded", target, form, uuid.uuid4())
    first = Submission.objects.get(form_id=form.id)
    world.later()
    assert due_copies() == [first.pk]
    world.submit("author", target, form, base=1, answers={"sample": "HEK"})
    world.later()
    assert due_copies() == []
    assert Submission.objects.get(pk=first.pk).copy_state == "superseded"


def test_one_key_from_four_processes_at_once_is_one_submission(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target, key = world.form(), dataset(), str(uuid.uuid4())
    running = [children.start("submit_often", "author", target, form.id, [key], 1) for _ in range(4)]
    assert [children.result(child) for child in running] == [[1]] * 4
    [stored] = world.stored(RecordRow.objects.get(submission__form_id=form.id).stream.name)
    assert stored.number == 1


def test_one_key_for_four_objects_at_once_is_one_submission(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, key = world.form(), str(uuid.uuid4())
    running = [children.start("submit_once", "author", dataset(), form.id, key) for _ in range(4)]
    assert sorted(children.result(child) for child in running) == ["accepted", *["key_reused"] * 3]
    assert Submission.objects.filter(form_id=form.id).count() == 1


def test_sweeping_twice_changes_nothing(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    die(world, "accepted", target, form, uuid.uuid4())
    world.later()
    catch_up()
    before = world.everything()
    world.later()
    assert catch_up().streams == 0
    assert world.everything() == before
