# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may act as the form master or the form agent: so few modules that each is named here."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import omero_forms
from omero_forms.gateway import sessions

PACKAGE = Path(omero_forms.__file__).parent
SESSIONS = "gateway/sessions.py"
PRIVILEGED = {"open_master", "open_agent", "form_master", "form_agent", "_masters", "_agents"}
ALLOWED = {
    # What services use: with breaker, outside of transactions.
    "kit/omero.py": {"form_master", "form_agent"},
    # Diagnosis: whether the accounts work.
    "selectors/diagnosis/ask.py": {"form_master", "open_master", "open_agent"},
    "services/setup.py": {"open_master", "open_agent"},
    # The first record of which site this is: set-up has no settings yet that the session of the kit could be made from.
    "services/site/begin.py": {"open_master"},
}
SECRETS = {
    SESSIONS: {"master_password", "agent_password"},
    # Whether it is set at all.
    "checks.py": {"master_password"},
    # Given to accounts that are made, and kept for those that are there.
    "services/setup.py": {"master_password", "agent_password"},
}
"""Who reads the passwords, with which such a session could be opened by hand."""


@cache
def modules() -> dict[str, ast.Module]:
    """All modules of the plug-in by path."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }


def names_in(tree: ast.AST) -> set[str]:
    """Every name that a module imports, uses, or asks an object for."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
            case _:
                pass
    return found


def attributes_in(tree: ast.AST) -> set[str]:
    """Every attribute that a module asks an object for."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_privileged_sessions_are_opened_where_it_is_said_and_nowhere_else() -> None:
    assert {name for name in PRIVILEGED if not hasattr(sessions, name)} == set()
    found = {path: names_in(tree) & PRIVILEGED for path, tree in modules().items()}
    del found[SESSIONS]
    assert {path: names for path, names in found.items() if names} == ALLOWED


def test_their_passwords_are_read_where_it_is_said_and_nowhere_else() -> None:
    asked = {"master_password", "agent_password"}
    found = {path: attributes_in(tree) & asked for path, tree in modules().items()}
    assert {path: names for path, names in found.items() if names} == SECRETS


def test_entry_points_ask_services_for_them_by_no_name_of_the_gateway() -> None:
    """Type annotations excepted: what OMERO does is asked of services."""
    for path, tree in modules().items():
        if path.split("/")[0] in {"api", "tasks", "cli", "views.py", "celery.py"}:
            imported = {
                node.module or ""
                for block in ast.walk(tree)
                if not (isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING")
                for node in ast.iter_child_nodes(block)
                if isinstance(node, ast.ImportFrom)
            }
            assert not {name for name in imported if "gateway" in name}, path
