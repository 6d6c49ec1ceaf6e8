# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms that come with the product, from the command line."""

from __future__ import annotations

import json

from omero_forms.models import FormDraft
from omero_forms.selectors.library import entries
from tests.cli.test_form_verbs import Run, run  # noqa: F401  (a fixture)

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


def test_what_the_library_does_not_have_is_said_and_nothing_is_begun(run: Run) -> None:  # noqa: F811
    status, out, err = run("leader", "library", "use", "no-such-form")
    assert (status, out) == (1, "")
    assert "The library has no form of this name." in err
    assert not FormDraft.objects.exists()
