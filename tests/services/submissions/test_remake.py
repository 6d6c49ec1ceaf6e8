# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies are remade after the layout was changed: those of groups that somebody owns, in batches, as their owners."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms import settings as mapping
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.acts import Doer
from omero_forms.domain.refs import ObjectRef
from omero_forms.gateway import copies
from omero_forms.gateway.sessions import UserSession
from omero_forms.gateway.wire import Wire
from omero_forms.models import CopyRow, Event, Job, Submission
from omero_forms.services.due import catch_up
from omero_forms.services.jobs import run
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.kinds import KINDS, REMAKE_COPIES
from omero_forms.services.jobs.run import run_job
from omero_forms.services.submissions.remake import Asked, Remade, asked_for, remake
from tests.services.records.test_write import forget
from tests.services.submissions.test_copy import delete, membership
from tests.services.submissions.test_layouts import ANSWERS, LEGACY, PATHS
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld


def remade(world: FormsWorld, who: str, form: FormInUse, kind: str | None = None) -> Remade:
    return remake(asked_for(world.user(who), form.id, None if kind is None else world.lab.groups[kind]))


def layouts(form: FormInUse) -> Counter[str]:
    """How many copies are of which layout."""
    of_form = CopyRow.objects.filter(stream__name__startswith=f"submission/{form.id}/")
    return Counter(of_form.values_list("layout", flat=True))


@pytest.fixture
def filled(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> tuple[FormInUse, dict[str, list[int]]]:
    """A form with copies in `paths`, three in each of two groups, of two owners each; then the layout is changed."""
    form, targets = world.form(*EVERYWHERE), {}
    for kind in ("private", "read_annotate"):
        targets[kind] = [dataset(kind), dataset(kind), dataset(kind, "leader")]
        for who, target in zip(("author", "author", "leader"), targets[kind], strict=True):
            world.submit(who, target, form, answers={"sample": "HEK"})
            world.submit(who, target, form, base=1, answers=ANSWERS)
    monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", "legacy")
    return form, targets


def test_those_of_a_group_are_remade_for_its_owner_then_all_for_an_admin_and_another_time_there_is_nothing_to_do(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]]
) -> None:
    form, targets = filled
    done = remade(world, "leader", form, "private")
    assert done.as_json() == {"layout": "legacy", "of": 3, "done": 3, "could_not": []}
    for kind, rows in (("private", LEGACY), ("read_annotate", PATHS)):
        owners = [world.copies("root", target, form) for target in targets[kind]]
        assert owners == [[("author", rows)], [("author", rows)], [("leader", rows)]]
    assert remade(world, "leader", form, "private").found == 0
    everywhere = remade(world, "admin", form)
    assert (everywhere.found, everywhere.done) == (3, 3)
    assert layouts(form) == {"legacy": 6}
    assert [
        (one.actor_name, one.details["copies"], one.group_id) for one in Event.objects.filter(name="copies.remade")
    ] == [
        ("leader", 3, world.lab.groups["private"]),
        ("admin", 3, None),
    ]


@pytest.mark.parametrize(
    ("who", "kind", "code"),
    [
        ("author", "private", "forbidden"),
        ("author", None, "forbidden"),
        # Of another group, an admin who may do less, and somebody who is not told of the form.
        ("leader", "elsewhere", "forbidden"),
        ("viewer", "private", "forbidden"),
        ("viewer", None, "forbidden"),
        ("outsider", "private", "not_found"),
    ],
)
def test_nobody_else_has_any_remade(world: FormsWorld, who: str, kind: str | None, code: str) -> None:
    form = world.form("private")
    with pytest.raises(FormsError) as refused:
        remade(world, who, form, kind)
    assert refused.value.code == code


def test_objects_are_counted_where_they_are_now_and_what_was_deleted_or_put_in_their_place_is_not(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]]
) -> None:
    form, targets = filled
    gone, other, stays = targets["private"]
    delete(world, "Dataset", gone)
    Submission.objects.filter(object_id=other).update(creation_event=1)
    Submission.objects.filter(object_id__in=targets["read_annotate"]).update(group_id=world.lab.groups["private"])
    assert remade(world, "leader", form, "private").as_json()["of"] == 1
    assert world.copies("root", stays, form) == [("leader", LEGACY)]
    assert layouts(form) == {"paths": 5, "legacy": 1}


def test_what_cannot_be_remade_stays_as_it_is_and_it_is_said_why(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, targets = filled
    build, group = world.lab.build, world.lab.groups["private"]
    name = f"leaver-{uuid.uuid4().hex[:8]}"
    world.lab.users[name] = build.user(name, "Lea Leaver", [group, world.lab.groups["elsewhere"]], password=name)
    target = build.dataset(world.lab.users[name], group, "Left behind")
    with monkeypatch.context() as before:
        before.setattr(mapping, "FORMS_KV_LAYOUT", "paths")
        world.submit(name, target, form, answers=ANSWERS)
    membership(world, world.lab.users[name].id, group, member=False)
    done = remade(world, "leader", form, "private")
    [why] = done.as_json()["could_not"]
    assert (done.found, done.done, why["reason"], why["count"]) == (4, 3, "not_in_group", 1)
    assert why["message"].endswith(".")
    assert world.copies("root", target, form) == [(name, PATHS)]
    [left] = Submission.objects.filter(object_id=target)
    assert (left.copy_state, left.copy_reason) == ("copied", "")
    assert [
        one.pk
        for one in Submission.objects.filter(
            record__stream__copy__layout="paths", form_id=form.id, object_id__in=[*targets["private"], target]
        )
    ] == [left.pk]


def test_one_copy_at_which_omero_fails_keeps_no_other_from_being_remade_but_two_in_a_row_do(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, targets = filled
    write, failing = copies.load_and_write, {targets["private"][0]}

    def unfinished(session: UserSession, ref: ObjectRef, *rest: Any) -> copies.CopyOutcome:
        if ref.id in failing:
            raise error("omero_unavailable", details={"fault": "unfinished"})
        return write(session, ref, *rest)

    monkeypatch.setattr(copies, "load_and_write", unfinished)
    done = remade(world, "leader", form, "private")
    [why] = done.as_json()["could_not"]
    assert (done.found, done.done, why["reason"], why["count"]) == (3, 2, "internal", 1)
    assert layouts(form) == {"paths": 4, "legacy": 2}
    failing.update(targets["read_annotate"])
    with pytest.raises(FormsError) as away:
        remade(world, "leader", form)
    assert away.value.code == "omero_unavailable"
    failing.clear()
    assert remade(world, "leader", form).done == 4


def test_after_the_forms_database_was_restored_the_newest_answers_are_remade(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form("private"), dataset("private")
    world.submit("author", target, form, answers={"sample": "HEK"})
    world.submit("author", target, form, base=1, answers=ANSWERS)
    forget(form, 2)
    monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", "legacy")
    remade(world, "leader", form, "private")
    world.later()
    assert catch_up().stopped_by is None
    assert world.copies("root", target, form) == [("author", LEGACY)]
    assert Submission.objects.filter(form_id=form.id).count() == 2


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Calls to OMERO from now on, by name."""
    made: Counter[str] = Counter()
    for name in ("rows", "objects", "save", "save_new", "delete", "sudo", "context", "database_uuid"):
        real = getattr(Wire, name)

        def counted(wire: Wire, *args: Any, _name: str = name, _real: Any = real, **named: Any) -> Any:
            made[_name] += 1
            return _real(wire, *args, **named)

        monkeypatch.setattr(Wire, name, counted)
    return made


def test_a_copy_more_costs_eight_calls_and_a_session_is_opened_for_each_owner_and_not_for_each_copy(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch, calls: Counter[str]
) -> None:
    form = world.form("private")
    costs = []
    for layout, more in (("legacy", 2), ("paths", 4)):
        for _ in range(more):
            world.submit("author", dataset("private"), form, answers=ANSWERS)
        monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", layout)
        calls.clear()
        done = remade(world, "leader", form, "private")
        costs.append((done.done, calls.total()))
        assert calls["sudo"] == 1
    (few, cheap), (many, dear) = costs
    assert (few, many) == (2, 6)
    # As the agent the object, what is there, what it says, and whether the copy is alone then; as its owner the object,
    # what is there, the copy, which is saved.
    assert dear - cheap == 8 * (many - few)
    # Who the two users are, and where the objects are now.
    assert cheap <= 8 * few + 10


@pytest.mark.parametrize("groups", [["private", "read_annotate"], None])
def test_a_job_of_somebody_who_owns_the_groups_no_more_when_it_begins_writes_nothing(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]], groups: list[str] | None
) -> None:
    form, _targets = filled
    author = world.user("author")
    ids = None if groups is None else tuple(world.lab.groups[kind] for kind in groups)
    asked = Asked(form.id, ids, Doer(author.person, None, ""))
    job = ask(REMAKE_COPIES, asked.as_json(), by=author.person)
    assert run_job(job) == "failed"
    assert Job.objects.get(pk=job).error_code == "forbidden"
    assert layouts(form) == {"paths": 6}


class KilledError(BaseException):
    """What nothing in a process that is killed can catch."""


def test_as_a_job_it_tells_how_far_it_is_is_cancelled_between_two_copies_and_goes_on_after_a_worker_died(
    world: FormsWorld, filled: tuple[FormInUse, dict[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, _targets = filled
    monkeypatch.setattr(run, "TELL_EVERY", 0.0)
    asked = asked_for(world.user("admin"), form.id)

    def job() -> int:
        return ask(REMAKE_COPIES, asked.as_json(), by=asked.by.person)

    cancelled = job()
    assert job() == cancelled

    def cancelling(arguments: Any, progress: Any) -> Any:
        def told(done: int, total: int | None) -> None:
            if done == 2:
                Job.objects.filter(pk=cancelled).update(state="cancelled")
            progress(done, total)

        return KINDS[REMAKE_COPIES](arguments, told)

    assert run_job(cancelled, {REMAKE_COPIES: cancelling}) is None
    assert layouts(form) == {"paths": 4, "legacy": 2}
    assert Job.objects.get(pk=cancelled).state == "cancelled"

    def dying(arguments: Any, progress: Any) -> Any:
        def told(done: int, total: int | None) -> None:
            progress(done, total)
            if done == 1:
                raise KilledError

        return KINDS[REMAKE_COPIES](arguments, told)

    resumed = job()
    with pytest.raises(KilledError):
        run_job(resumed, {REMAKE_COPIES: dying})
    there = Job.objects.get(pk=resumed)
    assert (there.state, there.done, there.total) == ("running", 1, 4)
    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    assert run_job(resumed) == "done"
    there.refresh_from_db()
    assert there.result == {"layout": "legacy", "of": 3, "done": 3, "could_not": []}
    assert layouts(form) == {"legacy": 6}
