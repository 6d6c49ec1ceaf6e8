# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.forms import (
    assignment_fields,
    is_form_id,
    new_form_id,
    published_fields,
    state_fields,
    submission_fields,
    time_from_text,
    time_text,
)
from omero_forms.domain.refs import ObjectRef, ObjectType, Person

CLARA = Person(7, "clara")
JONAS = Person(8, "jonas")
NOW = datetime(2026, 11, 23, 10, 44, 8, 123456, tzinfo=UTC)


@given(st.binary(min_size=10, max_size=32))
def test_form_ids_are_opaque_and_safe_in_addresses_and_namespaces(random):
    form_id = new_form_id(random)
    assert is_form_id(form_id)
    assert len(form_id) == 16


def test_form_ids_need_enough_randomness():
    with pytest.raises(ValueError, match="10 random bytes"):
        new_form_id(b"short")


@pytest.mark.parametrize("text", ["", "basic", "f" * 15, "F" + "a" * 15, "f/../../etc/pas", "f" + "1" * 15])
def test_other_texts_are_no_form_ids(text):
    assert not is_form_id(text)


def test_times_are_utc_with_microseconds_always():
    berlin = timezone(timedelta(hours=1))
    assert time_text(datetime(2026, 11, 23, 11, 44, 8, tzinfo=berlin)) == "2026-11-23T10:44:08.000000Z"
    assert time_from_text("2026-11-23T10:44:08.123456Z") == NOW
    with pytest.raises(ValueError, match="time zone"):
        time_text(datetime(2026, 11, 23))  # noqa: DTZ001


def test_a_submission_says_who_acted_for_whom():
    fields = submission_fields(
        form="f1",
        version=2,
        version_digest="d" * 64,
        ref=ObjectRef("u", ObjectType.DATASET, 5, 100),
        author=CLARA,
        sudoer=JONAS,
        time=NOW,
        message="m",
        answers={"a": 1},
    )
    assert fields == {
        "form": "f1",
        "version": 2,
        "version_digest": "d" * 64,
        "object": {"type": "Dataset", "id": 5, "creation_event": 100},
        "author": {"id": 7, "name": "clara"},
        "sudoer": {"id": 8, "name": "jonas"},
        "time": "2026-11-23T10:44:08.123456Z",
        "message": "m",
        "answers": {"a": 1},
    }


def test_a_published_form_keeps_both_schemas_as_the_text_they_came_as():
    fields = published_fields(
        form="f1",
        name="N",
        description="",
        version=1,
        schema='{ "type":"object" }',
        ui_schema="{}\n",
        message="",
        owners=[JONAS, CLARA],
        author=CLARA,
        sudoer=None,
        time=NOW,
    )
    assert (fields["schema"], fields["ui_schema"]) == ('{ "type":"object" }', "{}\n")
    assert [owner["id"] for owner in fields["owners"]] == [7, 8]
    assert fields["sudoer"] is None


def test_the_other_events_say_what_changed_by_whom_and_when():
    acted: Any = {"author": CLARA, "sudoer": None, "time": NOW}
    said = {"author": {"id": 7, "name": "clara"}, "sudoer": None, "time": time_text(NOW)}
    assert state_fields(form="f1", message="old", **acted) == {
        "form": "f1",
        "message": "old",
        **said,
    }
    types = [ObjectType.SCREEN, ObjectType.DATASET, ObjectType.SCREEN]
    assert assignment_fields(form="f1", group_id=3, group_name="G", object_types=types, **acted) == {
        "form": "f1",
        "group": {"id": 3, "name": "G"},
        "object_types": ["Dataset", "Screen"],
        **said,
    }
