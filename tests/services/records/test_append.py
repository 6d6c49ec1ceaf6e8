# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of a stream are given once, in order, whoever asks for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pytest
from django.db import connection, transaction

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import NO_PREVIOUS, Parts
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from omero_forms.domain.records.stopping import SENTENCES, Stop
from omero_forms.domain.records.verify import check_chain, verify
from omero_forms.domain.refs import Person
from omero_forms.kit.transactions import forbid_transaction, short_write
from omero_forms.models import RecordRow, Stream
from omero_forms.selectors.stored import sealed
from omero_forms.services.records.append import Entry, StaleNumberError, append
from tests.services.submissions import children

SEALER = Sealer(private_key_from_seed(bytes(32)))
ACT = Act(Person(7, "clara"), None, Capacity.ADMIN, Via.COMMAND)
OWNERS = Parts({"form": "f1", "owners": []}, names={"owners": []})
ENTRY = Entry("server", "form/f1", "form.owners", OWNERS, ACT)

pytestmark = pytest.mark.django_db(transaction=True)


def append_one(base: int | None = None) -> RecordRow:
    with short_write():
        return append(ENTRY, base=base, sealer=SEALER)


def chain_of(name: str) -> Iterable[RecordRow]:
    return RecordRow.objects.filter(stream__name=name).order_by("number").select_related("stream")


def test_eight_processes_get_every_number_once_and_the_chain_holds() -> None:
    running = [children.start("append_entries", "form/f8", 25) for _ in range(8)]
    given = [number for child in running for number in children.result(child)]
    assert sorted(given) == list(range(1, 201))
    records = [sealed(record) for record in chain_of("form/f8")]
    assert check_chain(records) == []
    assert [verify(one, Keyring.of([SEALER.public_key])) for one in records] == [[]] * 200


def test_the_first_number_follows_on_nothing_and_the_second_on_the_first() -> None:
    first, second = append_one(), append_one()
    assert (first.number, first.previous) == (1, NO_PREVIOUS)
    assert (second.number, second.previous) == (2, first.digest)


def test_a_stale_base_is_refused_with_the_number_to_go_on_from() -> None:
    append_one(base=0)
    with pytest.raises(StaleNumberError) as refused:
        append_one(base=0)
    assert refused.value.head == 1
    assert RecordRow.objects.count() == 1


@pytest.mark.parametrize("why", list(Stop))
def test_a_stopped_stream_takes_nothing_and_says_why(why: Stop) -> None:
    append_one()
    Stream.objects.update(stopped=why)
    with pytest.raises(FormsError) as refused:
        append_one()
    if why is Stop.NEWER:
        assert (refused.value.code, refused.value.details) == ("needs_newer_version", {})
    else:
        assert (refused.value.code, refused.value.details) == ("history_stopped", {"reason": why})
    assert refused.value.message == f"{SENTENCES[why]} Your answers stay in this browser."
    assert RecordRow.objects.count() == 1


def test_a_number_is_given_inside_a_transaction_only() -> None:
    with pytest.raises(RuntimeError):
        append(ENTRY, base=None, sealer=SEALER)


def test_a_short_write_is_not_part_of_another_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic(), short_write():
        pass


def test_omero_is_not_called_inside_a_transaction() -> None:
    forbid_transaction()
    with pytest.raises(RuntimeError), transaction.atomic():
        forbid_transaction()


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_transaction_that_reads_first_waits_for_the_writer_instead_of_failing() -> None:
    append_one()
    path = connection.settings_dict["NAME"]
    with short_write():
        seen = Stream.objects.get().last_number
        # Begun as a reader, this transaction would now be overtaken, and its write refused at once.
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        Stream.objects.update(last_number=seen)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"
