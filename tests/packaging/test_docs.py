# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the documentation says is so: links lead somewhere, and nothing that people can call or set is missing."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


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


def api_routes() -> list[str]:
    from omero_forms.api.v1 import api

    schema = api.get_openapi_schema(path_prefix="")
    return [f"{method.upper()} {path.lstrip('/')}" for path, methods in schema["paths"].items() for method in methods]


def test_the_api_reference_has_every_route_and_no_other() -> None:
    documented = re.findall(
        r"^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \|",
        (ROOT / "docs/api.md").read_text(),
        re.MULTILINE,
    )
    assert sorted(documented) == sorted(api_routes())


def test_the_api_reference_has_every_page_and_no_other() -> None:
    from django.urls import URLPattern

    from omero_forms.urls import urlpatterns

    documented = re.findall(r"^\| `/omero_forms/([^`]*)` \|", (ROOT / "docs/api.md").read_text(), re.MULTILINE)
    pages = [str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)]
    assert sorted(documented) == sorted(pages)


def test_the_api_reference_has_every_error_code_with_its_status_and_no_other() -> None:
    from omero_forms.api.errors import STATUS
    from omero_forms.domain.errors import CATALOGUE

    rows = re.findall(r"^\| (\d{3}) \| (.+) \|$", (ROOT / "docs/api.md").read_text(), re.MULTILINE)
    documented = {(code, int(status)) for status, text in rows for code in re.findall(r"`(\w+)`", text)}
    assert documented == set(STATUS.items())
    assert set(STATUS) == set(CATALOGUE)


def test_the_api_reference_has_the_details_of_every_error_code_and_no_other() -> None:
    from omero_forms.domain.errors import CATALOGUE

    text = (ROOT / "docs/api.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \| .+ \|$", text, re.MULTILINE)
    documented = {code: tuple(re.findall(r"`(\w+)`", names)) for code, names in rows}
    assert documented == {code: entry.details for code, entry in CATALOGUE.items() if entry.details}


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
    assert packages >= {"redis-server", "chromium", "g++"}
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
