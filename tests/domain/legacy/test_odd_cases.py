# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every oddity that histories and forms of OMERO.forms were seen with, each alone: none stops reading."""

from __future__ import annotations

import json

import pytest

from omero_forms.domain.legacy.annotations import Holds, address_of
from omero_forms.domain.legacy.compare import Change, compare
from omero_forms.domain.legacy.copies import legacy_pairs
from omero_forms.domain.legacy.encode import answers_rows, imported_rows
from omero_forms.domain.legacy.envelopes import read_rows, write_row
from omero_forms.domain.legacy.findings import SENTENCES, Finding, FindingKind
from omero_forms.domain.legacy.forms import read_form
from omero_forms.domain.legacy.histories import LegacyAnswers, read_history
from omero_forms.domain.legacy.sources import Source
from tests.domain.legacy.support import ZONE, annotation, answered, in_and_out, version

PREFIX = "__ofchunk__" + "a" * 32
DAY, NEXT_DAY = "2021-06-01T12:00:00", "2021-06-02T12:00:00.5"


def kinds(findings: list[Finding]) -> set[FindingKind]:
    return {one.kind for one in findings}


def one_of(*rows: tuple[str, str]) -> tuple[list[LegacyAnswers], set[FindingKind]]:
    answers, findings = read_history([annotation(1, "data/Dataset/7/x", *rows)], ZONE)
    return answers, kinds(findings)


@pytest.mark.parametrize(
    ("namespace", "form_id"),
    [
        ("data/Dataset/12/Basic", "Basic"),
        ("data/Dataset12/Basic", "Basic"),
        ("data/Dataset/12/MPB Annotations/", "MPB Annotations/"),
        ("data/Dataset/12/a/b/1", "a/b/1"),
        ("data/Dataset/12/100% sure_1", "100% sure_1"),
        ("data/Dataset/12/Größe µm", "Größe µm"),
        ("data/Dataset/12/two\nlines", "two\nlines"),
        ("data/Dataset/12/ ", " "),
    ],
)
def test_any_text_can_be_the_id_of_a_form(namespace: str, form_id: str) -> None:
    address = address_of(f"hms.harvard.edu/omero/forms/{namespace}")
    assert address is not None
    assert (address.holds, address.object_type, address.object_id) == (Holds.HISTORY, "Dataset", 12)
    assert address.form_id == form_id
    again = address_of(address.namespace)
    assert again is not None and again.form_id == form_id


def test_assignment_of_a_form_whose_id_ends_in_a_number_keeps_its_group() -> None:
    address = address_of("hms.harvard.edu/omero/forms/assignments/a/3/4")
    assert address is not None and (address.form_id, address.group_id) == ("a/3", 4)


@pytest.mark.parametrize("namespace", ["omero-forms/form", "hms.harvard.edu/omero/forms/data/Dataset/x/Basic", ""])
def test_other_namespaces_are_none_of_it(namespace: str) -> None:
    assert address_of(namespace) is None


def test_order_of_rows_counts_whatever_their_times_say() -> None:
    answers, found = one_of(answered("2019-01-01T00:00:00", {"a": 2}), answered(NEXT_DAY, {"a": 1}))
    assert [one.answers["a"] for one in answers] == [1, 2]
    assert found == {FindingKind.OUT_OF_ORDER}


def test_several_annotations_of_one_history_are_put_together_by_time() -> None:
    first = annotation(1, "data/Dataset/7/x", answered("2021-03-01T00:00:00", {"a": 3}))
    older = answered("2021-02-01T00:00:00", {"a": 2}), answered("2021-01-01T00:00:00", {"a": 1})
    answers, findings = read_history([first, annotation(2, "data/Dataset/7/x", *older, first.rows[0])], ZONE)
    assert [one.answers["a"] for one in answers] == [1, 2, 3]
    assert [(one.kind, one.annotation_id) for one in findings if one.kind is FindingKind.DOUBLED] == [
        (FindingKind.DOUBLED, 2)
    ]


def test_two_answers_of_the_same_moment_are_both_kept_and_the_same_twice_is_one() -> None:
    same = answered(DAY, {"a": 2})
    answers, found = one_of(same, same, answered(DAY, {"a": 1}))
    assert [one.answers["a"] for one in answers] == [1, 2]
    assert found == {FindingKind.DOUBLED}


@pytest.mark.parametrize(
    ("text", "zone", "ambiguous", "fault"),
    [
        (DAY, "Europe/London", False, None),
        ("2020-10-25T01:30:00.000005", "Europe/London", True, FindingKind.TIME_AMBIGUOUS),
        ("2020-03-29T01:30:00", "Europe/London", False, FindingKind.TIME_SKIPPED),
        ("2020-03-29T01:30:00+02:00", None, False, None),
        ("yesterday", None, False, FindingKind.TIME_UNREADABLE),
        ("9999-12-31T23:59:59", "Europe/London", False, None),
    ],
)
def test_times_are_kept_as_text_with_their_zone(
    text: str, zone: str | None, ambiguous: bool, fault: FindingKind | None
) -> None:
    [answers], found = one_of(answered(text, {}))
    assert (answers.when.text, answers.when.zone, answers.when.is_ambiguous) == (text, zone, ambiguous)
    assert found == ({fault} if fault else set())


@pytest.mark.parametrize(
    "form_data",
    [
        "{not json",
        "[1, 2, 3]",
        '"text"',
        "null",
        "",
        '{"a": 1, "a": 2}',
        '{"a": 9007199254740993}',
        '{"a": NaN}',
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        "[" * 100_000,
        '{"a":' * 100 + "1" + "}" * 100,
    ],
)
def test_answers_that_cannot_be_kept_exactly_are_kept_as_text_and_marked(form_data: str) -> None:
    row = answered(DAY, form_data)
    [answers], found = one_of(row)
    assert (answers.answers, answers.source.fault) == ({}, FindingKind.ANSWERS_UNREADABLE)
    assert found == {FindingKind.ANSWERS_UNREADABLE}
    assert imported_rows(Source.from_json(answers.source.as_json())) == [row]


@pytest.mark.parametrize("value", ["", "no json", "[]", "1", "[" * 100_000])
def test_row_that_is_nothing_of_it_is_kept_as_it_is(value: str) -> None:
    [answers], found = one_of((DAY, value))
    assert found == {FindingKind.NOT_JSON}
    assert imported_rows(Source.from_json(answers.source.as_json())) == [(DAY, value)]


def test_envelope_without_its_usual_fields_is_read_all_the_same() -> None:
    [answers], found = one_of((DAY, json.dumps({"formData": "{}", "message": 1, "changedBy": "x", "changedAt": 5})))
    assert (answers.message, answers.author_id, answers.when.text, answers.version_name) == ("", None, None, "")
    assert found == {FindingKind.TIME_UNREADABLE}


def long_row(**more: str) -> list[tuple[str, str]]:
    key, text = answered(DAY, {"a": "é" * 3000, **more})
    return write_row(key, text, PREFIX)


def test_compressed_row_is_read_and_comes_out_as_it_was() -> None:
    rows = long_row()
    [answers], found = one_of(*reversed(rows))
    assert (answers.answers, found) == ({"a": "é" * 3000}, set())
    assert imported_rows(answers.source) == rows


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda rows: rows[:1], FindingKind.CHUNK_MISSING),
        (lambda rows: [rows[0], (rows[1][0], "!!!!")], FindingKind.CHUNK_CORRUPT),
        (lambda rows: [rows[0], (rows[1][0], "AAAA")], FindingKind.CHUNK_CORRUPT),
        (lambda rows: [(DAY, rows[0][1].replace('"chunks":1', '"chunks":9999')), rows[1]], FindingKind.CHUNK_MISSING),
        (lambda rows: [(DAY, rows[0][1].replace('"chunks":1', '"chunks":-1')), rows[1]], FindingKind.CHUNK_MISSING),
        (lambda rows: [(DAY, rows[0][1].replace('"sha256":"', '"sha256":"0')), rows[1]], FindingKind.CHUNK_CORRUPT),
    ],
)
def test_damaged_compressed_row_is_kept_with_what_is_left_of_it(change, kind) -> None:
    rows = change(long_row())
    [answers], found = one_of(*rows)
    assert (answers.answers, found) == ({}, {kind})
    assert imported_rows(Source.from_json(answers.source.as_json())) == rows


def test_row_that_is_whole_in_another_annotation_counts_there() -> None:
    rows = long_row()
    damaged, whole = annotation(1, "data/Dataset/7/x", rows[0]), annotation(2, "data/Dataset/7/x", *rows)
    [answers], findings = read_history([damaged, whole], ZONE)
    assert answers.source.annotation_id == 2
    assert kinds(findings) == {FindingKind.CHUNK_MISSING, FindingKind.DOUBLED, FindingKind.SEVERAL}
    written, _ = in_and_out([damaged, whole])
    differences = compare([damaged, whole], written, findings)
    assert [(one.annotation_id, one.change, one.because) for one in differences] == [
        (1, Change.MISSING, SENTENCES[FindingKind.DOUBLED])
    ]


def test_piece_that_no_row_asks_for_is_told() -> None:
    answers, found = one_of(answered(DAY, {}), (f"{PREFIX}:000000", "AAAA"))
    assert (len(answers), found) == (1, {FindingKind.ORPHAN_CHUNK})


def test_form_has_its_versions_oldest_first_its_owners_and_types_however_the_rows_are_mixed() -> None:
    there = annotation(
        1,
        "schema/x",
        ("owner", "2"),
        version(NEXT_DAY, message="second"),
        ("objType", "Plate"),
        ("id", "x"),
        ("owner", "3"),
        version(DAY),
        ("objType", "Dataset"),
        ("owner", "2"),
        ("owner", "nobody"),
    )
    form, findings = read_form([there], ZONE)
    assert [one.name for one in form.versions] == [DAY, NEXT_DAY]
    assert (form.owners, form.object_types) == ((2, 3), ("Plate", "Dataset"))
    assert kinds(findings) == {FindingKind.INTERLEAVED, FindingKind.SPARE_ROW}


@pytest.mark.parametrize(
    ("name", "place", "is_it"),
    [
        (DAY, 0, True),
        (NEXT_DAY, 1, True),
        ("2021-06-01T13:00:00", 0, False),
        ("1999-01-01T00:00:00", 0, False),
        ("", 0, False),
    ],
)
def test_answers_to_a_version_that_is_not_there_go_with_an_earlier_one(name: str, place: int, is_it: bool) -> None:
    form, _ = read_form([annotation(1, "schema/x", version(NEXT_DAY), version(DAY))], ZONE)
    assert form.version_of(name) == (place, is_it)


def test_form_without_versions_has_one_that_nobody_can_answer() -> None:
    form, findings = read_form([annotation(1, "schema/x", ("id", "y"), ("owner", "2"))], ZONE)
    assert [one.source.fault for one in form.versions] == [FindingKind.NO_VERSION]
    assert kinds(findings) == {FindingKind.NO_VERSION, FindingKind.OTHER_NAME}


def test_form_of_2016_names_its_groups_and_types_itself() -> None:
    rows = [("form_id", "x"), ("json_schema", "{}"), ("ui_schema", ""), ("group", "Lab"), ("obj_type", "Dataset")]
    form, findings = read_form([annotation(1, "schema/x", *rows)], ZONE)
    assert (form.group_names, form.object_types, form.versions[0].schema) == (("Lab",), ("Dataset",), "{}")
    assert kinds(findings) == {FindingKind.LAYOUT_2016}
    assert imported_rows(Source.from_json(form.versions[0].source.as_json())) == rows


def test_copy_says_what_python_prints() -> None:
    text = '{"a": {"b": 1}, "a_b": 2, "list": [1, "x", {"k": null}, [true]], "f": 1.0, "none": [], "text": "é"}'
    assert legacy_pairs(text) == [
        *(("a_b", "1"), ("a_b", "2"), ("list", "1"), ("list", "x"), ("list_k", "None"), ("list", "True")),
        *(("f", "1.0"), ("text", "é")),
    ]
    assert legacy_pairs("[1]") == legacy_pairs("no json") == []


def test_answers_of_ours_are_read_back_as_any_others() -> None:
    rows = answers_rows(
        form_id="x",
        version_name=DAY,
        answers={"a": "b" * 2000},
        author_id=2,
        when=NEXT_DAY,
        message="m",
        random=bytes(16),
    )
    [one] = read_rows(rows).envelopes
    assert json.loads(one.value["formData"]) == {"a": "b" * 2000}
    [answers], found = one_of(*rows)
    assert (answers.author_id, answers.message, answers.version_name, found) == (2, "m", DAY, set())


def test_every_kind_of_finding_has_its_sentence() -> None:
    assert set(SENTENCES) == set(FindingKind)
