# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documentation names every setting, verb, option and problem, and none that is not there."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from omero_forms import conf, settings
from omero_forms.cli.verb import all_verbs
from omero_forms.gateway import sessions
from omero_forms.selectors.diagnosis import ask, histories, host, mail

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHARED_OPTIONS = {"--help", "--server", "--port", "--user", "--password", "--key"}


def table_rows(name: str) -> list[list[str]]:
    lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {
        key.strip("`"): default.strip("`")
        for key, default, *_rest in (row for row in table_rows("settings.md") if len(row) == 3)
        if key.startswith("`omero.web.forms.")
    }
    assert documented == {key: entry[1] for key, entry in settings.CUSTOM_SETTINGS_MAPPINGS.items()}


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for verb in all_verbs():
        parser = argparse.ArgumentParser()
        verb.configure(parser)
        nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not nested:
            yield verb.name, parser
        for action in nested:
            for name, sub in action.choices.items():
                yield f"{verb.name} {name}", sub


def test_every_verb_is_documented_with_its_options() -> None:
    documented = {}
    for cell, text in (row for row in table_rows("commands.md") if len(row) == 2):
        if match := re.fullmatch(r"`([a-z ]+?)( [A-Z]+)?`", cell):
            documented[match[1]] = set(re.findall(r"--[a-z-]+", text))
    expected = {}
    for name, parser in parsers():
        options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
        expected[name] = options - SHARED_OPTIONS
    # In the row of setup, "omero-forms setup --new-passwords" and the like may be named elsewhere; here each stands
    # once.
    assert documented == expected


def codes_in_the_code() -> dict[str, str]:
    """Severity by code of every SetupProblem that is made, and of every set-up error that a session raises."""
    found: dict[str, str] = {}
    asking = [
        node for module in (ask, histories, host, mail) for node in ast.walk(ast.parse(inspect.getsource(module)))
    ]
    for node in asking:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SetupProblem":
            match node.args[:2]:
                case [ast.Constant(value=str(code)), ast.Constant(value=str(severity))]:
                    found[code] = severity
        # The table of addresses that are only warned of.
        if isinstance(node, ast.Tuple) and len(node.elts) == 4:
            match node.elts[1]:
                case ast.Constant(value=str(code)):
                    found[code] = "warning"
    for module in (sessions, conf):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("incomplete"):
                match node.args[0]:
                    case ast.Constant(value=str(code)):
                        found[code] = "error"
    return found | dict.fromkeys(ask._MENDS, "error")


def test_every_problem_is_documented_with_its_severity() -> None:
    documented = {
        code.strip("`"): severity
        for code, severity, *_rest in (row for row in table_rows("problems.md") if len(row) == 4)
        if code.startswith("`")
    }
    assert documented == codes_in_the_code()
