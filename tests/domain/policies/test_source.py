# SPDX-License-Identifier: AGPL-3.0-or-later
"""A policy file means what is written in it, or says where it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.files import parse_policies
from omero_forms.domain.policies.selectors import as_words
from omero_forms.domain.policies.source import read_policy_yaml
from omero_forms.domain.yaml_text import MAX_CHARACTERS

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "33-policy-files.json"

# YAML takes a name of 1,024 characters, and JSON writes a letter as up to twelve.
NAMES = st.text(max_size=80)

HEAD = "policies:\n  - name: Imaging\n    group: Lab\n    object_type: Dataset\n    requirement: none\n"


def data(text: str) -> object:
    return read_policy_yaml(text).data


def refused(text: str) -> FormsError:
    with pytest.raises(FormsError) as caught:
        read_policy_yaml(text)
    assert caught.value.code == "policy_invalid"
    return caught.value


def problems(text: str) -> list[tuple[str, int, str]]:
    """Pointer, line and message of what is wrong with a file, in whichever step it is found."""
    try:
        file = read_policy_yaml(text)
    except FormsError as fault:
        told = fault
    else:
        with pytest.raises(FormsError) as caught:
            parse_policies(file.data)
        told = file.located(caught.value)
    return [(one["pointer"], one["line"], one["message"]) for one in told.details["problems"]]


@pytest.mark.parametrize(
    "text",
    [
        "no", "No", "NO", "off", "yes", "on", "y", "n",
        "1:30", "190:20:30", "013", "0o13", "0x1F", "0b101", "004", "1_000", "+3", "1e3", "1.10", ".5", "-0",
        ".inf", "-.INF", ".nan", "2026-11-01", "2026-02-30", "2026-11-01 08:00:00", "=", "99999999999999999999",
    ],
)  # fmt: skip
def test_what_yaml_would_make_something_else_of_is_the_text_that_was_typed(text: str) -> None:
    assert data(f"a: {text}") == {"a": text}
    assert data(f"[{text}]") == [text]


def test_numbers_truth_and_nothing_are_what_they_look_like() -> None:
    text = "{a: 0, b: 14, c: -3, d: true, e: False, f: null, g: ~, h: '14', i: \"true\", j: ''}"
    assert data(text) == {
        "a": 0, "b": 14, "c": -3, "d": True, "e": False, "f": None, "g": None, "h": "14", "i": "true", "j": "",
    }  # fmt: skip
    assert data("a:\nb: !!str 14\n") == {"a": None, "b": "14"}


@pytest.mark.parametrize(
    ("line", "pointer", "said"),
    [
        ("grace: 1:30", "/policies/0/grace", "whole number"),
        ("grace: 013", "/policies/0/grace", "whole number"),
        ("grace: .nan", "/policies/0/grace", "whole number"),
        ("grace: 14 days", "/policies/0/grace", "whole number"),
        ("start: 2026-02-30", "/policies/0/start", "no such day"),
        ("start: 0000-00-00", "/policies/0/start", "no such day"),
        ("start: 0001-01-01", "/policies/0/start", "from 1900 to 2999"),
        ("start: 9999-12-31", "/policies/0/start", "from 1900 to 2999"),
        ("selector: {created_after: 9999-12-31}", "/policies/0/selector/created_after", "from 1900 to 2999"),
        ("start: 2026-11-01 08:00:00", "/policies/0/start", "without a time"),
        ("start: 01.11.2026", "/policies/0/start", "2026-11-01"),
        ("start: 20261101", "/policies/0/start", "2026-11-01"),
        ("tell_member: no", "/policies/0/tell_member", "never or any"),
        ("tell_owner_above: off", "/policies/0/tell_owner_above", "never"),
        ("name: Again", "/policies/0/name", "twice"),
        ("selector: {tag: a, tag: b}", "/policies/0/selector/tag", "twice"),
        ("<<: {grace: 3}", "/policies/0/<<", "Merge keys"),
        ("grace: !!int '3'", "/policies/0/grace", "tag"),
        ("forms: [Imaging]", "/policies/0/forms/0", "Write form:"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_pointer(line: str, pointer: str, said: str) -> None:
    found = problems(f"{HEAD}    {line}\n")
    assert (pointer, 6) in [(where, number) for where, number, _message in found]
    assert any(said in message for _pointer, _line, message in found), found


@pytest.mark.parametrize("text", ["013", "004", "0o13", "1_0", "+13"])
def test_a_number_written_oddly_is_never_the_id_of_a_group(text: str) -> None:
    (policy,) = parse_policies(data(HEAD.replace("Lab", text)))
    assert policy.group == text


def test_a_name_of_digits_is_the_text_as_written() -> None:
    (policy,) = parse_policies(data(HEAD.replace("Imaging", "2026")))
    assert policy.name == "2026"


def test_all_that_is_doubled_is_told_at_once() -> None:
    text = "policies:\n  - name: a\n    name: b\n  - selector:\n      tag: x\n      tag: y\n"
    assert [(pointer, line) for pointer, line, _ in problems(text)] == [
        ("/policies/0/name", 3),
        ("/policies/1/selector/tag", 6),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policies:\n\t- name: a\n", "line 2, column 1: a tab stands where only spaces may"),
        ("policies: [", "line 1, column 12"),
        ("policies: *TIRF*\n", "text that begins with * needs quotes"),
        ("policies:\n  - name: Imaging: TIRF\n", "line 2, column 18: a colon stands where nothing can be named"),
        (
            "policies: *TIRF\n",
            "Nothing above is marked &TIRF. Text that begins with * needs quotes",
        ),
        ("a: &a [*a]\n", "inside what it stands for"),
        ("---\npolicies: []\n---\npolicies: []\n", "A second document begins here"),
        ("? [a]\n: b\n", "cannot be the name"),
        ("a: &a x\n*a : b\n", "cannot be the name"),
        ("policies: \0", "line 1, column 11: the character U+0000"),
        ("policies:\n  - name: a\x07b", "line 2, column 12: the character U+0007"),
        ("policies: \ud800", "the character U+D800"),
        ("[" * 5000, "nested more than 20 deep"),
        ("a: " * 3, "line 1"),
        ('policies:\n  - "\\UFFFFFFFF"', "line 2, column 3"),
        ('policies: "\\U00110000"', "line 1, column 1"),
        (f"%YAML {'9' * 10_000}.1\n---\na: 1", "line 1, column 1"),
        ("x" * (MAX_CHARACTERS + 1), "more than 1,000,000 characters"),
        ("- [" + "x, " * 60000 + "]\n- [" + "x, " * 60000 + "]", "more than 100,000 values"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, said: str) -> None:
    fault = refused(text)
    told = " ".join([fault.message, *(one["message"] for one in fault.details.get("problems", []))])
    assert said in told
    assert told.isprintable()


def test_aliases_are_counted_for_what_they_repeat() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for one, before in zip("bcdefgh", "abcdefg", strict=True):
        lines.append(f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]")
    assert "more than 100,000 values" in str(refused("\n".join(lines)).details)
    assert data("a: &a [1, 2]\nb: *a\n") == {"a": [1, 2], "b": [1, 2]}


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake() -> None:
    assert data("\ufeff" + HEAD.replace("\n", "\r\n")) == data(HEAD)


@given(st.text())
def test_whatever_the_text_is_it_is_read_or_refused(text: str) -> None:
    try:
        file = read_policy_yaml(text)
        parse_policies(file.data)
    except FormsError as fault:
        assert fault.code == "policy_invalid"  # noqa: PT017


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
        max_leaves=12,
    )
)
def test_json_is_read_as_json(value: object) -> None:
    assert data(json.dumps(value)) == value


def test_a_name_that_is_longer_than_yaml_takes_is_refused_with_its_place() -> None:
    assert data(json.dumps({"n" * 1_000: 1})) == {"n" * 1_000: 1}
    assert "line 1, column 10" in refused(json.dumps({"n" * 1_030: 1})).message


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_the_files_that_people_wrote_are_read_as_written_or_refused_with_a_place() -> None:
    files = json.loads(CASES.read_text())["files"]
    good = {"c-octal-group", "d-numeric-name", "l-bom-crlf", "o-tag-no", "x-form-name-html"}
    for name, text in files.items():
        if text is None:
            continue
        if name in good:
            parse_policies(data(text))
            continue
        try:
            file = read_policy_yaml(text)
        except FormsError as fault:
            assert "line " in fault.message or fault.details["problems"][0]["line"], name  # noqa: PT017
            continue
        with pytest.raises(FormsError) as caught:
            parse_policies(file.data)
        assert caught.value.details["problems"], name
    (octal,) = parse_policies(data(files["c-octal-group"]))
    (numeric,) = parse_policies(data(files["d-numeric-name"]))
    (norway,) = parse_policies(data(files["o-tag-no"]))
    assert (octal.group, numeric.name, as_words(norway.selector)) == ("004", "2026", {"tag": "NO"})
