# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accepting many submissions at once: all or none, each at its place."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.verify import check_chain
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.gateway.wire import Wire
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Stream, Submission
from omero_forms.services.due import catch_up
from omero_forms.services.records.open import Check, look
from omero_forms.services.submissions.accept import accept
from omero_forms.services.submissions.check import check
from omero_forms.services.submissions.request import SubmissionRequest
from tests.support.world import EVERYWHERE, FormsWorld, submission


def accepted(world: FormsWorld, *requests: SubmissionRequest) -> list[Submission]:
    """As one list of the author's."""
    user = world.user("author")
    return [one.submission for one in accept([check(user, request, Deadline.after(60)) for request in requests])]


def refused(world: FormsWorld, *requests: SubmissionRequest) -> FormsError:
    before = world.everything()
    with pytest.raises(FormsError) as fault:
        accepted(world, *requests)
    assert world.everything() == before
    return fault.value


@pytest.fixture
def master_calls(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls to OMERO in the form master's session from now on."""
    with form_master(conf()) as master:
        its_own = master.wire
    made: list[str] = []
    for name in ("rows", "objects", "save_new"):
        real = getattr(Wire, name)

        def counted(wire: Wire, *args: Any, _name: str = name, _real: Any = real, **named: Any) -> Any:
            if wire is its_own:
                made.append(_name)
            return _real(wire, *args, **named)

        monkeypatch.setattr(Wire, name, counted)
    return made


def test_checking_writes_nothing(world: FormsWorld, dataset: Callable[..., int]) -> None:
    request = submission(dataset(), world.form())
    before = world.everything()
    check(world.user("author"), request, Deadline.after(60))
    assert world.everything() == before


def test_many_are_accepted_in_their_order_with_as_many_calls_as_one(
    world: FormsWorld, dataset: Callable[..., int], master_calls: list[str]
) -> None:
    form = world.form()
    targets = [dataset() for _ in range(12)]
    master_calls.clear()
    rows = accepted(world, *(submission(target, form) for target in targets))
    assert [row.object_id for row in rows] == targets
    assert {(row.number, row.record.state) for row in rows} == {(1, "pending")}
    assert master_calls == ["rows", "rows"]
    world.later()
    assert catch_up().streams == len(targets)


def test_when_one_is_stale_none_is_accepted(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, first, second = world.form(), dataset(), dataset()
    world.submit("author", second, form)
    fault = refused(world, submission(first, form), submission(second, form, answers={"sample": "HEK"}))
    assert (fault.code, fault.details["base"]) == ("stale_base", 1)


def test_two_for_one_object_follow_on_each_other(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    rows = accepted(
        world, submission(target, form), submission(target, form, base=1), submission(target, form, base=None)
    )
    assert [row.number for row in rows] == [1, 2, 3]
    world.later()
    assert catch_up().streams == 1
    assert check_chain(world.stored(rows[0].record.stream.name)) == []


def test_of_two_for_one_object_with_the_same_base_the_second_is_stale(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    fault = refused(world, submission(target, form), submission(target, form, answers={"sample": "HEK"}))
    assert (fault.code, fault.details["base"], fault.details["head"]) == ("stale_base", 0, None)


def test_the_same_request_twice_in_one_list_is_one_submission(world: FormsWorld, dataset: Callable[..., int]) -> None:
    request = submission(dataset(), world.form())
    first, second = accepted(world, request, request)
    assert first.pk == second.pk
    assert Submission.objects.count() == 1


def test_one_key_for_two_requests_in_one_list_is_refused(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, key = world.form(), uuid.uuid4()
    requests = [submission(dataset(), form, client_key=key) for _ in range(2)]
    assert refused(world, *requests).code == "key_reused"


def test_a_list_that_is_sent_again_with_one_more_adds_that_one(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form = world.form()
    first, second = submission(dataset(), form), submission(dataset(), form)
    [before] = accepted(world, first)
    again, added = accepted(world, first, second)
    assert (again.pk, added.number) == (before.pk, 1)
    assert Submission.objects.count() == 2


def test_what_somebody_else_wrote_after_the_look_is_looked_at_before_writing(
    world: FormsWorld, dataset: Callable[..., int], master_calls: list[str]
) -> None:
    form, target = world.form(*EVERYWHERE), dataset()
    others: list[int] = []

    def faster(reached: str) -> None:
        if reached == "checked" and not others:
            others.append(0)
            others[0] = world.submit("fellow", target, form, base=None).submission.number
            master_calls.clear()

    with visited(faster):
        ours = world.submit("author", target, form, base=None).submission
    assert (others, ours.number, ours.record.state) == ([1], 2, "recorded")
    # Is the stream as it was, is the store private; the record.
    assert master_calls == ["rows", "rows", "save_new"]
    assert check_chain(world.stored(ours.record.stream.name)) == []


def test_what_is_done_in_omero_after_the_look_is_noticed_by_the_next_one(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    first = world.submit("author", target, form).submission
    name = first.record.stream.name

    def doubled(reached: str) -> None:
        if reached == "accepted":
            with form_master(conf()) as master:
                records.append(master, world.stored(name)[0])

    with visited(doubled):
        second = world.submit("author", target, form, base=1).submission
    assert second.record.state == "recorded"
    assert look([name]) == {name: Check.CHECKING}
    world.later()
    assert catch_up().stopped_by is None
    assert look([name]) == {name: Check.SOUND}
    assert [one.number for one in world.stored(name)] == [1, 1, 2]


def test_a_refused_request_leaves_the_stream_to_others(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    with pytest.raises(FormsError):
        world.submit("fellow", target, form)
    assert not Stream.objects.exclude(lease_owner="").exists()
    assert world.submit("fellow", target, form, base=1).submission.record.state == "recorded"


def test_checking_answers_takes_no_more_than_what_is_left_of_the_request(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    """Whoever waited for OMERO that long is not told that the form is to blame."""
    form, target = world.form(), dataset()
    before = world.everything()
    with pytest.raises(FormsError) as refused:
        check(world.user("author"), submission(target, form, answers={}), Deadline.after(0))
    assert refused.value.code == "omero_unavailable"
    assert world.everything() == before
