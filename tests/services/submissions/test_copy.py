# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy on the object: whose it is, and who repairs it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import omero.cmd
import omero.model
import pytest
from omero.constants.metadata import NSCLIENTMAPANNOTATION
from omero.model import ExperimenterGroupI, ExperimenterI
from omero.rtypes import rstring

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.gateway.sessions import open_password_session
from omero_forms.gateway.wire import Wire
from omero_forms.kit.breaker import breaker
from omero_forms.kit.crash_points import visited
from omero_forms.models import CopyRow, Submission
from omero_forms.services.due import catch_up
from omero_forms.services.submissions.submit import submit
from tests.domain.steps_for_tests import lines_run
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld, copy_by_agent, submission


def newest(form: FormInUse) -> Submission:
    return Submission.objects.filter(form_id=form.id).order_by("-number")[0]


def owners(world: FormsWorld, target: int, form: FormInUse, who: str = "author") -> list[str]:
    return [owner for owner, _pairs in world.copies(who, target, form)]


def sample(world: FormsWorld, target: int, form: FormInUse, who: str = "author") -> str:
    [(_owner, pairs)] = world.copies(who, target, form)
    return dict(pairs)["Sample"]


def sweep_later(world: FormsWorld) -> None:
    world.later()
    assert catch_up().stopped_by is None


def delete(world: FormsWorld, kind: str, one: int) -> None:
    """As author."""
    with world.lab.as_user("author") as client:
        request = omero.cmd.Delete2(targetObjects={kind: [one]})
        handle = client.factory.submit(request, {"omero.group": "-1"})
        client.client.waitOnCmd(handle, loops=1200, ms=50)
        handle.close()


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("private", "author"),
        ("read_only", "author"),
        ("read_only", "leader"),
        ("read_annotate", "fellow"),
        ("read_annotate", "leader"),
        ("read_write", "fellow"),
    ],
)
def test_the_copy_belongs_to_the_submitter_who_may_annotate(
    world: FormsWorld, dataset: Callable[..., int], kind: str, who: str
) -> None:
    form, target = world.form(*EVERYWHERE), dataset(kind)
    submission = world.submit(who, target, form).submission
    assert submission.copy_state == "copied"
    assert owners(world, target, form) == [who]


@pytest.mark.parametrize("who", ["leader", "admin"])
def test_in_a_private_group_the_copy_becomes_the_owners_whoever_submitted(
    world: FormsWorld, dataset: Callable[..., int], who: str
) -> None:
    form, target = world.form(*EVERYWHERE), dataset("private")
    submission = world.submit(who, target, form).submission
    assert submission.author_name == who
    assert submission.copy_state == "repair"
    assert owners(world, target, form) == []
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form) == ["author"]


def test_an_older_copy_of_somebody_else_is_removed_by_the_worker_as_its_owner(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    second = world.submit("fellow", target, form, base=1, answers={"sample": "HEK"}).submission
    assert (second.copy_state, second.copy_reason) == ("repair", "older_copy")
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form) == ["fellow"]
    assert sample(world, target, form) == "HEK"


def test_an_admins_copy_stays_theirs_though_no_worker_could_write_it_for_them(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    """They are in no group of the lab, so no session can be opened for them there."""
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    world.submit("admin", target, form, base=1, answers={"sample": "HEK"})
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form, "admin") == ["admin"]
    assert sample(world, target, form) == "HEK"
    world.submit("fellow", target, form, base=2, answers={"sample": "COS"})
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form) == ["fellow"]


def test_an_own_older_copy_is_changed_in_place(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    namespace = conf().kv_namespace + form.id
    world.submit("author", target, form)
    with world.lab.as_user("author") as client:
        before = client.copies_on("Dataset", target, namespace)
    world.submit("author", target, form, base=1, answers={"sample": "HEK"})
    with world.lab.as_user("author") as client:
        assert client.copies_on("Dataset", target, namespace) == before
    assert sample(world, target, form) == "HEK"


def test_a_deleted_object_has_no_copy_and_says_why(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(*EVERYWHERE), dataset("private")
    world.submit("leader", target, form)
    delete(world, "Dataset", target)
    sweep_later(world)
    submission = newest(form)
    assert (submission.copy_state, submission.copy_reason) == ("nocopy", "object_gone")
    assert submission.record.state == "recorded"


def test_an_object_that_is_deleted_before_the_copy_is_made_keeps_its_record_and_the_worker_says_why(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()

    def deleted(reached: str) -> None:
        if reached == "recorded":
            delete(world, "Dataset", target)

    with visited(deleted):
        submission = world.submit("author", target, form).submission
    assert (submission.record.state, submission.copy_state) == ("recorded", "due")
    assert breaker().allow()
    sweep_later(world)
    assert (newest(form).copy_state, newest(form).copy_reason) == ("nocopy", "object_gone")


def test_an_author_who_left_gets_no_copy_and_it_is_tried_again_when_they_are_back(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    """The owner left a private group: nobody else can annotate there."""
    build, lab = world.lab.build, world.lab
    leaver = build.user(
        f"leaver-{uuid.uuid4().hex[:8]}",
        "Lea Leaver",
        [lab.groups["private"], lab.groups["elsewhere"]],
        password="leaver",
    )
    target = build.dataset(leaver, lab.groups["private"], "Left behind")
    form = world.form(*EVERYWHERE)
    membership(world, leaver.id, lab.groups["private"], member=False)
    world.submit("leader", target, form)
    sweep_later(world)
    submission = newest(form)
    assert (submission.copy_state, submission.copy_reason) == ("nocopy", "not_in_group")
    membership(world, leaver.id, lab.groups["private"], member=True)
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form, "leader") == [leaver.name]


def membership(world: FormsWorld, user: int, group: int, *, member: bool) -> None:
    """As an admin of OMERO, add somebody to a group or take them out."""
    with world.lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        change = admin.addGroups if member else admin.removeGroups
        change(ExperimenterI(user, False), [ExperimenterGroupI(group, False)])


def test_the_copy_of_an_older_submission_is_not_written_over_a_newer_one(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    first = world.submit("author", target, form).submission
    world.submit("author", target, form, base=1, answers={"sample": "HEK"})
    copy_by_agent(first.pk)
    assert sample(world, target, form) == "HEK"


def test_a_removed_copy_does_not_change_what_was_recorded(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission
    stream = submission.record.stream.name
    before = world.stored(stream)
    with world.lab.as_user("author") as client:
        [copy] = client.copies_on("Dataset", target, conf().kv_namespace + form.id)
    delete(world, "Annotation", copy)
    assert world.stored(stream) == before


def renamed(world: FormsWorld, person: int, name: str) -> None:
    """Let somebody log in with another name from now on."""
    with world.lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        found = admin.getExperimenter(person)
        found.omeName = rstring(name)
        admin.updateExperimenter(found)


def test_the_copy_of_a_renamed_author_is_theirs_and_not_of_who_has_the_name_now(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    build, group = world.lab.build, world.lab.groups["read_annotate"]
    name, new_name = f"anna-{uuid.uuid4().hex[:8]}", f"keller-{uuid.uuid4().hex[:8]}"
    author = build.user(name, "Anna Keller", [group], password=name)
    form, target = world.form(), dataset()
    server = world.lab.server
    with open_password_session(server.host, server.port, name, name) as session:
        submitted = submit(session, submission(target, form)).submission
    renamed(world, author.id, new_name)
    build.user(name, "Another Anna", [group], password=name)
    Submission.objects.filter(pk=submitted.pk).update(copy_state="repair", next_at=submitted.time)
    with world.lab.as_user("root") as client:
        [annotation] = client.copies_on("Dataset", target, conf().kv_namespace + form.id)
        changed = client.load("MapAnnotation", annotation)
        changed.mapValue = [omero.model.NamedValue("Sample", "somebody typed here")]
        client.save(changed, group=group)
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert owners(world, target, form) == [new_name]
    assert sample(world, target, form) == "HeLa"


def test_a_copy_that_somebody_edits_in_the_same_moment_is_written_again_and_omero_is_not_taken_for_gone(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    save = Wire.save

    def edited_before(wire: Wire, changed: Any, *, group: int) -> Any:
        monkeypatch.setattr(Wire, "save", save)
        with world.lab.as_user("author") as client:
            theirs = client.load("MapAnnotation", changed.id.val)
            theirs.mapValue = [omero.model.NamedValue("Sample", "typed in the panel")]
            client.save(theirs, group=group)
        return save(wire, changed, group=group)

    monkeypatch.setattr(Wire, "save", edited_before)
    second = world.submit("author", target, form, base=1, answers={"sample": "HEK"}).submission
    assert (second.record.state, second.copy_state) == ("recorded", "due")
    assert breaker().allow()
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert sample(world, target, form) == "HEK"
    assert typed_pairs(world, target) == [[("Sample", "typed in the panel")]]


def test_what_an_older_copy_may_say_is_sought_as_long_as_somebody_waits_and_then_by_the_worker(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    for number in range(3):
        world.submit("author", target, form, base=number, answers={"sample": f"sample {number}"})
    typed_into(world, newest(form), ("Sample", "sample 2"), ("My own", "note"))
    monkeypatch.setattr("omero_forms.services.submissions.wanted.is_over", lambda: True)
    made = world.submit("author", target, form, base=3, answers={"sample": "HEK"}).submission
    assert (made.record.state, made.copy_state) == ("recorded", "due")
    monkeypatch.undo()
    sweep_later(world)
    assert newest(form).copy_state == "copied"
    assert sample(world, target, form) == "HEK"
    assert typed_pairs(world, target) == [[("My own", "note")]]


def test_older_answers_are_looked_at_no_further_than_to_the_last_pair_that_they_explain(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()

    def work(base: int) -> int:
        typed_into(world, newest(form))
        answers = {"sample": f"sample {base}", "passages": base}
        return lines_run(lambda: world.submit("author", target, form, base=base, answers=answers))

    world.submit("author", target, form, answers={"sample": "sample 0", "passages": 0})
    world.submit("author", target, form, base=1, answers={"sample": "sample 1", "passages": 1})
    early = work(2)
    for number in range(3, 9):
        world.submit("author", target, form, base=number, answers={"sample": f"sample {number}", "passages": 3})
    assert work(9) < 1.3 * early


def typed_pairs(world: FormsWorld, target: int) -> list[list[tuple[str, str]]]:
    """What author has on the dataset as pairs of their own."""
    with world.lab.as_user("author") as client:
        return [client.map_rows(one) for one in client.copies_on("Dataset", target, NSCLIENTMAPANNOTATION)]


def typed_into(world: FormsWorld, one: Submission, *pairs: tuple[str, str]) -> None:
    """Author writes these pairs into a copy; without any, takes the first of its pairs out."""
    written = CopyRow.objects.get(stream=one.record.stream_id).annotation_id or 0
    with world.lab.as_user("author") as client:
        found = client.load("MapAnnotation", written)
        found.mapValue = [omero.model.NamedValue(*pair) for pair in pairs] or found.mapValue[1:]
        client.save(found, group=world.lab.groups["read_annotate"])


def test_a_copy_of_long_answers_ends_with_the_address_of_the_form(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_COPY_ROWS", 5)
    form, target = world.form(), dataset()
    dyes = {"channels": [{"dye": f"Dye {number}"} for number in range(40)]}
    world.submit("author", target, form, answers={"sample": "HeLa", **dyes})
    [(_owner, pairs)] = world.copies("author", target, form)
    assert pairs[:2] == [("Sample", "HeLa"), ("Channels > Dye", "Dye 0")]
    assert len(pairs) == 5
    page = f"http://127.0.0.1:4080/omero_forms/?id={target}&type=dataset&form={form.id}"
    said = f"The first 4 of 41 key-value pairs are here. For all answers, see {page}"
    assert pairs[-1] == ("More answers", said)


def test_a_site_without_an_address_says_in_words_where_the_rest_of_a_copy_is(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_COPY_BYTES", 200)
    monkeypatch.setattr(mapping, "FORMS_BASE_URL", "")
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": "H" * 300})
    said = "The first 0 of 1 key-value pairs are here. For all answers, open the forms of this dataset in OMERO.web."
    assert world.copies("author", target, form) == [("author", [("More answers", said)])]
