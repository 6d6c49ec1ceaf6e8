# SPDX-License-Identifier: AGPL-3.0-or-later
"""What docstrings, comments and documents point to is there: modules by their dotted names, files by their paths."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from omero_forms.domain.events import EventName

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "omero_forms"
ROOMS = sorted(one.name for one in PACKAGE.iterdir() if (one / "__init__.py").exists())
FOLDERS = ("omero_forms", "omero_embedded", "frontend", "demo", "benchmarks", "setup", "tests", "docs")
# From the root of the repository, or from omero_forms/ as comments in it write them.
FILE = re.compile(rf"(?<![\w/.-])((?:{'|'.join([*FOLDERS, *ROOMS])})/[\w/.-]+\.(?:py|ts|tsx|md|json))\b")
MODULE = re.compile(rf"`((?:omero_forms\.)?(?:{'|'.join(ROOMS)})(?:\.\w+)+)`")


def is_there(dotted: str) -> bool:
    """Whether it is a package, a module, or a name that a module defines."""
    parts = dotted.removeprefix("omero_forms.").split(".")
    for end in range(len(parts), 0, -1):
        base = PACKAGE.joinpath(*parts[:end])
        if base.with_suffix(".py").exists():
            rest = parts[end:]
            return not rest or re.search(rf"\b{rest[0]}\b", base.with_suffix(".py").read_text()) is not None
        if base.is_dir():
            return end == len(parts)
    return False


def texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    wanted = [
        name
        for name in listed.splitlines()
        if name.endswith((".py", ".md", ".ts", ".tsx"))
        and name.startswith(("omero_forms/", "omero_embedded/", "docs/", "frontend/src/", "demo/", "CONTRIB", "README"))
        and (ROOT / name).exists()
    ]
    return {name: (ROOT / name).read_text() for name in wanted}


def test_every_file_that_is_pointed_to_is_there() -> None:
    lost = [
        f"{name}: {one}"
        for name, text in texts().items()
        for one in sorted(set(FILE.findall(text)))
        if not (ROOT / one).exists()
        and not (PACKAGE / one).exists()
        and not (ROOT / name).parent.joinpath(one).exists()
    ]
    assert lost == []


def test_every_module_that_is_pointed_to_is_there() -> None:
    lost = [
        f"{name}: {one}"
        for name, text in texts().items()
        # The event `mail.stopped` reads like a module of the package `mail`.
        for one in sorted(set(MODULE.findall(text)) - set(EventName))
        if not is_there(one)
    ]
    assert lost == []


def test_every_room_to_look_into_is_there() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text().partition("## Where to look\n")[2].partition("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith("| ")][1:]
    assert len(rows) >= 12
    for task, rooms in rows:
        named = re.findall(r"`([^`]+/[^`]*)`", rooms)
        assert named, task
        assert [room for room in named if not (ROOT / room).exists()] == [], task
