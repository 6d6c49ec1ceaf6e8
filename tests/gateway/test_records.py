# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records in the store, and what is not taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import omero.model
import pytest
from omero.rtypes import rstring

from omero_forms.conf import conf
from omero_forms.domain.records.format import NO_PREVIOUS, Record, new_unsealed, seal_record, to_rows
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.domain.refs import ObjectRef, ObjectType, namespace_of, submission_stream
from omero_forms.gateway import records
from omero_forms.gateway.sessions import MasterSession, form_master
from omero_forms.gateway.wire import Wire
from tests.domain.records.making import described, event
from tests.support.servers import Lab, OmeroServer

SEALER = Sealer(new_private_key())
_object_ids = count(1)


@pytest.fixture
def master(forms_installed: OmeroServer) -> Iterator[MasterSession]:
    with form_master(conf()) as session:
        yield session


@pytest.fixture
def stream(forms_installed: OmeroServer) -> str:
    ref = ObjectRef(forms_installed.database_uuid, ObjectType.DATASET, next(_object_ids), 7)
    return submission_stream("fabc", ref)


def chain(master: MasterSession, stream: str, length: int, *, text: str = "") -> list[Record]:
    made: list[Record] = []
    for number in range(1, length + 1):
        unsealed = new_unsealed(
            **event(
                server=master.server_uuid,
                stream=stream,
                number=number,
                previous=made[-1].digest if made else NO_PREVIOUS,
                key=SEALER.fingerprint,
                parts=described({"text": text}, message=f"number {number}"),
            )
        )
        made.append(seal_record(unsealed, SEALER))
    return made


def annotation(rows: list[tuple[str, str]], namespace: str) -> Any:
    made = omero.model.MapAnnotationI()
    made.ns = rstring(namespace)
    made.mapValue = [omero.model.NamedValue(name, value) for name, value in rows]
    return made


def test_record_is_read_back_as_it_was_written(master: MasterSession, stream: str) -> None:
    text = "µ¶ \U0001f52c " * 2000
    [record] = chain(master, stream, 1, text=text)
    number = records.append(master, record).annotation_id
    assert [(one.annotation_id, one.record) for one in records.read_stream(master, stream)] == [(number, record)]


def test_a_stream_without_records_is_empty(master: MasterSession, stream: str) -> None:
    assert records.head(master, stream) == StreamPrint()
    assert records.read_stream(master, stream) == []


def test_heads_of_many_streams_are_asked_for_a_thousand_at_a_time(
    master: MasterSession, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.append_all(master, chain(master, stream, 1))
    names = [stream, *(f"{stream}/{number}" for number in range(1000))]
    asked, rows = [], Wire.rows

    def counted(wire: Wire, hql: str, params: Any, **named: Any) -> list[tuple[Any, ...]]:
        asked.append(len(params["streams"]))
        return rows(wire, hql, params, **named)

    monkeypatch.setattr(Wire, "rows", counted)
    found = records.heads(master, names)
    assert asked == [1000, 1]
    assert found.keys() == {*names}
    assert found[stream] != StreamPrint()
    assert {found[name] for name in names[1:]} == {StreamPrint()}


def test_records_are_in_the_order_of_numbers_not_of_texts(master: MasterSession, stream: str) -> None:
    made = chain(master, stream, 11)
    ids = [one.annotation_id for one in records.append_all(master, made)]
    assert ids == sorted(ids)
    assert [one.record.number for one in records.read_stream(master, stream)] == list(range(1, 12))


def test_of_a_harmless_double_the_lower_id_counts(master: MasterSession, stream: str) -> None:
    [record] = chain(master, stream, 1)
    first = records.append(master, record).annotation_id
    second = records.append(master, record).annotation_id
    assert first < second
    assert [one.annotation_id for one in records.read_stream(master, stream)] == [first, second]


def test_streams_do_not_mix(master: MasterSession, stream: str) -> None:
    longer = f"{stream}1"
    records.append_all(master, chain(master, stream, 1))
    records.append_all(master, chain(master, longer, 3))
    assert len(records.read_stream(master, stream)) == 1
    assert len(records.read_stream(master, longer)) == 3


@pytest.mark.parametrize("kind", ["private", "read_annotate", "read_write"])
def test_forgery_of_a_user_is_not_taken_for_a_record(master: MasterSession, lab: Lab, stream: str, kind: str) -> None:
    real, forged = chain(master, stream, 2)
    records.append(master, real)
    with lab.as_user("author", group=lab.groups[kind]) as author:
        author.save(annotation(to_rows(forged), namespace_of(stream)), group=lab.groups[kind])
    assert [one.record for one in records.read_stream(master, stream)] == [real]


def test_what_the_master_wrote_under_another_namespace_is_no_record(master: MasterSession, stream: str) -> None:
    [record] = chain(master, stream, 1)
    master.wire.save_new([annotation(to_rows(record), "something/else")], group=master.store_group)
    assert records.read_stream(master, stream) == []


def test_nobody_else_can_load_a_record(master: MasterSession, lab: Lab, stream: str) -> None:
    [record] = chain(master, stream, 1)
    number = records.append(master, record).annotation_id
    for name in ("author", "leader", "outsider"):
        with lab.as_user(name) as client:
            assert client.rows("select a.id from Annotation a where a.id = :a", {"a": number}) == []
            with pytest.raises(Exception, match=r"(?i)security|not.*found|permission|valid"):
                client.load("MapAnnotation", number)
    with lab.as_user("root") as root:
        assert [tuple(row) for row in root.map_rows(number)] == to_rows(record)


def test_record_is_linked_to_nothing_and_lies_in_the_store(master: MasterSession, lab: Lab, stream: str) -> None:
    [record] = chain(master, stream, 1)
    number = records.append(master, record).annotation_id
    with lab.as_user("root") as root:
        where = root.rows(
            "select a.details.group.id, a.details.owner.id, a.ns from Annotation a where a.id = :a",
            {"a": number},
        )
        assert where == [[master.store_group, master.person.id, "omero-forms/submission"]]
        for kind in ("Dataset", "Experimenter", "Annotation", "Project"):
            assert root.rows(f"select l.id from {kind}AnnotationLink l where l.child.id = :a", {"a": number}) == []


def test_damaged_record_counts_as_missing(master: MasterSession, lab: Lab, stream: str) -> None:
    made = chain(master, stream, 2)
    _first, second = (one.annotation_id for one in records.append_all(master, made))
    with lab.as_user("root", group=master.store_group) as root:
        loaded = root.load("MapAnnotation", second)
        loaded.mapValue = [pair for pair in loaded.mapValue if pair.name != "seal"]
        root.save(loaded, group=master.store_group)
    assert [one.record for one in records.read_stream(master, stream)] == made[:1]


def test_edited_payload_is_read_as_stored_for_the_seal_to_judge(master: MasterSession, lab: Lab, stream: str) -> None:
    [record] = chain(master, stream, 1)
    number = records.append(master, record).annotation_id
    with lab.as_user("root", group=master.store_group) as root:
        loaded = root.load("MapAnnotation", number)
        loaded.mapValue[9].value = loaded.mapValue[9].value.replace("page", "api")
        root.save(loaded, group=master.store_group)
    [stored] = [one.record for one in records.read_stream(master, stream)]
    assert stored.digest == record.digest
    assert stored.payload != record.payload
