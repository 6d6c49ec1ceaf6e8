# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import ast
from pathlib import Path

import pytest

import omero_forms.domain

MODULES = sorted(Path(omero_forms.domain.__file__).parent.rglob("*.py"))
FOREIGN = {"django", "omero", "omeroweb", "Ice", "os", "random", "secrets", "socket", "subprocess", "requests"}  # fmt: skip


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_domain_asks_nobody(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = imported(tree)
    assert not {name.split(".")[0] for name in names} & FOREIGN
    ours = {name for name in names if name.startswith("omero_forms")}
    assert all(name.startswith("omero_forms.domain") for name in ours)
    # The one clock is that of the budgets, which decides nothing but when to give up.
    assert "time" not in names or path.stem == "budgets"
    calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not calls & {"now", "utcnow", "today"} - ({"today"} if "digests" in path.parts else set())
