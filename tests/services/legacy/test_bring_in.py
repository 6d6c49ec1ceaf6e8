# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facility switches: forms, versions, owners, assignments, histories and copies come along, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.legacy.compare import Change
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.parts import Told
from omero_forms.kit.crash_points import visited
from omero_forms.kit.progress import unheard
from omero_forms.models import Assignment, CopyRow, Finding, Form, FormVersion, RecordRow, Submission
from omero_forms.selectors.answers import table_of
from omero_forms.selectors.form_list import form_rows
from omero_forms.selectors.form_versions import versions
from omero_forms.selectors.submissions import views
from omero_forms.services.evaluations.evaluate import evaluate_group
from omero_forms.services.legacy.bring_in import Asked, import_job, import_legacy, job_arguments
from omero_forms.services.legacy.go_back import compare_with_omero
from omero_forms.services.legacy.report import Report
from tests.domain.legacy.support import RECORDINGS, answered, version
from tests.support.legacy import OlderPlugin, older, replay
from tests.support.world import FormInUse, FormsWorld, dataset, world

__all__ = ["dataset", "older", "world"]

SCHEMA = json.dumps(
    {"type": "object", "required": ["dye"], "properties": {"dye": {"type": "string", "title": "Dye", "minLength": 2}}}
)
MARCH, APRIL, MAY = "2021-03-01T12:00:00", "2021-04-01T12:00:00.5", "2021-05-01T12:00:00"

Dataset = Callable[..., int]


def bring_in(world: FormsWorld, older: OlderPlugin, *, check: bool = False) -> Report:
    asked = Asked(check, "Europe/London", older.master.name)
    return import_legacy(world.user("admin"), asked)


def kinds(report: Report, *annotations: int) -> set[FindingKind]:
    return {one.kind for one in report.findings if one.annotation_id in annotations}


def simple(world: FormsWorld, older: OlderPlugin, *datasets: int) -> list[int]:
    """A form of two versions for the group of the datasets, and an answer to each for every dataset."""
    author, group = world.lab.users["author"].id, world.lab.groups["read_annotate"]
    form = older.form(
        older.mark,
        version(APRIL, SCHEMA, author=author, message="stricter"),
        version(MARCH, author=author),
        ("id", older.mark),
        ("owner", str(author)),
        ("objType", "Dataset"),
    )
    offer = older.put(f"assignments/{older.mark}/{group}", ("formId", older.mark), ("groupId", str(group)))
    newest = {"formTimestamp": APRIL, "changedBy": author, "message": "again"}
    first = {"formTimestamp": MARCH, "changedBy": author}
    rows = (answered(MAY, {"dye": "DAPI"}, **newest), answered(APRIL, {"dye": ""}, **first))
    return [form, offer, *(older.history(older.mark, "Dataset", one, *rows) for one in datasets)]


def told(one: Submission) -> Told:
    record = one.record
    return Told(json.loads(bytes(record.payload)), json.loads(bytes(record.content or b"null")))


def test_a_facility_switches_with_all_it_has(world: FormsWorld, older: OlderPlugin, dataset: Dataset) -> None:
    target = dataset()
    simple(world, older, target)
    before = older.rows()
    bring_in(world, older)
    assert older.rows() == before
    form = Form.objects.get(legacy_id=older.mark)
    author = world.lab.users["author"]
    assert (form.name, form.current_version, form.state) == (older.mark, 2, "published")
    assert form.owners == [{"id": author.id, "name": "author"}]
    assert list(Assignment.objects.filter(form=form).values_list("group_id", "object_type")) == [
        (world.lab.groups["read_annotate"], "Dataset")
    ]
    versions = list(FormVersion.objects.filter(form=form).order_by("number"))
    assert [(one.schema, one.message, one.author_name) for one in versions] == [
        ('{"type": "object"}', "", "admin"),
        (SCHEMA, "stricter", "admin"),
    ]
    first, second = Submission.objects.filter(form=form).order_by("number")
    assert [(one.version.number, json.loads(one.answers), one.valid) for one in (first, second)] == [
        (1, {"dye": ""}, True),
        (2, {"dye": "DAPI"}, True),
    ]
    said = told(second)
    assert said.claim is not None and said.claim.who is not None
    assert (said.claim.who.name, said.claim.when, said.claim.zone) == ("author", MAY, "Europe/London")
    assert (said.payload["author"], said.payload["as"], said.payload["via"]) == (
        world.user("admin").person.id,
        "admin",
        "command",
    )
    assert (said.payload["object"]["id"], said.payload["owner"]) == (target, author.id)
    stored = world.stored(second.record.stream.name)
    assert [one.kind for one in stored] == ["submission.imported"] * 2


def test_a_check_changes_nothing_and_says_what_an_import_then_does(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    simple(world, older, dataset(), dataset())
    before = world.everything()
    checked = bring_in(world, older, check=True)
    assert world.everything() == before
    done = bring_in(world, older)
    assert checked.as_json() == {**done.as_json(), "check": True}
    assert (done.submissions.imported, done.histories.imported) == (4, 2)


def test_a_second_import_changes_nothing(world: FormsWorld, older: OlderPlugin, dataset: Dataset) -> None:
    simple(world, older, dataset())
    bring_in(world, older)
    before = world.everything()
    again = bring_in(world, older)
    assert world.everything() == before
    assert (again.submissions.known, again.submissions.imported, again.versions.known) == (2, 0, 2)


@pytest.mark.parametrize("point", ["accepted", "saved"])
@pytest.mark.parametrize("time", [1, 2])
def test_an_import_that_died_goes_on_where_it_was(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset, point: str, time: int
) -> None:
    simple(world, older, dataset(), dataset())
    met = []

    class DiedError(Exception):
        pass

    def die(reached: str) -> None:
        if reached == point:
            met.append(reached)
            if len(met) == time:
                raise DiedError

    with visited(die), pytest.raises(DiedError):
        bring_in(world, older)
    world.later()
    bring_in(world, older)
    assert Form.objects.filter(legacy_id=older.mark).count() == 1
    streams = sorted(Submission.objects.values_list("record__stream__name", "number"))
    assert len(streams) == len(set(streams)) == 4
    for name in {name for name, _number in streams}:
        assert [one.number for one in world.stored(name)] == [1, 2]


def test_what_was_redacted_is_not_brought_in_again(world: FormsWorld, older: OlderPlugin, dataset: Dataset) -> None:
    simple(world, older, dataset())
    bring_in(world, older)
    RecordRow.objects.filter(kind__in=("form.imported", "submission.imported"), number=1).update(content=None)
    before = RecordRow.objects.count()
    again = bring_in(world, older)
    assert RecordRow.objects.count() == before
    assert (again.submissions.known, again.versions.known) == (2, 2)


def test_rows_that_came_since_are_added_unless_people_have_submitted_here(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    quiet, busy = dataset(), dataset()
    simple(world, older, quiet, busy)
    bring_in(world, older)
    form = Form.objects.get(legacy_id=older.mark)
    world.submit("author", busy, FormInUse(form.id, form.name), version=2, base=2, answers={"dye": "GFP"})
    late = answered("2022-01-01T12:00:00", {"dye": "Cy5"}, formTimestamp=APRIL)
    added = older.history(older.mark, "Dataset", quiet, late)
    refused = older.history(older.mark, "Dataset", busy, late)
    report = bring_in(world, older)
    assert (report.submissions.imported, report.submissions.left) == (1, 1)
    assert FindingKind.WENT_ON in kinds(report, refused)
    assert FindingKind.WENT_ON not in kinds(report, added)
    assert report.has_left_something
    numbers = Submission.objects.filter(form=form).order_by("object_id", "number").values_list("object_id", "number")
    assert list(numbers) == [(quiet, 1), (quiet, 2), (quiet, 3), (busy, 1), (busy, 2), (busy, 3)]


def test_an_older_row_that_turns_up_later_is_not_put_on_top(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    target = dataset()
    simple(world, older, target)
    bring_in(world, older)
    stray = older.history(older.mark, "Dataset", target, answered("2020-01-01T12:00:00", {"dye": "old"}))
    report = bring_in(world, older)
    assert FindingKind.CAME_LATER in kinds(report, stray)
    assert Submission.objects.count() == 2


def test_a_version_that_could_not_be_published_is_shown_and_takes_no_answers(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    target, group = dataset(), world.lab.groups["read_annotate"]
    one = older.form(older.mark, version(MARCH, "not json"), ("id", older.mark), ("objType", "Dataset"))
    older.put(f"assignments/{older.mark}/{group}", ("formId", older.mark), ("groupId", str(group)))
    older.history(older.mark, "Dataset", target, answered(APRIL, {"dye": "DAPI"}, formTimestamp=MARCH))
    report = bring_in(world, older)
    assert FindingKind.SCHEMA_REFUSED in kinds(report, one)
    form = Form.objects.get(legacy_id=older.mark)
    assert FormVersion.objects.get(form=form).schema == "not json"
    assert not Submission.objects.get(form=form).valid
    with pytest.raises(FormsError) as refused:
        world.submit("author", target, FormInUse(form.id, form.name), base=1)
    assert refused.value.code == "version_refused"
    world.publish(json.loads(SCHEMA), form_id=form.id)
    world.submit("author", target, FormInUse(form.id, form.name), version=2, base=1, answers={"dye": "GFP"})
    assert Form.objects.get(id=form.id).legacy_id == older.mark


def test_answers_that_are_not_right_are_kept_and_count_as_invalid(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    wrong, unread = dataset(), dataset()
    simple(world, older)
    bad = older.history(older.mark, "Dataset", wrong, answered(MAY, {"dye": "x"}, formTimestamp=APRIL))
    none = older.history(older.mark, "Dataset", unread, answered(MAY, "[1, 2]", formTimestamp=MARCH))
    report = bring_in(world, older)
    assert FindingKind.ANSWERS_INVALID in kinds(report, bad)
    assert FindingKind.ANSWERS_UNREADABLE in kinds(report, none)
    assert dict(Submission.objects.values_list("object_id", "valid")) == {wrong: False, unread: False}


def test_a_policy_finds_imported_answers_that_are_not_right_invalid(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    wrong, unread, right = dataset(), dataset(), dataset()
    simple(world, older)
    older.history(older.mark, "Dataset", wrong, answered(MAY, {"dye": "x"}, formTimestamp=APRIL))
    older.history(older.mark, "Dataset", unread, answered(MAY, "[1, 2]", formTimestamp=MARCH))
    older.history(older.mark, "Dataset", right, answered(MAY, {"dye": "DAPI"}, formTimestamp=APRIL))
    bring_in(world, older)
    form = Form.objects.get(legacy_id=older.mark)
    world.require("Dyes", "read_annotate", FormInUse(form.id, form.name))
    evaluate_group(group_id=world.lab.groups["read_annotate"], now=timezone.now() + timedelta(days=60))
    found = dict(Finding.objects.filter(policy__name="Dyes").values_list("object_id", "status"))
    assert (found[wrong], found[unread], found[right]) == ("invalid", "invalid", "compliant")


def test_what_was_imported_is_told_as_that_in_pages_and_tables(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    simple(world, older, dataset())
    bring_in(world, older)
    form, admin = Form.objects.get(legacy_id=older.mark), world.user("admin")
    newest = Submission.objects.select_related("record__stream", "version").order_by("-number")[0]
    [view] = views([newest])
    assert view.author is not None and view.author.name == "admin"
    assert view.imported is not None and view.imported.who is not None
    assert (view.imported.who.full_name, view.imported.when) == ("author", MAY)
    assert (view.imported.zone, view.imported.fault) == ("Europe/London", None)
    table = table_of(admin, form)
    [row] = table.rows
    told_there = dict(zip(table.headings, row.cells, strict=True))
    assert told_there["who"].startswith("Ada Admin")
    assert told_there["note"] == f"imported; its source says author {MAY} Europe/London"
    assert [one.imported is not None for one in versions(form)] == [True, True]
    [listed] = [one for one in form_rows(admin) if one.form == form.id]
    assert listed.legacy_id == older.mark


def test_what_is_gone_keeps_its_history(world: FormsWorld, older: OlderPlugin, dataset: Dataset) -> None:
    target, far = dataset(), 987_654
    simple(world, older)
    gone = f"{older.mark}/gone"
    lost = older.history(
        older.mark, "Dataset", far, answered(MAY, {"dye": "DAPI"}, formTimestamp=APRIL, changedBy=424242)
    )
    formless = older.history(gone, "Dataset", target, answered(MAY, {"x": 1}))
    report = bring_in(world, older)
    assert kinds(report, lost) >= {FindingKind.OBJECT_GONE, FindingKind.USER_GONE}
    assert FindingKind.FORM_GONE in kinds(report, formless)
    orphan = Submission.objects.get(object_id=far)
    assert (orphan.creation_event, orphan.group_id) == (0, -1)
    assert told(orphan).payload["group"] is None
    assert told(orphan).payload["claimed"]["who"] is None
    kept = Form.objects.get(legacy_id=gone)
    assert (kept.state, kept.current_version) == ("retired", 1)
    again = bring_in(world, older)
    assert (again.submissions.known, again.submissions.imported) == (2, 0)


def test_what_is_not_of_the_form_master_is_listed_and_left(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    target = dataset()
    simple(world, older)
    rows = answered(MAY, {"dye": "forged"}, formTimestamp=APRIL)
    forged = older.put(
        f"data/Dataset/{target}/{older.mark}", rows, owner="fellow", on=("Experimenter", world.lab.users["fellow"].id)
    )
    report = bring_in(world, older)
    assert kinds(report, forged) == {FindingKind.SUSPECT}
    assert Submission.objects.count() == 0


def test_the_copy_that_is_there_is_taken_over_and_stays_under_its_name(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset
) -> None:
    target, edited = dataset(), dataset()
    simple(world, older, target, edited)
    copy = older.copy(older.mark, "author", target, ("dye", "DAPI"))
    typed = older.copy(older.mark, "author", edited, ("dye", "DAPI"), ("mine", "typed"))
    report = bring_in(world, older)
    assert FindingKind.COPY_EDITED in kinds(report, typed)
    assert kinds(report, copy) == set()
    assert set(CopyRow.objects.values_list("annotation_id", flat=True)) == {copy, typed}
    form = Form.objects.get(legacy_id=older.mark)
    in_use = FormInUse(form.id, form.name)
    for one in (target, edited):
        world.submit("author", one, in_use, version=2, base=2, answers={"dye": "GFP"})
    namespace = conf().kv_namespace + older.mark
    with world.lab.as_user("author") as client:
        assert client.copies_on("Dataset", target, namespace) == [copy]
        assert client.map_rows(copy) == [("Dye", "GFP")]
        [beside] = client.copies_on("Dataset", edited, namespace)
        assert client.map_rows(beside) == [("Dye", "GFP")]
        assert ("mine", "typed") in client.map_rows(typed)
        older.made.append(beside)


def test_only_full_admins_import_and_somebody_has_to_say_who_the_form_master_is(
    world: FormsWorld, older: OlderPlugin
) -> None:
    with pytest.raises(FormsError) as refused:
        import_legacy(world.user("leader"), Asked(legacy_master=older.master.name))
    assert refused.value.code == "forbidden"
    for asked in (
        Asked(),
        Asked(legacy_master="nobody"),
        Asked(legacy_master=older.master.name, time_zone="Europe/Nowhere"),
    ):
        with pytest.raises(FormsError) as refused:
            import_legacy(world.user("admin"), asked)
        assert refused.value.code == "request_invalid"


def answers_of(recording: Any) -> int:
    """How many different answers the histories of a recording have; in the damaged one they are those of the other."""
    whole = json.loads((RECORDINGS / "omero-forms-2.3.1.json").read_text()) if "damage" in recording else recording
    histories = [one["rows"] for one in whole["annotations"] if "/data/" in one["ns"]]
    return sum(not key.startswith("__ofchunk__") for rows in histories for key, _value in rows)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="RECORDINGS ARE MISSING: ../shared/data is not there")
@pytest.mark.parametrize("name", ["omero-forms-2.2.0.json", "omero-forms-2.3.1.json", "omero-forms-2.3.1-damaged.json"])
def test_recordings_come_in_whole_and_would_go_out_again(
    world: FormsWorld, older: OlderPlugin, dataset: Dataset, name: str
) -> None:
    recording: Any = json.loads((RECORDINGS / name).read_text())
    objects = {f"Dataset/{one}": dataset() for one in range(1, 6)}
    objects["Project/1"] = world.lab.build.project(world.lab.users["fellow"], world.lab.groups["read_annotate"], "P")
    ids = replay(older, recording, objects)
    before = older.rows()
    report = bring_in(world, older)
    assert older.rows() == before
    assert report.submissions.left == report.histories.left == 0
    assert report.submissions.imported == Submission.objects.count() == answers_of(recording)
    numbers = Submission.objects.filter(object_type="Dataset", object_id=objects["Dataset/1"]).order_by("number")
    assert [json.loads(one.answers)["description"] for one in numbers] == [
        *(f"revision {one}" for one in range(12)),
        "whole second",
    ]
    for damage in recording.get("damage", ()):
        assert kinds(report, ids[damage["id"]]), damage
    differences = compare_with_omero(world.user("admin"), Asked(False, "Europe/London", older.master.name))
    assert [one for one in differences if one.because is None] == []
    assert {one.annotation_id for one in differences} <= set(ids.values())
    if "damage" not in recording:
        # Assignments of the recording are to groups that are not these here, or hold no lab's data.
        assert {one.change for one in differences if "/assignments/" not in one.namespace} == {Change.MOVED}
    count = RecordRow.objects.count()
    again = bring_in(world, older)
    assert (RecordRow.objects.count(), again.submissions.known) == (count, answers_of(recording))


def test_a_worker_imports_what_an_admin_asked_for(world: FormsWorld, older: OlderPlugin, dataset: Dataset) -> None:
    simple(world, older, dataset())
    asked = Asked(False, "Europe/London", older.master.name, Via.API)
    with pytest.raises(FormsError):
        job_arguments(world.user("viewer"), asked)
    arguments = job_arguments(world.user("admin"), asked)
    result = import_job(json.loads(json.dumps(arguments)), unheard)
    assert result["submissions"] == {"found": 2, "imported": 2, "known": 0, "left": 0}
    newest = Submission.objects.order_by("number").last()
    assert newest is not None
    assert (newest.author_name, told(newest).payload["via"]) == ("admin", "api")
