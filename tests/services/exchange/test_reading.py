# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import io
import itertools
import json
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.budgets import Budget
from omero_forms.services.exchange import bring_in as bring_in_module
from omero_forms.services.exchange.archives import read_archive
from omero_forms.services.exchange.bring_in import bring_in
from omero_forms.services.exchange.offered import MAX_ALL, MAX_FILE, Offered
from omero_forms.services.exchange.paths import read_paths

SCHEMA = json.dumps(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A",
        "type": "object",
        "properties": {"a": {"$ref": "b.json"}},
    }
)
PART = json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "title": "B", "type": "string"})


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes | str]) -> io.BytesIO:
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    opened.seek(0)
    return opened


def message_of(opened: io.BytesIO) -> str:
    with pytest.raises(FormsError) as raised:
        read_archive("forms.zip", opened, Offered())
    assert raised.value.code == "import_unusable"
    (problem,) = raised.value.details["problems"]
    return str(problem["message"])


def test_folder_and_zip_of_it_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    (folder / ".git").mkdir(parents=True)
    (folder / "a.json").write_text(SCHEMA)
    (folder / "b.json").write_text(PART)
    (folder / "readme.md").write_text("# A")
    (folder / ".git" / "x.json").write_text(SCHEMA)
    archive = tmp_path / "schemas.zip"
    archive.write_bytes(zipped(("a.json", SCHEMA), ("b.json", PART), ("readme.md", "# A")).getvalue())
    assert read_paths([folder]).texts == read_paths([archive]).texts == {"a.json": SCHEMA, "b.json": PART}


def test_a_form_is_judged_by_the_work_it_takes_and_not_by_how_busy_the_machine_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, clocks = itertools.count(step=4), []

    def budget(seconds: float, clock: Callable[[], float]) -> Budget:
        clocks.append(clock)
        return Budget(seconds, clock=lambda: next(work))

    (tmp_path / "b.json").write_text(PART)
    [taken] = bring_in([tmp_path / "b.json"])
    monkeypatch.setattr(bring_in_module, "Budget", budget)
    [refused] = bring_in([tmp_path / "b.json"])
    assert (str(taken.state), str(refused.state), clocks) == ("accepted", "refused", [time.thread_time])


def test_of_a_single_file_those_in_its_folder_that_it_refers_to_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(SCHEMA)
    (tmp_path / "b.json").write_text(PART)
    (tmp_path / "c.json").write_text(PART)
    assert [(each.file, each.part, each.state) for each in bring_in([tmp_path / "a.json"])] == [
        ("a.json", False, "accepted"), ("b.json", True, "accepted"),
    ]  # fmt: skip


def test_of_a_single_field_list_or_linkml_schema_those_beside_that_belong_to_it_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "stain_survey.csv").write_text("type,name,label\nselect_one s,a,A\n")
    (tmp_path / "stain_choices.csv").write_text("list_name,name\ns,x\n")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "core.yaml").write_text("name: core\nclasses:\n  Base: {attributes: {a: {}}}\n")
    (tmp_path / "slide.yaml").write_text(
        "name: slide\nimports:\n  # all\n  - linkml:types\n  - ./part/core\nclasses:\n  Slide: {is_a: Base}\n"
    )
    (tmp_path / "other.yaml").write_text("name: other\nclasses:\n  Other: {attributes: {a: {}}}\n")
    assert [(each.file, str(each.state)) for each in bring_in([tmp_path / "stain_survey.csv"])] == [
        ("stain_survey.csv", "accepted")
    ]
    assert [(each.file, each.part, str(each.state)) for each in bring_in([tmp_path / "slide.yaml"])] == [
        ("part/core.yaml", True, "accepted"), ("slide.yaml", False, "accepted"),
    ]  # fmt: skip


def test_a_reference_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.json").write_text(PART)
    (tmp_path / "in" / "a.json").write_text(SCHEMA.replace("b.json", "../secret.json"))
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "secret.json")
    assert list(read_paths([tmp_path / "in" / "a.json"]).texts) == ["a.json"]
    assert list(read_paths([tmp_path / "in"]).texts) == ["a.json"]


def test_file_over_the_limit_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_text(" " * (MAX_FILE + 1))
    (tmp_path / "latin.json").write_bytes('{"title": "Färbung"}'.encode("latin-1"))
    (tmp_path / "wide.json").write_bytes(PART.encode("utf-16"))
    (tmp_path / "b.json").write_text(PART)
    outcomes = {each.file: str(each.state) for each in bring_in([tmp_path])}
    assert outcomes == {"b.json": "accepted", "large.json": "refused", "latin.json": "refused", "wide.json": "accepted"}


def test_a_table_in_the_characters_of_one_country_is_refused_with_what_to_do() -> None:
    offered = Offered()
    offered.take("fields.csv", "name,label,type\na,Färbung,text\n".encode("latin-1"))
    assert [each.problems[0].message for each in offered.refused] == [
        "It is not UTF-8 text. Save it as “CSV UTF-8”, or as XLSX."
    ]


def test_more_than_may_be_brought_in_together_is_refused() -> None:
    offered = Offered()
    for number in range(MAX_ALL // MAX_FILE):
        offered.take(f"{number}.json", b" " * MAX_FILE)
    with pytest.raises(FormsError) as raised:
        offered.take("last.json", b" ")
    assert raised.value.code == "import_unusable"


def test_zip_bomb_is_not_unpacked() -> None:
    blank = b" " * 30_000_000
    opened = zipped(*((f"{number}.json", blank) for number in range(11)))
    assert len(opened.getvalue()) < 1_000_000
    assert message_of(opened).startswith("The files are larger than 20 MB together.")


@pytest.mark.parametrize("name", ["../a.json", "x/../../a.json", "/etc/a.json", "..\\a.json", "C:/a.json"])
def test_path_that_leaves_the_zip_is_refused(name: str) -> None:
    assert "leads out of it" in message_of(zipped(("good.json", SCHEMA), (name, SCHEMA)))


def test_link_in_a_zip_is_refused() -> None:
    link = zipfile.ZipInfo("a.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "is a link" in message_of(zipped((link, "/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_twice_in_a_zip_is_refused() -> None:
    assert "twice" in message_of(zipped(("a.json", SCHEMA), ("a.json", PART)))


def test_what_is_no_zip_is_refused() -> None:
    assert message_of(io.BytesIO(b"PK\x03\x04 no")) == "It is not a zip that can be read."
    cut = zipped(("a.json", SCHEMA)).getvalue()
    assert message_of(io.BytesIO(cut[:40])) == "It is not a zip that can be read."


def test_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormsError) as raised:
        read_paths([tmp_path / "gone"])
    assert raised.value.code == "import_unusable"
