# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every source file says under which licence it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("*.py", "*.sh", "*.ts", "*.tsx", "*.css", "*.h", "Makefile", "pyproject.toml")


def test_every_source_file_begins_with_the_spdx_line() -> None:
    listed = subprocess.run(["git", "ls-files", *SOURCES], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    assert len(files) > 300
    # After a line that says which program runs it.
    lacking = [
        str(file.relative_to(ROOT))
        for file in files
        if "SPDX-License-Identifier: AGPL-3.0-or-later"
        not in "\n".join(file.read_text(encoding="utf-8").split("\n")[:2])
    ]
    assert lacking == []
