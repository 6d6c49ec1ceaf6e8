# SPDX-License-Identifier: AGPL-3.0-or-later
"""The diagram of docs/architecture.md shows the code as it is."""

from __future__ import annotations

import re
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
# Which modules a box of the diagram stands for.
BOXES = {
    "api": ("api", "views"),
    "tasks": ("tasks", "celery"),
    "cli": ("cli",),
    "services": ("services",),
    "selectors": ("selectors",),
    "kit": ("kit",),
    "mail": ("mail",),
    "models": ("models",),
    "gateway": ("gateway",),
    "domain": ("domain",),
}


def drawn() -> set[tuple[str, str]]:
    text = (ROOT / "docs/architecture.md").read_text()
    diagram = text.partition("```mermaid\nflowchart")[2].partition("```")[0]
    arrows = set(re.findall(r"^ +(\w+) -->(?:\|[^|]*\|)? (\w+)$", diagram, re.MULTILINE))
    return {(start, end) for start, end in arrows if start in BOXES and end in BOXES}


def imported() -> set[tuple[str, str]]:
    # What only types are named for is no arrow: it is not there when the code runs.
    graph = grimp.build_graph("omero_forms", cache_dir=None, exclude_type_checking_imports=True)
    box_of = {f"omero_forms.{part}": box for box, parts in BOXES.items() for part in parts}

    def box(module: str) -> str | None:
        return box_of.get(".".join(module.split(".")[:2]))

    return {
        (start, end)
        for module in graph.modules
        for target in graph.find_modules_directly_imported_by(module)
        if (start := box(module)) and (end := box(target)) and start != end
    }


def test_every_file_and_folder_that_the_text_names_is_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    # A name alone, `outline.py`, stands after one with its folder.
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_.]+)?|[a-z_]+\.py)`", text))
    places = [ROOT, *(ROOT / "omero_forms").glob("**/")]
    assert len(named) > 12
    assert {name for name in named if not any((place / name).exists() for place in places)} == set()


def test_entry_points_touch_neither_models_nor_the_gateway() -> None:
    assert [
        arrow for arrow in imported() if arrow[0] in {"api", "tasks", "cli"} and arrow[1] in {"models", "gateway"}
    ] == []


def test_every_arrow_is_an_import() -> None:
    arrows = drawn()
    assert len(arrows) >= 12
    assert arrows - imported() == set()


def test_every_import_between_the_boxes_is_drawn() -> None:
    # Everything may use the domain; those arrows would hide the others.
    missing = {(start, end) for start, end in imported() - drawn() if end != "domain"}
    assert missing == set()
