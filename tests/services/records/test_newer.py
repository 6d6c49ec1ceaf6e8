# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of a later version are kept, and nothing is built on them; a redacted one is whole where its redaction is."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable

import pytest

from omero_forms.conf import conf
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import Parts, Record, new_unsealed, seal_record, to_rows
from omero_forms.domain.records.seals import Sealer, sealed_text
from omero_forms.domain.refs import Person
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DamageRow, RecordRow, RecordState, Stream, Submission
from omero_forms.selectors import facts
from omero_forms.selectors import submissions as selectors
from omero_forms.selectors.keys import sealer
from omero_forms.selectors.windows import Range
from omero_forms.services.records.check import check_due_streams
from tests.api.browser import Browser
from tests.services.records.tampering import hands, next_record
from tests.services.records.test_write import code_of, filled, stream_of
from tests.support.world import FormsWorld, copy_by_agent

Following = Callable[[Record], Record]


NEWER: tuple[Following, ...] = (
    lambda before: next_record(before, "review"),
    lambda before: next_record(before, "submission.dreamt"),
    lambda before: next_record(before, "submission", critical=["missing"]),
)


@pytest.mark.parametrize("following", NEWER, ids=["reserved kind", "unknown kind", "critical field"])
def test_nothing_is_built_on_a_record_of_a_newer_version_and_it_stays_in_omero(
    world: FormsWorld, dataset: Callable[..., int], following: Following
) -> None:
    form, target = filled(world, dataset, 2)
    stream = stream_of(form)
    newer = following(world.stored(stream.name)[-1])
    with form_master(conf()) as master:
        records.append(master, newer)
    assert code_of(lambda: world.submit("author", target, form, base=2)) == "needs_newer_version"
    assert code_of(lambda: world.submit("author", target, form, base=2)) == "needs_newer_version"
    assert Stream.objects.get(pk=stream.pk).stopped == "newer"
    assert not DamageRow.objects.exists()
    assert Submission.objects.filter(form_id=form.id).count() == 2
    assert world.stored(stream.name)[-1] == newer


def test_what_lies_before_a_newer_record_is_neither_copied_nor_judged_by(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    stream = stream_of(form)

    def proven() -> list[bool]:
        found = facts.submission_facts([form.id], "Dataset", Range(0, None))
        return [one.is_proven for of_object in found.values() for one in of_object]

    assert proven() == [True]
    with form_master(conf()) as master:
        records.append(master, next_record(world.stored(stream.name)[-1], "submission.dreamt"))
    assert code_of(lambda: world.submit("author", target, form, base=2)) == "needs_newer_version"
    assert proven() == [False]
    before = world.copies("author", target, form)
    newest = Submission.objects.get(form_id=form.id, number=2)
    Submission.objects.filter(pk=newest.pk).update(copy_state="pending", copy_reason="")
    copy_by_agent(newest.pk)
    newest.refresh_from_db()
    assert (newest.copy_state, newest.copy_reason) == ("nocopy", "newer")
    assert world.copies("author", target, form) == before


def test_a_caller_of_the_api_is_told_that_a_newer_version_is_needed(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    stream = stream_of(form)
    with form_master(conf()) as master:
        records.append(master, next_record(world.stored(stream.name)[-1], "submission.dreamt"))
    browser = Browser(world.lab, "author")
    assert browser.submit(target, form, base=1).refusal == (503, "needs_newer_version")
    opened = browser.get(f"objects/dataset/{target}/forms/{form.id}").body
    assert "newer version" in opened["why_not"]
    assert [one["number"] for one in opened["history"]] == [1]


def test_a_stream_that_goes_on_in_a_higher_format_is_not_damaged_and_gets_no_number(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    name = stream_of(form).name
    last, digest = world.stored(name)[-1], bytes(range(32))
    seal = base64.b64encode(sealer()._private.sign(sealed_text(2, digest))).decode()
    changed = {"format": "2", "number": "3", "previous": last.digest, "digest": digest.hex(), "seal": seal}
    with hands(world, name) as one:
        one.add([(row, changed.get(row, value)) for row, value in to_rows(last)])
    assert code_of(lambda: world.submit("author", target, form, base=2)) == "needs_newer_version"
    assert not DamageRow.objects.exists()


def test_a_forged_record_of_a_higher_format_stops_nothing(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 2)
    name = stream_of(form).name
    last = world.stored(name)[-1]
    changed = {"format": "2", "number": "3", "previous": last.digest}
    with hands(world, name) as one:
        one.add([(row, changed.get(row, value)) for row, value in to_rows(last)])
    assert world.submit("author", target, form, base=2).submission.number == 3
    assert [row.kind for row in DamageRow.objects.all()] == ["forged"]


def test_a_version_that_understands_the_record_goes_on_with_the_history(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    stream = stream_of(form)
    third = next_record(world.stored(stream.name)[-1], "submission")
    with form_master(conf()) as master:
        records.append(master, third)
        seen = records.head(master, stream.name)
    # As an older version left it, that did not understand the third record.
    verified = {"digest": stream.recorded_digest, "print": seen.as_json(), "software": "omero-web-forms 0.0.1"}
    Stream.objects.filter(pk=stream.pk).update(stopped="newer", verified=verified)
    assert code_of(lambda: world.submit("author", target, form, base=2)) == "history_behind"
    assert world.submit("author", target, form, base=3).submission.number == 4


def redaction_of(one: Record, key: Sealer) -> Record:
    """What removes the content of a record lawfully."""
    unsealed = new_unsealed(
        server=one.server,
        kind="redaction",
        stream="integrity",
        number=1,
        previous="0" * 64,
        key=key.fingerprint,
        act=Act(Person(0, "root"), None, Capacity.ADMIN, Via.COMMAND),
        time=Submission.objects.all()[0].time,
        software="omero-web-forms 0.1.0",
        parts=Parts({"about": one.ref.as_json(), "approver": None}, {"reason": "a name"}, {"approver": None}),
        salt="0" * 32,
    )
    return seal_record(unsealed, key)


def keep(one: Record) -> None:
    """As when a worker has taken it over from OMERO."""
    newest = {"last_number": one.number, "recorded_number": one.number}
    digests = {"last_digest": one.digest, "recorded_digest": one.digest}
    stream, _made = Stream.objects.update_or_create(name=one.stream, defaults={**newest, **digests})
    RecordRow.objects.create(
        stream=stream, number=one.number, kind=one.kind, payload=one.payload, content=one.content,
        previous=one.previous, digest=one.digest, seal=one.seal, key=one.key, state=RecordState.RECORDED,
        accepted_at=Submission.objects.all()[0].time,
    )  # fmt: skip


def removed(one: Submission) -> str:
    """What is said beside answers that such a redaction removed."""
    return (
        f"Its answers were removed by root on {one.time:%Y-%m-%d}, since they should never have been typed. The reason they gave: "
        "“a name”. That they were there is still proven."
    )


def test_a_redacted_record_is_whole_and_its_content_leaves_the_database_too(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    second = world.stored(name)[1]
    with form_master(conf()) as master:
        records.append(master, redaction_of(second, sealer()))
    with hands(world, name) as one:
        one.change(2, lambda rows: [row for row in rows if row[0] != "content"])
    assert world.submit("author", target, form, base=3).submission.record.state == "recorded"
    assert not DamageRow.objects.exists()
    assert world.stored(name)[1] == dataclasses.replace(second, content=None)
    row = RecordRow.objects.get(stream__name=name, number=2)
    submission = Submission.objects.get(record=row)
    assert (row.content, submission.answers, submission.message) == (None, "{}", "")
    # A worker takes the redaction over: then its history says why nothing is shown.
    check_due_streams(Deadline.after(60), stoppers=frozenset())
    view = selectors.views([submission])[0]
    assert (view.unproven, view.message) == (removed(submission), "")
    assert view.author is not None
    assert selectors.answers_of(submission) is None
