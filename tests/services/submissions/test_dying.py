# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes die at any point. What was accepted is never lost, doubled or renumbered by it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from omero_forms.domain.records.verify import check_chain, verify
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.keys import keyring
from omero_forms.services.due import catch_up, due_copies
from tests.services.submissions import children
from tests.support.world import FormInUse, FormsWorld

POINTS = ("accepted", "saved", "recorded", "copied")


def die(world: FormsWorld, where: str, target: int, form: FormInUse, key: uuid.UUID) -> None:
    assert children.killed(children.start("submit_and_die", where, "author", target, form.id, str(key)))


def one_of_each(world: FormsWorld, target: int, form: FormInUse) -> None:
    """One submission, one record with a valid seal, one copy."""
    submission = Submission.objects.get(form_id=form.id)
    assert (submission.number, submission.record.state) == (1, "recorded")
    assert submission.copy_state == "copied"
    [stored] = world.stored(submission.record.stream.name)
    assert (verify(stored, keyring()), stored.number) == ([], 1)
    [(owner, pairs)] = world.copies("author", target, form)
    assert (owner, dict(pairs)["Sample"]) == ("author", "HeLa")


@pytest.mark.parametrize("where", POINTS)
def test_the_worker_completes_what_a_dead_request_left(
    world: FormsWorld, dataset: Callable[..., int], where: str
) -> None:
    form, target = world.form(), dataset()
    die(world, where, target, form, uuid.uuid4())
    accepted = RecordRow.objects.get(submission__form_id=form.id)
    digest = accepted.digest
    world.later()
    swept = catch_up()
    assert swept.stopped_by is None
    one_of_each(world, target, form)
    assert RecordRow.objects.get(submission__form_id=form.id).digest == digest


@pytest.mark.parametrize("where", POINTS)
def test_the_page_that_repeats_its_key_gets_what_was_accepted(
    world: FormsWorld, dataset: Callable[..., int], where: str
) -> None:
    form, target, key = world.form(), dataset(), uuid.uuid4()
    die(world, where, target, form, key)
    accepted = Submission.objects.get(form_id=form.id)
    world.later()
    again = world.submit("author", target, form, client_key=key, base=None, answers={"sample": "HeLa"})
    assert again.submission.pk == accepted.pk
    one_of_each(world, target, form)


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


def test_eight_processes_submitting_and_repeating_get_forty_numbers_once_each(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    running = [
        children.start(
            "submit_often",
            ("author", "fellow", "leader", "admin")[index % 4],
            target,
            form.id,
            [str(uuid.uuid4()) for _ in range(5)],
            index,
        )
        for index in range(8)
    ]
    numbers = sorted(number for child in running for number in children.result(child, seconds=200))
    assert numbers == list(range(1, 41))
    world.later()
    catch_up()
    [stream] = set(RecordRow.objects.filter(submission__form_id=form.id).values_list("stream__name", flat=True))
    stored = world.stored(stream)
    assert [one.number for one in stored] == numbers
    assert check_chain(stored) == []
    assert len(world.copies("author", target, form)) == 1
