# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the documentation says is so: links lead somewhere, and each table of settings, verbs, options, routes, errors
and problems has all there are and no other.
"""

from __future__ import annotations

import argparse
import inspect
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from omero_forms import conf, settings
from omero_forms.cli.verb import all_verbs
from omero_forms.gateway import sessions
from omero_forms.selectors.diagnosis import ask, copies, histories, host, log, mail, modes, site
from omero_forms.selectors.diagnosis.problem import ERRORS, WARNINGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
SHARED_OPTIONS = {"--help", "--server", "--port", "--user", "--password", "--key"}


def table_rows(name: str, cells: int) -> list[list[str]]:
    """The rows of all tables of a page that have so many cells, without their ticks where a cell is one name."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line[:1] == "|"]
    return [[re.sub(r"^`([^`]+)`$", r"\1", cell) for cell in row] for row in rows if len(row) == cells]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_page_of_the_documentation_is_linked_from_another() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)", page.read_text())
        if not target.startswith("http")
    }
    alone = [page for page in (ROOT / "docs").glob("*.md") if page.resolve() not in linked]
    assert alone == []


def test_every_route_is_documented() -> None:
    from tests.api.contract import document

    paths = document()["paths"]
    routes = {f"{method.upper()} {path.lstrip('/')}" for path, methods in paths.items() for method in methods}
    documented = {row[0] for row in table_rows("api.md", 2) if re.match("[A-Z]+ ", row[0])}
    assert documented == routes


def test_every_page_is_documented() -> None:
    from django.urls import URLPattern

    from omero_forms.urls import urlpatterns

    # The screens of the designer are one page, whose first address has the name.
    pages = {f"/omero_forms/{one.pattern}" for one in urlpatterns if isinstance(one, URLPattern) and one.name}
    assert {row[0] for row in table_rows("api.md", 2) if row[0].startswith("/")} == pages


def test_every_error_code_is_documented_with_its_status() -> None:
    from omero_forms.api.errors import STATUS
    from omero_forms.domain.error_catalogue import CATALOGUE

    documented = {
        (code, int(status))
        for status, text in table_rows("api.md", 2)
        if status.isdigit()
        for code in re.findall(r"`(\w+)`", text) or [text]
    }
    assert documented == set(STATUS.items())
    assert set(STATUS) == set(CATALOGUE)


def test_every_error_code_is_documented_with_its_details() -> None:
    from omero_forms.domain.error_catalogue import CATALOGUE

    documented = {
        code: tuple(re.findall(r"\w+", names)) for code, names, _hold in table_rows("api.md", 3) if code in CATALOGUE
    }
    assert documented == {code: entry.details for code, entry in CATALOGUE.items() if entry.details}


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {
        key: default for key, default, _what in table_rows("settings.md", 3) if key.startswith("omero.web.forms.")
    }
    assert documented == {key: entry[1] for key, entry in settings.CUSTOM_SETTINGS_MAPPINGS.items()}


def test_every_setting_is_documented_with_the_variable_that_omes_image_makes_it_of() -> None:
    documented = {key: name for key, name in table_rows("settings.md", 2) if name.startswith("CONFIG_")}
    for key, name in documented.items():
        # In this order, and not twice for a letter: what stands between two of them is a dot.
        dotted = re.sub("([^_])_([^_])", r"\1.\2", name.removeprefix("CONFIG_"))
        assert dotted.replace("__", "_") == key
    assert set(documented) >= {*settings.CUSTOM_SETTINGS_MAPPINGS, *conf.ENTRIES}


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
    for call, text in table_rows("commands.md", 2):
        if (match := re.fullmatch(r"([a-z][a-z -]*?)(?: [A-Z]+)*", call)) and call != "verb":
            documented[match[1]] = set(re.findall(r"--[a-z-]+", text))
    expected = {}
    for name, parser in parsers():
        options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
        expected[name] = options - SHARED_OPTIONS
    assert documented == expected


def test_every_problem_is_documented_with_its_severity() -> None:
    documented = {
        code: severity
        for code, severity, _means, _mend in table_rows("problems.md", 4)
        if severity in {"error", "warning"}
    }
    assert documented == dict.fromkeys(ERRORS, "error") | dict.fromkeys(WARNINGS, "warning")


def test_every_set_up_error_of_a_session_is_a_problem_of_the_doctor() -> None:
    raised = {
        code for module in (sessions, conf) for code in re.findall(r'incomplete\(\s*"(\w+)"', inspect.getsource(module))
    }
    assert {"master_is_admin", "agent_missing"} <= raised <= set(ERRORS)


def test_no_problem_is_listed_that_nobody_finds() -> None:
    asking = "".join(inspect.getsource(module) for module in (ask, copies, histories, host, log, mail, modes, site))
    assert [code for code in (*ERRORS, *WARNINGS) if f'"{code}"' not in asking] == []


def test_contributing_has_a_line_for_every_package() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "omero_forms", "omero", "frontend/src"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    folders = {f"{Path(file).parent.as_posix()}/" for file in listed.stdout.split()}
    # Folders of templates and of the library, and what is built; the packages of one layer below it, and what a package
    # holds further.
    inner = re.compile(r"omero_forms/(?:templates|static|library)/.+|frontend/src/styles/.+|omero_forms/")
    text = (ROOT / "CONTRIBUTING.md").read_text()
    table = text.partition("## Where things are")[2].partition("##")[0]
    documented = {
        name for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    ours = {name for name in documented if name.startswith(("omero_forms/", "omero/", "frontend/"))}
    below = {"omero_forms/templates/", "omero_forms/library/", "omero_forms/static/"}
    assert ours - below == {folder for folder in folders if not inner.fullmatch(folder)}
    assert all((ROOT / name).is_dir() for name in documented)


def test_the_apt_get_line_names_what_set_up_looks_for() -> None:
    line = re.search(r"^apt-get install (.+)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert line
    wanted = set(
        re.findall(
            r'(?:needed|wanted)="\$(?:needed|wanted) ([^"]+)"',
            (ROOT / "setup/system.sh").read_text(),
        )
    )
    packages = {package for words in wanted for package in words.split()}
    assert packages >= {"redis-server", "chromium-headless-shell", "g++"}
    assert packages - set(line[1].split()) == set()


def test_the_decisions_say_what_and_why() -> None:
    for page in (ROOT / "docs/decisions").glob("*.md"):
        text = page.read_text()
        assert text.startswith("# "), page.name
        assert len(text.split()) > 40, f"{page.name} gives no reason"


def test_admins_are_told_what_is_lost_with_the_database_and_what_to_back_up() -> None:
    text = " ".join((ROOT / "docs/admin.md").read_text().split())
    assert "Submissions that are pending" in text
    assert "are lost with it" in text
    for thing in ("OMERO", "the Django database", "the key file", "YAML files of the policies"):
        assert thing in text[text.index("Back up four things") :][:400]


def test_every_call_of_ours_in_the_documentation_is_one_that_works() -> None:
    from omero_forms.cli.main import make_parser

    calls = []
    for page in PAGES:
        for block in re.findall(r"```(?:console|shell)\n(.*?)```", page.read_text(), re.DOTALL):
            calls += re.findall(r"^omero(?:-| )forms (.+)$", block, re.MULTILINE)
    assert len(calls) >= 8
    for call in calls:
        # A wrong one ends in SystemExit.
        make_parser("omero-forms").parse_args(shlex.split(call))


def test_no_line_of_the_documentation_puts_a_password_into_arguments() -> None:
    for page in PAGES:
        lines = re.findall(r"^ *omero\S* .*(?: -w | --password )\S+", page.read_text(), re.MULTILINE)
        assert lines == [], page.name
