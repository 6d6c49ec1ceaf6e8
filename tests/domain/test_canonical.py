# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import json

import pytest
from hypothesis import given

from omero_forms.domain.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    canonical,
    check_representable,
    join_pointer,
    parse_json,
    split_pointer,
)
from omero_forms.domain.errors import FormsError
from tests.domain.json_values import values
from tests.domain.steps_for_tests import bytes_held


def refusal(data) -> tuple[str, str]:
    with pytest.raises(FormsError) as caught:
        parse_json(data)
    return caught.value.code, caught.value.details.get("pointer", "")


@given(values)
def test_what_is_written_is_read_back_as_it_was(value):
    assert parse_json(canonical(value)) == value


@given(values)
def test_the_same_answers_have_one_canonical_form(value):
    once = canonical(value)
    assert canonical(parse_json(once)) == once


def test_keys_are_sorted_as_rfc_8785_says_and_numbers_are_as_in_javascript():
    # The example of RFC 8785, section 3.2.3: sorted by UTF-16 code units, not by code points.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]
    assert canonical([1.0, 1e21, 0.002, 1e-7, -0.0]) == b"[1,1e+21,0.002,1e-7,0]"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a":[1,9007199254740992]}', "/a/1"),
        ('{"a":-9007199254740992}', "/a"),
        ('{"a":' + "9" * 5000 + "}", "/a"),
        ('{"a":1e400}', "/a"),
        ('{"a":1e20}', "/a"),
        ('{"a":{"b":NaN}}', "/a/b"),
        ('{"a":[Infinity]}', "/a/0"),
        ('{"a":-Infinity}', "/a"),
        ('{"a":"x\\u0000y"}', "/a"),
        ('{"a":"\\ud800"}', "/a"),
        ('{"a":{"\\udc00":1}}', "/a"),
        ('{"a":{"b":1,"b":1}}', "/a/b"),
        ('{"a/b~c":[NaN]}', "/a~1b~0c/0"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused_with_its_pointer(text, pointer):
    assert refusal(text) == refusal(text.encode()) == ("answers_not_representable", pointer)


def test_half_of_a_character_in_a_text_is_refused_without_an_escape_too():
    assert refusal('{"a":"\ud800"}') == ("answers_not_representable", "/a")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"a":1}x', "{'a':1}", "\ufeff{}", "nul"])
def test_what_is_not_json_is_said_to_be_none(data):
    assert refusal(data)[0] == "body_not_json"


@pytest.mark.parametrize("text", ["9007199254740991", "-9007199254740991", "6.02214076e23", "0.1", '"\\ud83d\\ude00"'])
def test_what_can_be_kept_is_taken(text):
    assert canonical(parse_json(text))


def test_nesting_has_an_end_and_never_a_recursion_error():
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_json(deep)
    assert refusal("[" + deep + "]")[0] == "answers_not_representable"
    assert refusal("[" * 200_000)[0] in {"answers_not_representable", "body_not_json"}
    assert refusal("[" * 200_000 + "]" * 200_000)[0] == "answers_not_representable"


@pytest.mark.parametrize("value", [{1: 2}, {"a": object()}, [b"x"], (1,), {"a": MAX_INTEGER + 1}])
def test_only_json_values_are_representable(value):
    with pytest.raises(FormsError) as caught:
        check_representable(value)
    assert caught.value.code == "answers_not_representable"


def test_a_refusal_does_not_repeat_what_was_sent():
    with pytest.raises(FormsError) as caught:
        parse_json('{"a":"<script>\\u0000"}')
    assert "script" not in caught.value.message + str(caught.value.details)


def test_pointers_escape_their_parts():
    assert join_pointer(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"
    assert join_pointer(()) == ""


def test_pointer_names_the_path_that_it_was_made_of() -> None:
    for path in ((), ("",), ("a/b", "0", "c~d"), ("~1", "50%25")):
        assert split_pointer(join_pointer(path)) == path


def test_a_long_name_around_many_values_is_not_held_once_for_each():
    text = json.dumps({"k" * 200_000: {f"a{number}": number for number in range(1000)}})
    assert bytes_held(lambda: parse_json(text)) < 5_000_000


def test_the_pointer_of_what_is_refused_inside_lists_and_groups_is_whole():
    with pytest.raises(FormsError) as refused:
        parse_json('{"a/b": [0, {"~c": [1e400]}]}')
    assert refused.value.details["pointer"] == "/a~1b/1/~0c/0"
