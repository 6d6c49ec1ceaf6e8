# SPDX-License-Identifier: AGPL-3.0-or-later
"""What should never have been typed is taken out of a record by two admins, goes everywhere, and never comes back."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers

from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.verify import check_chain, verify
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DamageRow, DraftState, Event, FormVersion, RecordRow, RedactionRow, Stream, Submission
from omero_forms.selectors import submissions as selectors
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.redactions import all_redactions
from omero_forms.services.due import catch_up
from omero_forms.services.forms.assign import assign
from omero_forms.services.forms.drafts import begin
from omero_forms.services.integrity.follow import follow, follow_due
from omero_forms.services.integrity.redact import approve, ask
from omero_forms.services.records.check import check_due_streams
from omero_forms.services.records.mark import check_later
from tests.gateway.test_copies import typed_over
from tests.services.records.tampering import Hands, hands, row_set, without_records
from tests.services.records.test_write import code_of, filled, stream_of
from tests.support.world import SCHEMA, FormInUse, FormsWorld

SECRET = "Marple-1890-insurance-774411"
REASON = "The name of a patient."


@pytest.fixture(autouse=True)
def _no_redactions(world: FormsWorld) -> Iterator[None]:
    without_records(world, "integrity")
    yield
    without_records(world, "integrity")


def with_secret(world: FormsWorld, dataset: Callable[..., int]) -> tuple[FormInUse, int]:
    """Three submissions of which the last two hold what they must not."""
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": "HeLa"})
    world.submit("author", target, form, base=1, answers={"sample": SECRET, "passages": 5}, message=f"Of {SECRET}.")
    world.submit("author", target, form, base=2, answers={"sample": SECRET, "passages": 6})
    return form, target


def redact(world: FormsWorld, form: FormInUse, number: int) -> int:
    """Asked for by one admin, approved by the other, and carried out."""
    made = ask(world.user("admin"), stream_of(form).name, number, reason=REASON, via=Via.COMMAND)
    approve(world.user("root"), made, via=Via.COMMAND)
    assert follow(made)
    return made


def everything_kept() -> str:
    """All rows of the database, as they read."""
    models = apps.get_app_config("omero_forms").get_models()
    rows = "".join(serializers.serialize("json", model._default_manager.all()) for model in models)
    kept = b"".join(bytes(one.content or b"") for one in RecordRow.objects.all())
    return rows + kept.decode()


def holds_it(world: FormsWorld) -> list[str]:
    """Where the secret still is: in which annotation of OMERO, or file of the database."""
    found = []
    with world.lab.as_user("root") as client:
        hql = "select a.id from MapAnnotation a join a.mapValue r where r.value like :text"
        found += [f"annotation {one}" for (one,) in client.rows(hql, {"text": f"%{SECRET}%"})]
    name = str(settings.DATABASES["default"]["NAME"])
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        for file in Path(name).parent.glob(Path(name).name + "*"):
            if SECRET.encode() in file.read_bytes():
                found.append(file.name)
    if SECRET in everything_kept():
        found.append("rows")
    return found


def copies_made(world: FormsWorld) -> None:
    world.later()
    catch_up()


def test_after_a_redaction_the_secret_is_in_no_file_no_row_of_omero_no_log_and_no_mail(
    world: FormsWorld, dataset: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form, target = with_secret(world, dataset)
    with hands(world, stream_of(form).name) as one:
        one.add(one.rows(2))
        one.add(row_set("seal", "A" * 86 + "==")(one.rows(3)))
    assert holds_it(world)
    for number in (2, 3):
        redact(world, form, number)
    copies_made(world)
    assert holds_it(world) == []
    assert SECRET not in caplog.text
    # What was there stays proven, and the history goes on.
    stored = [one for one in world.stored(stream_of(form).name) if one.number == 2]
    assert stored[0].content is None
    assert check_chain(world.stored(stream_of(form).name)) == []
    assert verify(stored[0], Prover().keyring, redacted=Prover().redacted) == []
    [(_owner, pairs)] = world.copies("author", target, form)
    assert dict(pairs)["Sample"] == "HeLa"
    assert world.submit("author", target, form, base=3, answers={"sample": "HEK"}).submission.number == 4


def test_the_copy_is_taken_off_where_no_answers_are_left_and_what_people_typed_stays(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": SECRET})
    with world.lab.as_user("author") as client:
        [copy] = client.copies_on("Dataset", target, f"hms.harvard.edu/omero/forms/kvdata/{form.id}")
        rows = client.map_rows(copy)
    typed_over(world.lab, copy, [*rows, ("Freezer", "B3")])
    redact(world, form, 1)
    copies_made(world)
    assert world.copies("author", target, form) == []
    assert holds_it(world) == []
    newest = Submission.objects.get(form_id=form.id)
    assert (newest.copy_state, newest.copy_reason, newest.next_at) == ("nocopy", "redacted", None)
    with world.lab.as_user("author") as client:
        kept = client.rows("select r.name from MapAnnotation a join a.mapValue r where r.name = 'Freezer'")
    assert ("Freezer",) in [tuple(row) for row in kept]


def test_who_asked_does_not_approve_where_there_is_another_full_admin_whoever_opens_the_session(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 1)
    admin = world.user("admin")
    made = ask(admin, stream_of(form).name, 1, reason=REASON, via=Via.COMMAND)
    assert ask(admin, stream_of(form).name, 1, reason="Another.", via=Via.COMMAND) == made
    assert code_of(lambda: approve(admin, made, via=Via.COMMAND)) == "forbidden"
    assert code_of(lambda: approve(world.user("viewer"), made, via=Via.COMMAND)) == "forbidden"
    assert code_of(lambda: ask(world.user("leader"), "integrity", 1, reason=REASON, via=Via.API)) == "forbidden"
    opened_by_admin = replace(world.user("root"), sudoer=admin.person)
    assert code_of(lambda: approve(opened_by_admin, made, via=Via.COMMAND)) == "forbidden"
    assert RecordRow.objects.filter(kind="redaction").count() == 0
    approve(world.user("root"), made, via=Via.COMMAND)
    approve(world.user("root"), made, via=Via.COMMAND)
    [record] = [one.payload_json() for one in world.stored("integrity")]
    assert (record["author"], record["approver"]) == (admin.person.id, 0)
    names = list(Event.objects.filter(name__startswith="redaction").order_by("pk").values_list("name", flat=True))
    assert names == ["redaction.asked", "redaction.approved"]


def test_where_there_is_one_full_admin_alone_the_second_step_is_theirs(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, _target = filled(world, dataset, 1)
    admin = world.user("admin")
    made = ask(admin, stream_of(form).name, 1, reason=REASON, via=Via.COMMAND)
    monkeypatch.setattr("omero_forms.gateway.directory.full_admins", lambda _session: [admin.person])
    approve(admin, made, via=Via.COMMAND)
    assert [one.payload_json()["approver"] for one in world.stored("integrity")] == [None]


def _in_omero(one: Hands, rows: list[tuple[str, str]]) -> None:
    one.change(2, lambda _rows: rows)


def test_content_that_comes_back_is_told_and_removed_whether_in_omero_or_in_the_database(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = with_secret(world, dataset)
    name = stream_of(form).name
    before = bytes(RecordRow.objects.get(stream__name=name, number=2).content or b"")
    answers = Submission.objects.get(form_id=form.id, number=2).answers
    with hands(world, name) as one:
        rows = one.rows(2)
    for number in (2, 3):
        redact(world, form, number)
    copies_made(world)
    with hands(world, name) as one:
        _in_omero(one, rows)
    assert world.submit("author", target, form, base=3, answers={"sample": "HEK"}).submission.record.state == "recorded"
    assert holds_it(world) == []
    assert [(one.kind, one.number) for one in DamageRow.objects.all()] == [("unredacted", 2)]
    # As a backup of the database would: nothing shows it, and the next sweep takes it out.
    RecordRow.objects.filter(stream__name=name, number=2).update(content=before)
    Submission.objects.filter(form_id=form.id, number=2).update(answers=answers)
    assert selectors.answers_of(Submission.objects.get(form_id=form.id, number=2)) is None
    follow_due(Deadline.after(60))
    assert holds_it(world) == []
    assert {(one.kind, one.number, one.annotation_id > 0) for one in DamageRow.objects.all()} == {
        ("unredacted", 2, True),
        ("unredacted", 2, False),
    }


def test_a_database_from_before_the_redaction_takes_it_over_from_omero(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = with_secret(world, dataset)
    name = stream_of(form).name
    kept = {one.number: bytes(one.content or b"") for one in RecordRow.objects.filter(stream__name=name)}
    for number in (2, 3):
        redact(world, form, number)
    copies_made(world)
    for number in (2, 3):
        RecordRow.objects.filter(stream__name=name, number=number).update(content=kept[number], redacted=False)
    RedactionRow.objects.all().delete()
    RecordRow.objects.filter(stream__name="integrity").delete()
    Stream.objects.filter(name="integrity").delete()
    check_later([name])
    check_due_streams(Deadline.after(60), stoppers=frozenset())
    check_due_streams(Deadline.after(60), stoppers=frozenset())
    follow_due(Deadline.after(60))
    copies_made(world)
    assert holds_it(world) == []
    assert RedactionRow.objects.filter(done_at__isnull=False).count() == 2


def test_the_other_answers_are_submitted_anew_in_the_same_step_and_wrong_ones_change_nothing(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": SECRET, "passages": 5})
    made = ask(world.user("admin"), stream_of(form).name, 1, reason=REASON, via=Via.COMMAND)
    root = world.user("root")
    assert code_of(lambda: approve(root, made, answers={"passages": "x"}, via=Via.COMMAND)) == "answers_invalid"
    assert RedactionRow.objects.get(pk=made).approved_at is None
    assert approve(root, made, answers={"sample": "HeLa", "passages": 5}, via=Via.COMMAND).again == 2
    assert follow(made)
    copies_made(world)
    assert holds_it(world) == []
    [(_owner, pairs)] = world.copies("author", target, form)
    assert dict(pairs) == {"Sample": "HeLa", "Passages": "5"}


def test_the_history_says_who_removed_it_when_and_why(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    redact(world, form, 2)
    [view] = [one for one in selectors.views(list(Submission.objects.filter(form_id=form.id))) if one.number == 2]
    said = view.unproven or ""
    assert "removed by Ada Admin on 20" in said
    assert "with the approval of root" in said
    assert REASON in said
    [listed] = all_redactions()
    assert (listed.state, listed.reason, listed.number) == ("done", REASON, 2)
    assert listed.asked_by is not None
    assert listed.asked_by.name == "admin"


def test_what_cannot_be_redacted_is_refused_and_nothing_changes(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 1)
    admin = world.user("admin")

    def refused(stream: str, number: int, reason: str = REASON) -> str:
        return code_of(lambda: ask(admin, stream, number, reason=reason, via=Via.COMMAND))

    name = stream_of(form).name
    assert refused(name, 2) == "not_found"
    assert refused(name, 1, " ") == "request_invalid"
    # The version that people answer to.
    assert refused(f"form/{form.id}", 1) == "request_invalid"
    assert not RedactionRow.objects.exists()


def test_an_older_form_version_loses_its_texts_and_takes_no_answers_any_more(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    schema = {**SCHEMA, "description": SECRET}
    form = world.publish(schema)
    admin = world.user("admin")
    world.publish(form_id=form.id)
    begin(admin, form_id=form.id)
    draft = DraftState.objects.filter(draft_id=form.id)
    draft.update(schema=json.dumps(schema))
    made = ask(admin, f"form/{form.id}", 1, reason=REASON, via=Via.COMMAND)
    approve(world.user("root"), made, via=Via.COMMAND)
    assert follow(made)
    assert holds_it(world) == []
    version = FormVersion.objects.get(form_id=form.id, number=1)
    assert (version.schema, version.author_name) == ("{}", "")
    assert not draft.exists()
    assign(admin, form.id, world.group("read_annotate"), (ObjectType.DATASET,))
    target = dataset()
    assert code_of(lambda: world.submit("author", target, form, version=1)) == "version_unknown"
    assert world.submit("author", target, form, version=2).submission.number == 1
