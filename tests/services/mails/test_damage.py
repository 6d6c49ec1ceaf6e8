# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to records is told to the admins: once by mail, and as long as it matters in status and doctor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.cli import main
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DamageRow, OutboxMessage, RecordRow, Stream
from omero_forms.selectors.diagnosis import ask
from omero_forms.services.sweep import sweep
from tests.services.records.tampering import hands, replaced
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormInUse, FormsWorld


def problems() -> dict[str, str]:
    """Code and message of what the status says of records."""
    found = {one.code: one.message for one in ask.problems()}
    return {code: found[code] for code in sorted(found) if code.startswith(("records", "stream"))}


def sweep_twice() -> None:
    """The first puts mails into the outbox, whatever their order; the second sends what is there."""
    for _turn in range(2):
        sweep(Deadline.after(60))


def altered(world: FormsWorld, dataset: Callable[..., int]) -> tuple[FormInUse, int]:
    """Three submissions, the second of which root altered; noticed by a fourth."""
    form, target = filled(world, dataset, 3)
    with hands(world, stream_of(form).name) as root:
        root.change(2, replaced("content", "S2", "S9"))
    world.submit("author", target, form, base=3)
    return form, target


def test_each_admin_gets_one_mail_that_says_what_where_and_what_to_do(
    world: FormsWorld, dataset: Callable[..., int], mailbox: Mailbox
) -> None:
    form, target = altered(world, dataset)
    annotation = DamageRow.objects.get().annotation_id
    sweep_twice()
    sweep_twice()
    told = [mail for mail in mailbox.mails if "touched" in str(mail.message["Subject"])]
    assert sorted(one for mail in told for one in mail.recipients) == sorted(
        user.email for user in (world.lab.admin, world.lab.viewer) if user.email
    )
    mail = told[0]
    assert mail.message["Subject"] == "[OMERO] A record of the forms was touched in OMERO"
    for part in (mail.part("plain"), mail.part("html")):
        text = " ".join(part.split())
        assert f"{form.name}, dataset {target}, number 2, annotation {annotation} in OMERO" in text
        assert "The record was altered in OMERO." in text
        assert re.search(r"Noticed \w{3} \d+ \w{3} \d{4} at \d\d:\d\d\.", text)
        assert "Nothing was lost: the history is whole again." in text
        assert "Find out who did it and why" in text
        assert "S2" not in text
        assert "S9" not in text
    assert all(len(line) <= 78 for line in mail.part("plain").splitlines() if "://" not in line)


def test_a_mail_about_something_else_replaces_none_that_waits(
    world: FormsWorld, dataset: Callable[..., int], mailbox: Mailbox
) -> None:
    form, target = altered(world, dataset)
    sweep(Deadline.after(0))
    with hands(world, stream_of(form).name) as root:
        root.delete(1)
    world.submit("author", target, form, base=4)
    sweep_twice()
    sweep_twice()
    kinds = OutboxMessage.objects.filter(kind="damage").values_list("state", flat=True)
    assert set(kinds) == {"sent"}
    subjects = [str(mail.message["Subject"]) for mail in mailbox.mails]
    assert sum("touched" in one for one in subjects) == len(kinds)


def test_what_is_mended_is_a_warning_for_a_week(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = altered(world, dataset)
    assert list(problems()) == ["records_touched"]
    assert f"{form.name}, dataset {target}" in problems()["records_touched"]
    DamageRow.objects.update(first_seen=timezone.now() - timedelta(days=8))
    assert problems() == {}


def test_what_nothing_proves_is_an_error_until_it_is_mended(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = filled(world, dataset, 3)
    record = stream_of(form).records.get(number=2)
    whole = bytes(record.content or b"")
    RecordRow.objects.filter(pk=record.pk).update(content=whole.replace(b"S2", b"S9"))
    with hands(world, stream_of(form).name) as root:
        root.delete(2)
    world.submit("author", target, form, base=3)
    assert list(problems()) == ["records_unproven"]
    assert main(["damages", "--open"]) == 1
    said = capsys.readouterr().out
    assert f"open: {form.name}, dataset {target}, number 2" in said
    assert said.endswith("1 damaged, 1 of them open.\n")
    # An admin puts the row back from a backup of the database.
    RecordRow.objects.filter(pk=record.pk).update(content=whole)
    Stream.objects.update(verified={})
    world.submit("author", target, form, base=4)
    assert list(problems()) == ["records_touched"]
    assert not RecordRow.objects.filter(unproven=True).exists()
    assert main(["damages", "--open"]) == 0


def test_no_history_is_called_whole_while_something_else_is_open_in_it(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = altered(world, dataset)
    DamageRow.objects.create(
        stream=stream_of(form),
        kind="gap",
        number=9,
        first_seen=timezone.now(),
        last_seen=timezone.now(),
    )
    assert "records_touched" not in problems()


@pytest.mark.parametrize(("why", "says"), [("fork", "the same number"), ("gap", "is missing")])
def test_a_stopped_history_is_an_error_with_its_reason(
    world: FormsWorld, dataset: Callable[..., int], why: str, says: str
) -> None:
    form, target = filled(world, dataset, 1)
    Stream.objects.filter(pk=stream_of(form).pk).update(stopped=why)
    assert says in problems()["stream_stopped"]
    assert f"{form.name}, dataset {target}" in problems()["stream_stopped"]


def test_histories_are_told_apart_where_several_are_named(world: FormsWorld, dataset: Callable[..., int]) -> None:
    filled_ones = [filled(world, dataset, 1) for _turn in range(2)]
    for form, _target in filled_ones:
        Stream.objects.filter(pk=stream_of(form).pk).update(stopped="gap")
    named = "; ".join(f"{form.name}, dataset {target}" for form, target in filled_ones)
    assert f": {named}." in problems()["stream_stopped"]


def test_a_look_alike_of_root_in_the_store_is_noticed_by_a_worker_and_stops_nothing(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    with hands(world, stream_of(form).name) as root:
        annotation = root.add(root.rows(2), owner=0)
    for _turn in range(2):
        sweep(Deadline.after(60))
    [damage] = DamageRow.objects.all()
    assert (damage.kind, damage.annotation_id) == ("forged", annotation)
    assert world.submit("author", target, form, base=2).submission.number == 3
    assert DamageRow.objects.count() == 1


def test_a_record_that_was_given_away_is_missing_and_not_forged_too(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 3)
    with hands(world, stream_of(form).name, sudo=False) as root:
        root.give_away(2)
    # Nobody has opened the form: the worker meets it first.
    sweep_twice()
    assert list(DamageRow.objects.values_list("kind", "number")) == [("missing", 2)]


def test_two_sweeps_at_once_tell_it_once(world: FormsWorld, dataset: Callable[..., int], mailbox: Mailbox) -> None:
    from omero_forms.services.mails.damage import tell_admins
    from tests.support.threads import at_once

    altered(world, dataset)
    at_once(2, tell_admins)
    messages = OutboxMessage.objects.filter(kind="damage").values_list("recipient", flat=True)
    assert len(messages) == len(set(messages)) > 0
