# SPDX-License-Identifier: AGPL-3.0-or-later
"""What docs/record-format.md tells people to do by hand is done here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omero_forms.domain.records.format import HEADER, KINDS, PAYLOAD

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "record-format.md").read_text(encoding="utf-8")
GOLDEN = json.loads((Path(__file__).parent / "golden" / "record-format-1.json").read_text(encoding="utf-8"))
BLOCKS = re.findall(r"```(python|sh)\n(.*?)```", PAGE, re.DOTALL)
PYTHON = next(text for kind, text in BLOCKS if kind == "python" and "verify(" in text)
SHELL = next(text for kind, text in BLOCKS if kind == "sh")


def run(kind: str, folder: Path, rows) -> subprocess.CompletedProcess[str]:
    (folder / "record.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "script").write_text(PYTHON if kind == "python" else SHELL, encoding="utf-8")
    program = sys.executable if kind == "python" else "/bin/sh"
    return subprocess.run(
        [program, "script", "record.json", GOLDEN["public_key"]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", ["python", "sh"])
@pytest.mark.parametrize("entry", [GOLDEN["records"][0], GOLDEN["records"][-1]])
def test_a_record_is_verified_by_hand_as_the_page_says(kind, entry, tmp_path):
    if kind == "sh" and shutil.which("openssl") is None:
        pytest.skip("OPENSSL IS MISSING: the shell steps of the page were not tried")
    good = run(kind, tmp_path, entry["rows"])
    assert good.returncode == 0, good.stderr
    assert "genuine:" in good.stdout or "Signature Verified Successfully" in good.stdout
    altered = [[name, value.replace("o", "0", 1) if name == "payload" else value] for name, value in entry["rows"]]
    assert altered != entry["rows"]
    assert run(kind, tmp_path, altered).returncode != 0


def test_the_page_names_every_row_and_kind():
    assert all(f"`{name}`" in PAGE for name in (*HEADER, PAYLOAD, *KINDS))
