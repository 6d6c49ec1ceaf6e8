# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms that come with the product, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omero_forms.models import FormDraft
from omero_forms.selectors.library import entries
from tests.cli.test_form_verbs import Run, run  # noqa: F401  (a fixture)
from tests.services.forms.test_library import add_edition

ENTRY = "dublin-core-data-set"


def test_the_library_is_listed_shown_and_used(run: Run) -> None:  # noqa: F811
    assert {one["entry"] for one in json.loads(run("", "library", "list", "--json")[1])} == set(entries())
    assert f"{ENTRY}  Data set description  (edition 1, " in run("", "library", "list")[1]
    found = entries()[ENTRY].newest
    assert run("", "library", "show", ENTRY)[1].strip() == found.schema.strip()
    assert run("", "library", "show", ENTRY, "--ui")[1].strip() == found.ui_schema.strip()
    assert json.loads(run("", "library", "show", ENTRY, "--json")[1])["schema"] == found.schema
    status, out, _ = run("leader", "library", "use", ENTRY, "--json")
    begun = json.loads(out)
    assert (status, begun["number"], begun["base_version"]) == (0, 1, 0)
    assert FormDraft.objects.get().pk == begun["form"]


def test_a_form_says_which_one_it_was_made_from_and_what_a_newer_edition_changes(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = json.loads(run("leader", "library", "use", ENTRY, "--json")[1])["form"]
    assert "The library has no newer edition." in run("leader", "library", "origin", form)[1]
    add_edition(tmp_path, monkeypatch)
    told = run("leader", "library", "origin", form)[1]
    assert f"made from {ENTRY}, edition 1" in told
    assert "removed: “Data set > Language” is not asked any more." in told
    in_json = json.loads(run("leader", "library", "origin", form, "--json")[1])
    assert (in_json["newer"], [one["kind"] for one in in_json["changes"]]) == (2, ["tightened", "removed"])


def test_what_the_library_does_not_have_is_said_and_nothing_is_begun(run: Run) -> None:  # noqa: F811
    status, out, err = run("leader", "library", "use", "no-such-form")
    assert (status, out) == (1, "")
    assert "The library has no form of this name." in err
    assert not FormDraft.objects.exists()
