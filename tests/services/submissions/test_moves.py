# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens in OMERO to objects and people, histories stay whole, and are read by who sees the object now.
Copies are put right by the worker that follows the event log; where that cannot be, the page says why.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import omero.model
import pytest
from celery import Task
from celery.signals import task_prerun
from django.db import connection
from django.test.utils import CaptureQueriesContext
from omero.constants.metadata import NSCLIENTMAPANNOTATION
from omero.rtypes import rstring, rtime

from omero_forms.celery import app
from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway import copies, placement
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import CopyNote, CopyRound, CopyRow, LogCursor, RecordRow, Submission
from omero_forms.services import due
from omero_forms.services.due import catch_up
from omero_forms.services.submissions import followed, rounds
from omero_forms.services.submissions.rounds import compare_all, round_due
from omero_forms.tasks.copies import compare_copies
from omero_forms.tasks.evaluations import follow
from tests.services.integrity.test_redact import redact
from tests.services.records.tampering import without_records
from tests.services.records.test_write import forget
from tests.services.submissions.moving import COPY, PEOPLE, Moving
from tests.support.counts import counts
from tests.support.facility import Facility
from tests.support.plans import explained
from tests.support.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moving(facility: Facility, web_login: Callable[[str], Any]) -> Moving:
    """Its log is followed from here on."""
    return Moving(facility, web_login)


ALL = set(PEOPLE)
OWNER_AND_LEADER = {"anna", "lena"}


@pytest.mark.parametrize("who", ["anna", "root"])
def test_moved_to_groups_of_all_kinds(moving: Moving, who: str) -> None:
    """Moved by its owner, the copy of another stays behind without a link, where the old group would read it."""
    dataset = moving.dataset()
    for group, owner, readers in (
        ("read_write", "berta", ALL),
        ("private", "anna", OWNER_AND_LEADER),
        ("read_only", "anna", ALL),
        ("apart", "anna", {"anna"}),
        ("read_annotate", "anna", ALL),
    ):
        moving.move(dataset, group, who)
        moving.follow_and_sweep()
        assert moving.on(dataset) == [(owner, COPY)], group
        assert moving.state(dataset) == ("copied", "")
        moving.check(dataset, readers)


def test_given_to_another_owner(moving: Moving) -> None:
    for kind, by, owner, readers in (
        ("private", "lena", "carl", {"carl", "lena"}),
        ("read_only", "anna", "carl", ALL),
        ("read_annotate", "berta", "berta", ALL),
        ("read_annotate", "anna", "anna", ALL),
    ):
        dataset = moving.dataset(kind, by)
        moving.give(dataset, "carl")
        moving.follow_and_sweep()
        assert (moving.on(dataset), moving.state(dataset)) == ([(owner, COPY)], ("copied", "")), kind
        copy = CopyRow.objects.get(stream=moving.newest(dataset).record.stream)
        assert copy.owner_id == moving.people[owner].id
        moving.check(dataset, readers)


def test_deleted_objects_leave_their_history_and_no_copy(moving: Moving) -> None:
    """The copy of another outlives the object that its owner deletes."""
    own, others = moving.dataset(by="anna"), moving.dataset()
    for dataset in (own, others):
        moving.delete("Dataset", dataset)
    assert len(moving.stranded()) == 1
    moving.follow()
    # What went with its object is settled by that look; for the other a session of its owner is needed.
    assert moving.state(own) == ("nocopy", "object_gone")
    assert moving.state(others) == ("repair", "missing")
    assert catch_up().stopped_by is None
    for dataset in (own, others):
        newest = moving.newest(dataset)
        assert (newest.copy_state, newest.copy_reason, newest.next_at) == ("nocopy", "object_gone", None)
        assert CopyRow.objects.get(stream=newest.record.stream).annotation_id is None
        moving.check(dataset, ())
    assert moving.night() == 0


@pytest.fixture
def _no_redactions(moving: Moving) -> Iterator[None]:
    without_records(moving.facility.world, "integrity")
    yield
    without_records(moving.facility.world, "integrity")


@pytest.mark.usefixtures("_no_redactions")
def test_redacted_answers_are_not_forgotten_while_a_copy_of_them_was_left_behind(moving: Moving) -> None:
    """Nobody can take it off while its owner is away; it is gone as soon as they are back."""
    dataset = moving.dataset()
    copy = moving.copy_id(dataset)
    moving.move(dataset, "apart")
    moving.leave("berta", "user")
    moving.follow_and_sweep()
    assert (moving.on(dataset), moving.state(dataset)) == ([("anna", COPY)], ("repair", "older_copy"))
    redact(moving.facility.world, moving.form, 1)
    for _sweep in range(2):
        moving.facility.world.later()
        assert catch_up().stopped_by is None
        row, newest = CopyRow.objects.get(stream=moving.newest(dataset).record.stream), moving.newest(dataset)
        assert (moving.on(dataset), moving.state(dataset)) == ([], ("repair", "older_copy"))
        assert (row.annotation_id, list(row.older), newest.next_at is None) == (None, [str(copy)], False)
        assert row.withdrawn
    moving.join("berta", "user")
    moving.facility.world.later()
    assert catch_up().stopped_by is None
    row = CopyRow.objects.get(stream=moving.newest(dataset).record.stream)
    assert (moving.stranded(), moving.state(dataset), row.older) == ([], ("nocopy", "redacted"), {})


def test_a_copy_that_nobody_can_put_right_does_not_keep_those_in_mind_that_are_gone(moving: Moving) -> None:
    dataset = moving.dataset("private", "lena")
    copy = moving.copy_id(dataset)
    moving.leave("anna", "private")
    moving.edit(copy, [("Sample", "ALTERED")], "root")
    CopyRow.objects.update(older={"1": 1})
    moving.night()
    row = CopyRow.objects.get(stream=moving.newest(dataset).record.stream)
    assert (moving.state(dataset), row.annotation_id, row.older) == (("repair", "changed"), copy, {})


def test_what_only_has_the_id_of_an_older_copy_or_hangs_on_something_else_is_left_alone(moving: Moving) -> None:
    """An OMERO that was restored gives ids again."""
    dataset = moving.dataset()
    group = moving.groups["read_annotate"]
    with moving.as_user("carl", "read_annotate") as carl:

        def made(namespace: str) -> Any:
            one = omero.model.MapAnnotationI()
            one.ns = rstring(namespace)
            return one

        of_carl = carl.save(made("mine"), group=group)
        link = omero.model.InstrumentAnnotationLinkI()
        link.parent, link.child = omero.model.InstrumentI(), made(moving.namespace)
        hung = carl.save(link, group=group).child
    ids = [int(one.id.val) for one in (of_carl, hung)]
    older = {str(one): 1 for one in ids}
    CopyRow.objects.update(older=older)
    assert moving.night() == 0
    Submission.objects.update(copy_state="repair", next_at=moving.newest(dataset).time)
    assert catch_up().stopped_by is None
    assert (moving.on(dataset), moving.state(dataset)) == ([("berta", COPY)], ("copied", ""))
    with moving.as_user("root") as root:
        left = root.rows("select a.id, a.ns from MapAnnotation a where a.id in (:ids) order by a.id", {"ids": ids})
    assert left == [[ids[0], "mine"], [ids[1], moving.namespace]]


def test_all_that_annotations_can_hang_on_in_omero_is_asked_for() -> None:
    links = {one for one in vars(omero.model) if one.endswith("AnnotationLink") and not one.startswith("_")}
    assert {f"{one}AnnotationLink" for one in copies._ANNOTATED} == links


def test_what_is_done_to_copies_is_put_right_without_anybody_opening_a_form(moving: Moving) -> None:
    deleted, unlinked, edited, renamed, beside = (moving.dataset() for _ in range(5))
    moving.delete("Annotation", moving.copy_id(deleted), "berta")
    moving.delete("DatasetAnnotationLink", moving.link_id(unlinked), "berta")
    changed = moving.copy_id(edited)
    moving.edit(changed, [("Sample", "ALTERED"), ("Mine", "note")])
    taken = moving.copy_id(renamed)
    moving.edit(taken, COPY, ns="mine")
    with moving.as_user("carl", "read_annotate") as carl:
        link = omero.model.DatasetAnnotationLinkI()
        link.parent = omero.model.DatasetI(beside, False)
        link.child = omero.model.MapAnnotationI()
        link.child.ns = rstring(moving.namespace)
        link.child.mapValue = [omero.model.NamedValue("Sample", "FAKE")]
        carl.save(link, group=moving.groups["read_annotate"])
    for dataset in (deleted, unlinked, edited, renamed, beside):
        moving.settled(dataset, [("berta", COPY)])
        moving.check(dataset, ALL)
    with moving.as_user("root") as root:
        namespaces = "select a.ns from MapAnnotation a where a.id = :id"
        assert root.map_rows(changed) == [("Sample", "ALTERED"), ("Mine", "note")]
        assert root.rows(namespaces, {"id": changed}) == [[NSCLIENTMAPANNOTATION]]
        assert root.rows(namespaces, {"id": taken}) == [["mine"]]


def test_a_copy_that_only_moved_to_another_object_is_noticed_by_the_indexers_note(moving: Moving) -> None:
    """Its annotation lives on, so that the log names nothing but a link that is gone."""
    dataset = moving.dataset()
    other, copy, link = (
        moving.facility.dataset("anna", "read_annotate"),
        moving.copy_id(dataset),
        moving.link_id(dataset),
    )
    with moving.as_user("berta", "read_annotate") as berta:
        second = omero.model.DatasetAnnotationLinkI()
        second.parent = omero.model.DatasetI(other, False)
        second.child = omero.model.MapAnnotationI(copy, False)
        berta.save(second, group=moving.groups["read_annotate"])
    moving.delete("DatasetAnnotationLink", link, "berta")
    moving.settled(dataset, [("berta", COPY)])
    assert moving.copy_id(other) == copy
    moving.check(dataset, ALL)


def test_whoever_left_and_came_back(moving: Moving) -> None:
    """In a private group only the owner can have the copy. Meanwhile the page says why there is none."""
    dataset = moving.dataset("private", "lena")
    for group, reason in (("private", "not_in_group"), ("user", "inactive")):
        moving.leave("anna", group)
        moving.follow_and_sweep()
        assert (moving.on(dataset), moving.state(dataset)) == ([("anna", COPY)], ("copied", ""))
        moving.delete("Annotation", moving.copy_id(dataset), "root")
        moving.follow_and_sweep()
        assert (moving.on(dataset), moving.state(dataset)) == ([], ("nocopy", reason))
        moving.check(dataset, {"lena"}, people={"berta", "carl", "lena"})
        moving.join("carl", "apart")
        moving.follow_and_sweep()
        assert moving.newest(dataset).attempts == 1
        moving.join("anna", group)
        moving.follow_and_sweep()
        assert (moving.on(dataset), moving.state(dataset)) == ([("anna", COPY)], ("copied", ""))
        moving.leave("carl", "apart")
    moving.check(dataset, OWNER_AND_LEADER)


def test_copies_that_wait_for_people_are_found_by_an_index_and_once_for_all_groups(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = moving.dataset("private", "lena")
    moving.leave("anna", "private")
    moving.delete("Annotation", moving.copy_id(dataset), "root")
    moving.follow_and_sweep()
    assert moving.state(dataset) == ("nocopy", "not_in_group")
    asked = []
    placements = placement.placements

    def counted(agent: AgentSession, kind: ObjectType, ids: Collection[int]) -> Any:
        asked.append(kind)
        return placements(agent, kind, ids)

    monkeypatch.setattr(placement, "placements", counted)
    monkeypatch.setattr(followed, "MOST_IDS", 1)
    CopyNote.objects.bulk_create(CopyNote(kind=CopyNote.GROUP, entity_id=one) for one in moving.groups.values())
    with CaptureQueriesContext(connection) as spent:
        assert followed.look_at_noted(Deadline.after(60)) == 1
    assert (asked, CopyNote.objects.count()) == ([ObjectType.DATASET], 0)
    reads = {one["sql"] for one in spent if '"copy_reason" IN' in one["sql"] and one["sql"].startswith("SELECT")}
    assert reads
    for statement in reads:
        assert any("forms_copy_waiting" in line for line in explained(statement)), explained(statement)


def test_a_group_that_lets_others_annotate_from_now_on(moving: Moving) -> None:
    dataset = moving.dataset("private", "lena")
    moving.leave("anna", "private")
    moving.delete("Annotation", moving.copy_id(dataset), "root")
    moving.follow_and_sweep()
    assert moving.state(dataset) == ("nocopy", "not_in_group")
    group = {"ExperimenterGroup": [moving.groups["private"]]}
    moving.command(omero.cmd.Chmod2(targetObjects=group, permissions="rwra--"))
    moving.follow_and_sweep()
    assert (moving.on(dataset), moving.state(dataset)) == ([("lena", COPY)], ("copied", ""))


def test_objects_of_all_types(moving: Moving) -> None:
    described: dict[ObjectType, int] = {}
    for kind in set(ObjectType) - {ObjectType.DATASET}:
        moving.facility.assign(moving.form, "read_annotate", types=(kind,))
        with moving.as_user("anna", "read_annotate") as anna:
            one = getattr(omero.model, f"{kind.value}I")()
            one.name = rstring("described")
            if kind is ObjectType.IMAGE:
                one.acquisitionDate = rtime(0)
            described[kind] = int(anna.save(one, group=moving.groups["read_annotate"]).id.val)
        moving.answer(described[kind], object_type=kind)
    moving.follow()
    for kind, one in described.items():
        moving.delete("Annotation", moving.copy_id(one, kind), "berta")
    moving.follow_and_sweep()
    for kind, one in described.items():
        with moving.as_user("root") as root:
            assert root.map_rows(moving.copy_id(one, kind)) == COPY
        moving.delete(kind.value, one)
    moving.follow_and_sweep()
    for kind, one in described.items():
        newest = moving.newest(one, kind)
        assert (newest.copy_state, newest.copy_reason) == ("nocopy", "object_gone")
        assert moving.stranded(kind) == []


def test_groups_and_people_that_are_called_otherwise(moving: Moving) -> None:
    dataset = moving.dataset()
    moving.change_group("read_annotate", f"renamed {moving.facility.suffix}")
    moving.change_person("berta", "Berta", "Newname")
    moving.leave("berta", "private")
    moving.delete("Annotation", moving.copy_id(dataset), "berta")
    moving.follow_and_sweep()
    assert (moving.on(dataset), moving.state(dataset)) == ([("berta", COPY)], ("copied", ""))
    told = moving.api("anna", dataset).json()
    assert told["history"][0]["author"]["full_name"] == "Berta Newname"
    assert told["object"]["group"]["name"] == f"renamed {moving.facility.suffix}"
    moving.check(dataset, ALL)


def test_after_omero_was_restored_all_copies_and_records_are_as_they_were(moving: Moving) -> None:
    """What came after the backup is not there, and the event log says nothing of it."""
    before, after, gone = moving.dataset(), moving.dataset(by="anna"), moving.dataset(by="anna")
    moving.delete("Dataset", gone)
    moving.follow_and_sweep()
    compare_all(Deadline.after(60))
    assert not round_due()
    record = RecordRow.objects.get(submission=moving.newest(after))
    moving.command(omero.cmd.Delete2(targetObjects={"Annotation": [record.annotation_id]}), "root")
    moving.delete("Annotation", moving.copy_id(after), "root")
    LogCursor.objects.update(mark="another history")
    moving.follow()
    assert round_due()
    compare_all(Deadline.after(60))
    assert not round_due()
    assert catch_up().stopped_by is None
    # Whoever opens the history has it compared; the next sweep writes what OMERO lost.
    assert moving.api("anna", after).status_code == 200
    moving.facility.world.later()
    assert catch_up().stopped_by is None
    for dataset, owner in ((before, "berta"), (after, "anna")):
        assert (moving.on(dataset), moving.state(dataset)) == ([(owner, COPY)], ("copied", ""))
        moving.check(dataset, ALL)
    assert moving.state(gone) == ("nocopy", "object_gone")


def test_after_the_forms_database_was_restored_no_older_answers_are_copied(moving: Moving) -> None:
    """The log tells of a copy that is newer than the database: first its history is compared with OMERO."""
    dataset = moving.dataset(by="anna")
    moving.answer(dataset, "anna", base=1, answers={"sample": "HEK"})
    newer = [("anna", [("Sample", "HEK")])]
    before = CopyRow.objects.get(stream=moving.newest(dataset).record.stream)
    forget(moving.form, 2)
    Submission.objects.filter(object_id=dataset).update(copy_state="copied")
    CopyRow.objects.filter(pk=before.pk).update(event=before.event - 1)
    moving.follow_and_sweep()
    assert moving.on(dataset) == newer
    moving.facility.world.later()
    moving.follow_and_sweep()
    assert (moving.newest(dataset).number, moving.on(dataset), moving.state(dataset)) == (2, newer, ("copied", ""))
    with moving.as_user("root") as root:
        assert root.copies_on("Dataset", dataset, NSCLIENTMAPANNOTATION) == []


def test_at_night_it_is_found_what_nobody_followed_and_what_is_right_costs_one_question(moving: Moving) -> None:
    edited, unlinked, gone, moved = (moving.dataset() for _ in range(4))
    assert moving.night() == 0
    moving.edit(moving.copy_id(edited), [("Sample", "ALTERED")])
    moving.delete("DatasetAnnotationLink", moving.link_id(unlinked), "berta")
    moving.delete("Dataset", gone, "root")
    moving.move(moved, "private")
    assert moving.night() == 4
    assert moving.state(gone) == ("nocopy", "object_gone")
    for dataset, owner in ((edited, "berta"), (unlinked, "berta"), (moved, "anna")):
        assert (moving.on(dataset), moving.state(dataset)) == ([(owner, COPY)], ("copied", ""))
    asked = []
    for _ in range(2):
        with counts() as cost:
            assert moving.compare() == 0
        asked.append(cost.calls)
        for _ in range(3):
            moving.dataset()
    # One for the copies of a thousand objects of a type, one for a thousand objects that were gone.
    assert asked == [["IQuery.projection"] * 2] * 2


def test_a_page_of_copies_that_cannot_be_looked_at_keeps_no_other_one_and_no_policy_waiting(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = moving.dataset(), moving.dataset()
    monkeypatch.setattr(followed, "MOST_IDS", 1)
    monkeypatch.setattr(rounds, "PAGE", 1)
    find = copies.find_many

    def faulty(agent: AgentSession, kind: ObjectType, ids: Collection[int], namespaces: Collection[str]) -> Any:
        if broken in ids:
            raise TypeError("a fault of ours")
        return find(agent, kind, ids, namespaces)

    monkeypatch.setattr(copies, "find_many", faulty)
    moving.edit(moving.copy_id(whole), [("Sample", "ALTERED")])
    assert moving.compare() == 1
    assert catch_up().stopped_by is None
    moving.edit(moving.copy_id(whole), [("Sample", "ALTERED")])
    CopyNote.objects.bulk_create(CopyNote(kind="Dataset", entity_id=one) for one in (broken, whole))
    assert moving.follow() == 1
    assert not CopyNote.objects.exists()

    def away(*_args: object) -> Any:
        raise error("omero_unavailable", details={"fault": "busy"})

    monkeypatch.setattr(copies, "find_many", away)
    CopyNote.objects.create(kind="Dataset", entity_id=broken)
    CopyRound.objects.update(done_at=None)
    sent: list[str] = []

    def begun(sender: Task[Any, Any], **_told: object) -> None:
        sent.append(sender.name)

    app.conf.task_always_eager = True
    task_prerun.connect(begun)
    try:
        follow()
    finally:
        task_prerun.disconnect(begun)
        app.conf.task_always_eager = False
    # The notes wait; what does not depend on them goes on.
    assert (CopyNote.objects.count(), sent) == (1, [compare_copies.name])


def test_many_objects_that_move_together_cost_no_session_each(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    """And are put right by one sweep, though each looks at some of them only."""
    monkeypatch.setattr(due, "BATCH", 3)
    datasets = [moving.dataset() for _ in range(7)]
    request = omero.cmd.Chgrp2(targetObjects={"Dataset": datasets}, groupId=moving.groups["private"])
    moving.command(request, "anna")
    with counts() as cost:
        moving.follow()
    # The log, what it concerns, and the copies.
    assert cost.calls.count("IQuery.projection") <= 10
    with counts() as cost:
        assert catch_up().copies == 7
    # Anna's in the new group and Berta's in the old one, for each batch.
    assert cost.calls.count("ISession.createSessionWithTimeouts") == 6
    for dataset in datasets:
        assert (moving.on(dataset), moving.state(dataset)) == ([("anna", COPY)], ("copied", ""))
    assert moving.stranded() == []


def test_a_comparison_goes_on_where_a_worker_died(moving: Moving) -> None:
    moving.dataset()

    class DiedError(Exception):
        pass

    def die(reached: str) -> None:
        if reached == "compared":
            raise DiedError

    CopyRound.objects.update(begun_at=None)
    with visited(die), pytest.raises(DiedError):
        compare_all(Deadline.after(60), moving.now)
    last = CopyRound.objects.get()
    assert (last.done_at, last.after) == (None, moving.newest(moving.dataset()).record.stream_id - 1)


def test_the_log_is_read_on_where_a_worker_died_and_nothing_is_lost(moving: Moving) -> None:
    dataset = moving.dataset(by="anna")
    moving.follow()
    moving.delete("Annotation", moving.copy_id(dataset))
    with moving.as_user("root", "read_annotate") as root:
        many = [omero.model.DatasetI() for _ in range(1100)]
        for one in many:
            one.name = rstring("one of many")
        root.factory.getUpdateService().saveArray(many, {"omero.group": str(moving.groups["read_annotate"])})

    def die(reached: str) -> None:
        if reached == "followed":
            raise RuntimeError

    before = LogCursor.objects.get().last_id
    with visited(die), pytest.raises(RuntimeError):
        moving.follow()
    assert LogCursor.objects.get().last_id > before
    assert CopyNote.objects.filter(kind="Dataset", entity_id=dataset).exists()
    moving.follow_and_sweep()
    assert (moving.on(dataset), moving.state(dataset)) == ([("anna", COPY)], ("copied", ""))


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_moves(moving: Moving, seed: int) -> None:
    chance = random.Random(seed)
    datasets = [moving.dataset(chance.choice(["read_annotate", "private"]), "lena") for _ in range(3)]
    gone: set[int] = set()

    def change() -> None:
        one = chance.choice([one for one in datasets if one not in gone])
        what = chance.choice(["move", "move", "give", "edit", "take off", "answer", "people", "delete"])
        if what == "move":
            moving.move(one, chance.choice(["private", "read_only", "read_annotate", "read_write"]), "root")
        elif what == "give":
            moving.give(one, chance.choice(["anna", "berta", "carl"]))
        elif what == "answer":
            moving.answer(one, "lena", base=None)
        elif what == "people":
            who, group = chance.choice(["anna", "berta", "carl"]), chance.choice(["private", "read_annotate"])
            chance.choice([moving.join, moving.leave])(who, group)
        elif what == "delete":
            if len(gone) < 1:
                gone.add(one)
                moving.delete("Dataset", one, "root")
        elif copies := moving.on(one):
            assert copies
            with moving.as_user("root") as root:
                ids = root.copies_on("Dataset", one, moving.namespace)
            if what == "take off":
                moving.delete("Annotation", ids[0], "root")
            else:
                moving.edit(ids[0], [("Sample", "ALTERED")], "root")

    def explained(one: int) -> bool:
        moving.follow_and_sweep()
        state, reason = moving.state(one)
        pairs = [pairs for _owner, pairs in moving.on(one)]
        if state == "copied":
            return pairs == [COPY]
        # Whoever could put it right has left: the page says what is the matter.
        return (pairs == []) == (state == "nocopy") and reason in {one.value for one in CopyReason}

    for _round in range(3):
        for _change in range(chance.randint(2, 4)):
            change()
        for one in datasets:
            wait_for(partial(explained, one), "the copy is right, or it is said why not")
            moving.check(one, moving.readers(one))
    assert moving.night() == 0
