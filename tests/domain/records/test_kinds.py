# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of kinds, and the page that explains it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omero_forms.domain.records.kinds import COMMON, COMMON_CONTENT, KINDS, OPTIONAL, check_fields, is_understood
from omero_forms.domain.refs import STREAMS, is_stream, namespace_of

PAGE = (Path(__file__).parents[3] / "docs" / "record-format.md").read_text(encoding="utf-8")


def names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def rows(heading: str) -> list[list[str]]:
    """The tables of a section of the page, cell by cell, heads left out."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return [row for row in cells if row[0].startswith("`")]


def test_the_page_has_each_kind_with_its_stream_and_fields():
    table = {names(row[0])[0]: row for row in rows("Kinds") if len(row) == 6}
    assert table.keys() == KINDS.keys()
    for kind in KINDS.values():
        _name, stream, in_use, *fields = table[kind.name]
        assert (names(stream), in_use == "yes") == ((kind.stream,), kind.in_use)
        assert [names(cell) for cell in fields] == [kind.payload, kind.content, kind.optional]


def test_the_page_explains_each_field():
    explained = {name for row in rows("Kinds") if len(row) == 2 for name in names(row[0])}
    assert explained == {name for kind in KINDS.values() for name in (*kind.payload, *kind.content, *kind.optional)}
    every = {name for row in rows("The payload of every record") for name in names(row[0])}
    assert every == {*COMMON, *OPTIONAL}
    assert {name for row in rows("The content of every record") for name in names(row[0])} == set(COMMON_CONTENT)


def test_the_page_has_each_stream():
    assert [names(row[0])[0] for row in rows("Streams")] == list(STREAMS.values())
    assert {kind.stream for kind in KINDS.values()} == STREAMS.keys()


@pytest.mark.parametrize(
    ("stream", "is_one"),
    [
        ("form/fabc", True),
        ("submission/fabc/Dataset/1/0", True),
        ("submission/fabc/Dataset/0/5", False),
        ("submission/fabc/Dataset/1", False),
        ("submission/fabc/Dataset/1/5/6", False),
        ("submission/fabc/Dataset/01/5", False),
        ("submission/fabc/Dataset/١/5", False),
        ("policy/0", True),
        ("policy/lab", False),
        ("key", True),
        ("key/1", False),
        ("other", False),
    ],
)
def test_a_stream_is_made_up_as_the_page_says(stream, is_one):
    assert is_stream(stream) is is_one


def test_a_namespace_is_the_first_part_of_a_stream_even_of_an_unknown_one():
    assert namespace_of("submission/fabc/Dataset/1/5") == "omero-forms/submission"
    assert namespace_of("key") == "omero-forms/key"
    assert namespace_of("dream/1") == "omero-forms/dream"


@pytest.mark.parametrize(
    ("kind", "stream", "payload", "content"),
    [
        ("dream", "form/f", ("form",), ("message", "names")),
        ("review", "review/f/Dataset/1/2", ("about",), ("message", "names")),
        ("form.retired", "assignment/f", ("form",), ("message", "names")),
        ("form.retired", "form/F", ("form",), ("message", "names")),
        ("form.retired", "form/f", (), ("message", "names")),
        ("form.retired", "form/f", ("form", "critical"), ("message", "names")),
        ("form.retired", "form/f", ("form",), ("message",)),
        ("form.retired", "form/f", ("form",), ("message", "names", "salt")),
    ],
)
def test_nothing_is_written_that_is_not_in_the_table(kind, stream, payload, content):
    check_fields("form.retired", "form/f", ("form",), ("message", "names"))
    with pytest.raises(ValueError, match=r"\w"):
        check_fields(kind, stream, payload, content)


def test_an_optional_field_is_written_where_the_kind_has_it_and_nowhere_else():
    version = ("name", "description", "schema", "ui_schema", "message", "names")
    check_fields("form.published", "form/f", ("form", "version", "owners"), version)
    check_fields("form.published", "form/f", ("form", "version", "owners"), (*version, "sources"))
    with pytest.raises(ValueError, match="fields"):
        check_fields("form.retired", "form/f", ("form",), ("message", "names", "sources"))


@pytest.mark.parametrize("critical", [["missing"], ["a/b"], "missing", {}, [1], None])
def test_a_field_that_has_to_be_known_makes_a_record_newer(critical):
    assert is_understood("submission", {})
    assert is_understood("submission", {"critical": []})
    assert not is_understood("submission", {"critical": critical})


def test_a_kind_that_is_reserved_or_unknown_is_not_understood():
    assert not is_understood("review", {})
    assert not is_understood("dream", {})
