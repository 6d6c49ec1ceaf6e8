# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSX files: read within limits, and what cannot be read is refused with the reason."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from openpyxl import Workbook

from omero_forms.domain.importing.field_lists.tables import MAX_ROWS, TableError
from omero_forms.domain.importing.files import import_files
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from omero_forms.services.exchange.offered import Offered
from omero_forms.services.exchange.uploads import read_uploaded
from omero_forms.services.exchange.workbooks import MAX_CELLS, MAX_TAGS, MAX_UNPACKED, read_workbook, template_workbook


def workbook(*rows: Any, title: str = "fields") -> bytes:
    made = Workbook(write_only=True)
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    opened = io.BytesIO()
    made.save(opened)
    return opened.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    opened = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return opened.getvalue()


def sheet_with(xml: str) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>", xml.encode(), data, flags=re.DOTALL) if "sheet1" in name else data

    return changed(workbook(["a"]), change)


def reason(data: bytes) -> str:
    with pytest.raises(TableError) as raised:
        read_workbook(data)
    return str(raised.value)


def test_cells_are_read_as_they_look() -> None:
    moment = datetime.fromisoformat("2026-03-08T09:30")
    data = workbook(["a", 1, 1.5, True, date(2026, 3, 8), moment], [], [None, "x", None])
    assert read_workbook(data) == {
        "fields": [["a", "1", "1.5", "yes", "2026-03-08", "2026-03-08T09:30:00"], [], ["", "x"]]
    }


def test_the_template_is_accepted_as_it_is() -> None:
    offered = Offered()
    offered.take("fields.xlsx", template_workbook())
    (outcome,) = import_files(offered.texts, offered.books)
    assert (outcome.state, offered.refused) == ("accepted", [])


def test_a_formula_counts_by_its_result_and_is_refused_without_one() -> None:
    kept = sheet_with('<sheetData><row r="1"><c r="A1" t="str"><f>"x"&amp;"y"</f><v>xy</v></c></row></sheetData>')
    assert read_workbook(kept) == {"fields": [["xy"]]}
    lost = sheet_with('<sheetData><row r="1"><c r="A1"/><c r="B1"><f>1+1</f></c></row></sheetData>')
    assert reason(lost).startswith("fields!B1 is a formula whose result is not in the file.")
    failed = sheet_with('<sheetData><row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>')
    assert reason(failed) == "fields!A1 is a formula that failed: #DIV/0!"


def test_too_many_rows_columns_and_cells_are_refused() -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 100_001))
    assert reason(sheet_with(f"<sheetData>{rows}</sheetData>")).startswith(f"It has more than {MAX_ROWS:,} rows.")
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="50001"><c r="A50001"><v>1</v></c></row>'
    assert "rows" in reason(sheet_with(f"<sheetData>{far}</sheetData>"))
    wide = '<row r="1"><c r="XFD1"><v>1</v></c></row>'
    assert "columns" in reason(sheet_with(f"<sheetData>{wide}</sheetData>"))
    blank = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(1, 200))
    assert f"{MAX_CELLS:,} cells" in reason(sheet_with(f"<sheetData>{blank}</sheetData>"))


def test_a_row_after_the_last_that_a_sheet_can_have_is_not_gone_to() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>'
    assert "rows" in reason(sheet_with(f"<sheetData>{far}</sheetData>"))


@pytest.mark.parametrize("tags", ["<c>" * MAX_TAGS, "<row>" + "<c/>" * MAX_TAGS + "</row>"])
def test_more_xml_than_memory_should_hold_is_not_read(tags: str) -> None:
    assert (
        reason(sheet_with(f"<sheetData>{tags}</sheetData>"))
        == f"It holds more than {MAX_TAGS:,} cells and looks of cells."
    )


def test_time_is_asked_for_at_each_file() -> None:
    clock = count()
    with spending(Budget(60, clock=lambda: float(next(clock)))), pytest.raises(BudgetSpentError):
        read_uploaded([(f"{number}.json", b"{}") for number in range(100)])


def test_blank_rows_at_the_end_are_no_rows() -> None:
    blank = "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(2, 5_000))
    for end in (blank, '<row r="1048576"><c r="A1048576"/></row>'):
        data = sheet_with(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{end}</sheetData>')
        assert read_workbook(data) == {"fields": [["1"]]}


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = changed(workbook(["a"]), lambda name, data: data + b" " * MAX_UNPACKED if "sheet1" in name else data)
    assert len(bomb) < 100_000
    assert reason(bomb) == "It unpacks to more than 20 MB."


def test_entities_are_not_unfolded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"<worksheet", bomb.encode() + b"<worksheet", 1) if "sheet1" in name else data

    assert reason(changed(workbook(["a"]), change)) == "It is no XLSX file that can be read."


def test_what_is_broken_anywhere_is_read_or_refused_and_nothing_else() -> None:
    data, chance = template_workbook(), random.Random(7)
    for _each in range(150):
        broken = bytearray(data)
        for _byte in range(chance.randint(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_workbook(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]))
        except TableError:
            continue


def test_a_workbook_that_cannot_be_read_is_refused_and_the_others_are_not() -> None:
    offered = Offered()
    offered.take("bad.xlsx", b"PK")
    offered.take("good.xlsx", template_workbook())
    assert [(each.file, each.problems[0].message) for each in offered.refused] == [
        ("bad.xlsx", "It is no XLSX file that can be read.")
    ]
    assert list(offered.books) == ["good.xlsx"]
