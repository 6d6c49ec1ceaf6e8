# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes into which part of a record, and what is read of it again."""

from __future__ import annotations

import dataclasses

from omero_forms.domain.records.parts import (
    Told,
    answers_in,
    assignment_parts,
    published_parts,
    state_parts,
    submission_parts,
)
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person
from tests.domain.records.making import ACT, NOW, record

CLARA, JONAS = Person(7, "clara"), Person(8, "jonas")


def told(one) -> Told:
    return Told.of(one)


def test_a_submission_holds_ids_of_all_that_it_names():
    parts = submission_parts(
        form="f1",
        version=2,
        version_digest="d" * 64,
        described=NamedObject(ObjectRef("u", ObjectType.DATASET, 5, 100), "nuclei"),
        parent=NamedObject(ObjectRef("u", ObjectType.PROJECT, 3, 90), "thesis"),
        group_id=53,
        group_name="Chromatin",
        owner=JONAS,
        message="m",
        answers={"a": 1},
    )
    assert parts.payload == {
        "form": "f1",
        "version": 2,
        "version_digest": "d" * 64,
        "object": {"type": "Dataset", "id": 5, "creation_event": 100},
        "parent": {"type": "Project", "id": 3, "creation_event": 90},
        "group": 53,
        "owner": 8,
    }
    assert parts.content == {"answers": {"a": 1}, "message": "m"}
    assert parts.names == {"object": "nuclei", "parent": "thesis", "group": "Chromatin", "owner": "jonas"}


def test_a_published_form_keeps_both_schemas_as_the_text_they_came_as():
    parts = published_parts(
        form="f1",
        name="N",
        description="",
        version=1,
        schema='{ "type":"object" }',
        ui_schema="{}\n",
        message="",
        owners=[JONAS, CLARA],
    )
    assert (parts.content["schema"], parts.content["ui_schema"]) == ('{ "type":"object" }', "{}\n")
    assert (parts.payload["owners"], parts.names["owners"]) == ([7, 8], ["clara", "jonas"])


def test_the_other_events_say_what_changed():
    assert state_parts(form="f1", message="old").content == {"message": "old"}
    types = [ObjectType.SCREEN, ObjectType.DATASET, ObjectType.SCREEN]
    parts = assignment_parts(form="f1", group_id=3, group_name="G", object_types=types)
    assert parts.payload == {"form": "f1", "group": 3, "object_types": ["Dataset", "Screen"]}
    assert parts.names == {"group": "G"}


def test_who_acted_for_whom_and_when_is_read_again():
    said = told(record(act=dataclasses.replace(ACT, sudoer=JONAS)))
    assert (said.author, said.sudoer, said.time) == (CLARA, JONAS, NOW)
    assert (said.payload["as"], said.payload["via"], said.payload["software"]) == (
        "annotator",
        "page",
        "omero-web-forms 0.1.0",
    )
    assert said.name_of("object") == "nuclei"


def test_of_a_redacted_record_ids_are_left_and_no_name():
    said = dataclasses.replace(told(record()), content=None)
    assert (said.author, said.text("message"), said.name_of("object")) == (Person(7, ""), "", "")


def test_the_answers_are_read_from_content_as_the_bytes_that_were_sealed():
    answers = '{"a":{"b":"},\\"c\\":{"},"c":[]}'
    assert answers_in(f'{{"answers":{answers},"claims":{{}},"message":"","names":{{}}}}'.encode()) == answers
    assert answers_in(b'{"about":1,"answers":{},"message":""}') is None
    assert answers_in(None) is None
