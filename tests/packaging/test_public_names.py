# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that configurations, bookmarks, scripts and service files of facilities hold. None may change by a change of
ours alone.

What is written here was published; a new name is added, an old one goes on working.
"""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

IMPORTABLE = [
    # `omero config append omero.web.apps '"omero_forms"'`, and what OMERO.web looks for in it.
    "omero_forms",
    "omero_forms.apps:OmeroFormsConfig",
    "omero_forms.settings:CUSTOM_SETTINGS_MAPPINGS",
    "omero_forms.urls:urlpatterns",
    # `celery -A omero_forms.celery:app`, in service files.
    "omero_forms.celery:app",
    # The console script, and the `omero` command.
    "omero_forms.cli:main",
    "omero_forms.cli.main:run",
    # For projects that test against the embedded server.
    "omero_embedded.pytest_plugin",
    "omero_embedded.__main__:main",
]

TASKS = {
    "omero_forms.tasks.checkpoint",
    "omero_forms.tasks.compare_copies",
    "omero_forms.tasks.digest",
    "omero_forms.tasks.evaluate",
    "omero_forms.tasks.evaluate_group",
    "omero_forms.tasks.join_group",
    "omero_forms.tasks.run_job",
    "omero_forms.tasks.send_messages",
    "omero_forms.tasks.sweep",
    "omero_forms.tasks.verify",
}

VERBS = {
    "adopt-site",
    "answers",
    "assign",
    "audit",
    "beat",
    "bundle",
    "checkpoint",
    "damages",
    "diff",
    "digest",
    "doctor",
    "draft",
    "duplicate",
    "evaluate",
    "exemption",
    "export",
    "export-legacy",
    "forms",
    "impact",
    "import",
    "import-legacy",
    "keys",
    "lacking",
    "library",
    "list",
    "mail",
    "migrate",
    "owners",
    "people",
    "policy",
    "publish",
    "redact",
    "remake-copies",
    "restore",
    "retire",
    "setup",
    "sweep",
    "unassign",
    "versions",
    "worker",
}

PAGES = {
    "omeroforms_base": "/omero_forms/",
    "omeroforms_designer": "/omero_forms/designer/",
    "omeroforms_mine": "/omero_forms/mine/",
    "omeroforms_dashboard": "/omero_forms/dashboard/",
    "omeroforms_policies": "/omero_forms/policies/",
    "omeroforms_audit": "/omero_forms/audit/",
    "omeroforms_exemptions": "/omero_forms/exemptions/",
    "omeroforms_integrity": "/omero_forms/integrity/",
    "omeroforms_preferences": "/omero_forms/preferences/",
    "omeroforms_mails": "/omero_forms/mails/",
}

ROUTES = {
    "GET audit",
    "GET evaluations",
    "GET evaluations/{group_id}",
    "GET evaluations/{group_id}/runs",
    "GET forms",
    "GET forms/{form}",
    "GET forms/{form}/answers.csv",
    "GET forms/{form}/export",
    "GET forms/{form}/versions",
    "GET forms/{form}/versions/{number}",
    "GET objects/{type}/{id}",
    "GET objects/{type}/{id}/bundle",
    "GET objects/{type}/{id}/forms/{form}",
    "GET openapi.json",
    "GET session",
    "GET status",
    "GET submissions/{id}",
    "POST objects/{type}/{id}/forms/{form}/submissions",
    "POST ping",
}

TEMPLATES = [
    # `omero.web.ui.center_plugins` names this file.
    "forms/forms_init.js.html",
    # A facility may lay its own beside these.
    "omero_forms/page.html",
    "omero_forms/shell.html",
    "omero_forms/unavailable.html",
    "omero_forms/mail/digest/subject.txt",
    "omero_forms/mail/digest/body.txt",
    "omero_forms/mail/digest/body.html",
    "omero_forms/mail/heartbeat/body.txt",
    "omero_forms/mail/policy/body.txt",
]


@pytest.mark.parametrize("name", IMPORTABLE)
def test_what_configurations_import_is_there(name: str) -> None:
    module, _, attribute = name.partition(":")
    if module == "omero_embedded.pytest_plugin":
        assert importlib.util.find_spec(module) is not None
        return
    found = importlib.import_module(module)
    assert not attribute or hasattr(found, attribute)


def test_the_app_keeps_its_label_which_gives_the_address_of_every_page() -> None:
    from django.apps import apps

    assert apps.get_app_config("omero_forms").name == "omero_forms"


def test_messages_of_an_older_worker_find_their_task() -> None:
    import omero_forms.tasks  # noqa: F401  (registers them)
    from omero_forms.celery import app

    assert set(app.tasks) >= TASKS


def test_verbs_that_scripts_call_go_on_working() -> None:
    from omero_forms.cli.verb import all_verbs

    assert {name for verb in all_verbs() for name in (verb.name, *verb.old_names)} >= VERBS


def test_pages_keep_their_addresses_and_names() -> None:
    from django.urls import reverse

    assert {name: reverse(name) for name in PAGES} == PAGES


def test_routes_of_the_api_keep_their_addresses() -> None:
    from tests.api.contract import document

    paths = document()["paths"]
    assert {f"{method.upper()} {path.lstrip('/')}" for path, methods in paths.items() for method in methods} >= ROUTES


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_keep_their_names(name: str) -> None:
    from django.template.loader import get_template

    assert get_template(name)


def test_the_panel_keeps_the_id_that_the_plugins_setting_names() -> None:
    from omero_forms.conf import PANEL

    assert '"omero_forms_panel"' in (ROOT / "frontend" / "src" / "loader.ts").read_text()
    assert PANEL == "forms/forms_init.js.html"


def test_settings_keep_their_names() -> None:
    from omero_forms.settings import CUSTOM_SETTINGS_MAPPINGS

    kept = (ROOT / "tests" / "packaging" / "settings.txt").read_text().split()
    assert set(CUSTOM_SETTINGS_MAPPINGS) >= set(kept)
    assert kept == sorted(kept)


def test_distributions_keep_their_names_and_entry_points() -> None:
    forms = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    embedded = tomllib.loads((ROOT / "omero_embedded" / "pyproject.toml").read_text())["project"]
    assert (forms["name"], embedded["name"]) == ("omero-web-forms", "omero-embedded")
    assert forms["scripts"] == {"omero-forms": "omero_forms.cli:main"}
    assert (ROOT / "omero" / "plugins" / "forms.py").exists()
    assert not (ROOT / "omero" / "__init__.py").exists()
