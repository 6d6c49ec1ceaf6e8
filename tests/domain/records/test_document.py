# SPDX-License-Identifier: AGPL-3.0-or-later
"""What docs/record-format.md tells people to do by hand is done here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from omero_forms.domain.records.format import CONTENT, HEADER, PAYLOAD
from omero_forms.domain.records.kinds import KINDS
from tests.domain.records.golden_records import PATH

PAGE = (Path(__file__).parents[3] / "docs" / "record-format.md").read_text(encoding="utf-8")
GOLDEN = json.loads(PATH.read_text(encoding="utf-8"))
OF_FORMAT_1 = [entry for entry in GOLDEN["records"] if entry["event"] is not None]
REDACTION = next(entry for entry in OF_FORMAT_1 if entry["kind"] == "redaction")
BLOCKS = re.findall(r"```(python|sh)\n(.*?)```", PAGE, re.DOTALL)
PYTHON = next(text for kind, text in BLOCKS if kind == "python" and "verify(" in text)
SHELL = next(text for kind, text in BLOCKS if kind == "sh")
PUBLIC = {key["key"]: key["public_key"] for key in GOLDEN["keys"]}

Rows = list[list[str]]


def by_python(folder: Path, *records: Rows) -> subprocess.CompletedProcess[str]:
    files = []
    for index, rows in enumerate(records):
        files.append(f"{index}.json")
        (folder / files[-1]).write_text(json.dumps(rows), encoding="utf-8")
    (folder / "verify.py").write_text(PYTHON, encoding="utf-8")
    return run(folder, sys.executable, "verify.py", ",".join(PUBLIC.values()), *files)


def by_shell(folder: Path, rows: Rows) -> subprocess.CompletedProcess[str]:
    (folder / "record.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "verify.sh").write_text(SHELL, encoding="utf-8")
    if shutil.which("openssl") is None:
        pytest.skip("OPENSSL IS MISSING: the shell steps of the page were not tried")
    return run(folder, "/bin/sh", "verify.sh", "record.json", PUBLIC.get(dict(rows[:9])["key"], "ab" * 32))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def with_value(rows: Rows, row: str, old: str, new: str) -> Rows:
    changed = [[name, value.replace(old, new, 1) if name == row else value] for name, value in rows]
    assert changed != rows
    return changed


def test_all_records_of_format_1_are_verified_in_python_as_the_page_says(tmp_path: Path) -> None:
    done = by_python(tmp_path, *(entry["rows"] for entry in OF_FORMAT_1))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(OF_FORMAT_1)
    assert [line.split()[0] for line in lines].count("redacted:") == 1


@pytest.mark.parametrize("entry", OF_FORMAT_1, ids=lambda entry: f"{entry['stream']} {entry['number']}")
def test_a_record_of_format_1_is_verified_with_openssl_as_the_page_says(entry: dict, tmp_path: Path) -> None:
    done = by_shell(tmp_path, entry["rows"])
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout
    assert ("There is no content" in done.stdout) == entry["is_redacted"]


OTHERWISE = str.maketrans("0123456789abcdefionst=", "123456789abcdef0oinsxA")
"""Another character of the same kind."""
ONE = next(entry for entry in OF_FORMAT_1 if entry["kind"] == "submission")["rows"]


@pytest.mark.parametrize(
    "rows",
    [
        with_value(ONE, "payload", "o", "0"),
        with_value(ONE, "content", "nm", "mn"),
        with_value(ONE, "digest", ONE[6][1][0], "e"),
        with_value(ONE, "seal", ONE[8][1][0], "-"),
        with_value(ONE, "kind", "submission", "review"),
        with_value(ONE, "key", ONE[7][1], next(key for key in PUBLIC if key != ONE[7][1])),
    ],
    ids=["payload", "content", "digest", "seal", "kind", "key"],
)
def test_an_altered_record_is_found_by_hand(rows: Rows, tmp_path: Path) -> None:
    assert by_python(tmp_path, rows).returncode != 0


@pytest.mark.parametrize("part", ["format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal"])
def test_an_altered_header_is_found_with_openssl(part: str, tmp_path: Path) -> None:
    old = dict(ONE)[part]
    assert by_shell(tmp_path, with_value(ONE, part, old[-3:], old[-3:].translate(OTHERWISE))).returncode != 0


@pytest.mark.parametrize("part", ["payload", "content"])
def test_an_altered_part_is_found_with_openssl(part: str, tmp_path: Path) -> None:
    assert by_shell(tmp_path, with_value(ONE, part, "a", "b")).returncode != 0


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows[1:2], *rows[:1], *rows[2:]],
        lambda rows: [*rows[:9], *reversed(rows[9:])],
        lambda rows: [*rows[:-1], ["content", rows[-1][1][:5]], ["content", rows[-1][1][5:]]],
        lambda rows: [*rows, ["note", "x"]],
        lambda rows: [row for row in rows if row[0] != "content"],
    ],
    ids=["header", "parts", "cut", "another row", "content gone"],
)
def test_rows_that_are_moved_cut_added_or_gone_are_found_by_hand(
    change: Callable[[Rows], Rows], tmp_path: Path
) -> None:
    assert by_python(tmp_path, change(ONE)).returncode != 0


def test_a_redacted_record_needs_its_redaction_and_a_stream_every_record(tmp_path: Path) -> None:
    stream = [entry["rows"] for entry in OF_FORMAT_1 if entry["stream"] == dict(ONE)["stream"]]
    without = by_python(tmp_path, *stream)
    assert without.returncode != 0
    assert "the content was taken away" in without.stderr
    assert by_python(tmp_path, *stream, REDACTION["rows"]).returncode == 0
    cut = by_python(tmp_path, stream[0], *stream[2:], REDACTION["rows"])
    assert cut.returncode != 0
    assert "a record is missing" in cut.stderr


def test_a_record_of_a_higher_format_is_told_as_that(tmp_path: Path) -> None:
    [two, three] = [entry["rows"] for entry in GOLDEN["records"] if entry["event"] is None]
    for rows in (two, three):
        assert "it is of a later format" in by_python(tmp_path, rows).stderr


def test_the_page_names_every_row_and_kind() -> None:
    assert all(f"`{name}`" in PAGE for name in (*HEADER, PAYLOAD, CONTENT, *KINDS))
