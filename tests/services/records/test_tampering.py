# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record that is altered in OMERO, whoever does it, is noticed before the next number is given; the history stays
what it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.verify import check_chain, verify
from omero_forms.models import DamageRow, RecordRow, Stream
from omero_forms.selectors.keyring import keyring
from tests.services.records.tampering import BY_WHOM, IDS, Change, Row, Tampering, hands, replaced
from tests.services.records.test_write import contents, filled, stream_of
from tests.support.world import FormsWorld


def proven(world: FormsWorld, stream: str) -> dict[int, Any]:
    """Proven records of a stream in OMERO by number."""
    keys = keyring()
    return {one.number: one for one in world.stored(stream) if not verify(one, keys)}


def damages() -> list[tuple[str, int]]:
    """Kind and number of what was noticed."""
    return sorted(DamageRow.objects.values_list("kind", "number"))


@pytest.mark.parametrize(("tampering", "sudo"), BY_WHOM, ids=IDS)
def test_the_next_submission_notices_it_and_goes_on_with_the_history_that_was_recorded(
    world: FormsWorld, dataset: Callable[..., int], tampering: Tampering, sudo: bool
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    before, recorded = contents(form), proven(world, name)
    with hands(world, name, sudo=sudo) as one:
        tampering.tamper(one)
    fourth = world.submit("author", target, form, base=3).submission
    assert (fourth.number, fourth.record.state) == (4, "recorded")
    assert damages() == sorted((kind.value, number) for kind, number in tampering.noticed)
    assert not DamageRow.objects.filter(mended_at=None).exists()
    assert contents(form)[:3] == before
    after = proven(world, name)
    assert {number: after[number] for number in recorded} == recorded
    assert sorted(after) == [1, 2, 3, 4]
    assert check_chain(after.values()) == []


def test_what_was_noticed_is_not_reported_again_until_it_is_changed_again(
    world: FormsWorld, dataset: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    with hands(world, name) as root:
        root.change(2, replaced("content", "S2", "S9"))
    with caplog.at_level(logging.ERROR):
        world.submit("author", target, form, base=3)
        assert "number 2" in caplog.text
        [first] = DamageRow.objects.all()
        caplog.clear()
        # The altered one lies there still, as evidence; whatever makes the stream be read again finds it.
        Stream.objects.update(verified={})
        world.submit("author", target, form, base=4)
    assert caplog.text == ""
    [again] = DamageRow.objects.all()
    assert (again.pk, again.first_seen) == (first.pk, first.first_seen)
    assert again.last_seen > first.last_seen
    with hands(world, name) as root:
        root.held[2] = first.annotation_id
        root.change(2, replaced("content", "S9", "S8"))
    world.submit("author", target, form, base=5)
    assert damages() == [("altered", 2), ("altered", 2)]
    assert [one.number for one in proven(world, name).values()] == [1, 2, 3, 4, 5, 6]


def test_a_history_whose_row_was_altered_in_the_database_is_restored_from_omero(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    before = contents(form)
    record = stream_of(form).records.get(number=2)
    altered = bytes(record.content or b"").replace(b"S2", b"S9")
    RecordRow.objects.filter(pk=record.pk).update(content=altered)
    assert world.submit("author", target, form, base=2).submission.number == 3
    assert contents(form)[:2] == before
    assert bytes(RecordRow.objects.get(pk=record.pk).content or b"") == bytes(record.content or b"")
    assert damages() == [(DamageKind.DATABASE, 2)]


def test_what_neither_omero_nor_the_database_proves_counts_for_nothing_and_work_goes_on(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    record = stream_of(form).records.get(number=2)
    altered = bytes(record.content or b"").replace(b"S2", b"S9")
    RecordRow.objects.filter(pk=record.pk).update(content=altered)
    with hands(world, stream_of(form).name) as root:
        root.delete(2)
    assert world.submit("author", target, form, base=3).submission.record.state == "recorded"
    assert RecordRow.objects.get(pk=record.pk).unproven
    assert not RecordRow.objects.exclude(pk=record.pk).filter(unproven=True).exists()
    [damage] = DamageRow.objects.all()
    assert (damage.kind, damage.number, damage.mended_at) == ("missing", 2, None)


def test_a_gap_that_was_closed_again_lets_the_history_go_on(world: FormsWorld, dataset: Callable[..., int]) -> None:
    from omero_forms.domain.errors import FormsError
    from tests.services.records.test_write import forget

    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    with hands(world, name) as root:
        second = root.rows(2)
        root.delete(2)
        forget(form, 2)
        with pytest.raises(FormsError, match="history_stopped"):
            world.submit("author", target, form, base=1)
        assert Stream.objects.get(name=name).stopped == "gap"
        root.add(second)
    with pytest.raises(FormsError, match="history_behind"):
        world.submit("author", target, form, base=1)
    assert Stream.objects.get(name=name).stopped == ""
    assert world.submit("author", target, form, base=3).submission.number == 4
    assert damages() == [(DamageKind.GAP, 3)]
    assert not DamageRow.objects.filter(mended_at=None).exists()


def _turned(row: str) -> Change:
    """The last character of a row of this name made another one of its kind."""

    def change(rows: list[Row]) -> list[Row]:
        at = [name for name, _value in rows].index(row)
        name, value = rows[at]
        last = value[-1]
        return [*rows[:at], (name, value[:-1] + ("1" if last != "1" else "2")), *rows[at + 1 :]]

    return change


ANY_PART: dict[str, Change] = {
    **{
        row: _turned(row)
        for row in ("format", "kind", "stream", "previous", "digest", "key", "seal", "payload", "content")
    },
    "order of the header": lambda rows: [rows[1], rows[0], *rows[2:]],
    "order of the parts": lambda rows: [*rows[:-2], rows[-1], rows[-2]],
    "content gone": lambda rows: [row for row in rows if row[0] != "content"],
}


@pytest.mark.parametrize("change", ANY_PART.values(), ids=ANY_PART)
def test_a_change_of_any_part_of_a_record_or_of_their_order_is_named_and_mended(
    world: FormsWorld, dataset: Callable[..., int], change: Change
) -> None:
    form, target = filled(world, dataset, 2)
    name = stream_of(form).name
    before = contents(form)
    with hands(world, name) as root:
        root.change(1, change)
    assert world.submit("author", target, form, base=2).submission.number == 3
    assert DamageRow.objects.exists()
    assert contents(form)[:2] == before
