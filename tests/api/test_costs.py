# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the requests of the panel cost, warm: each stays below its ceiling, however long the history is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.records import keyring
from omero_forms.domain.records.seals import verify_seal
from omero_forms.gateway.joined import leave_all
from tests.api.browser import Browser
from tests.ceilings import below_ceiling
from tests.support.counts import counts
from tests.support.world import FormInUse, FormsWorld

SUBMISSIONS = 25
"""More than a page of the history."""


@pytest.fixture
def browser(world: FormsWorld) -> Browser:
    return Browser(world.lab, "author")


@pytest.fixture
def filled(world: FormsWorld, dataset: Callable[..., int], browser: Browser) -> tuple[int, FormInUse]:
    """A dataset whose form was submitted once, with everybody's sessions open."""
    target, form = dataset(), world.form()
    assert browser.submit(target, form).status == 201
    # What is asked of the set-up and of the site once in a while was asked.
    assert browser.get(f"objects/dataset/{target}").status == 200
    return target, form


def test_list_of_an_objects_forms_stays_below_its_ceiling(filled: tuple[int, FormInUse], browser: Browser) -> None:
    target, _ = filled
    with below_ceiling("list"):
        answer = browser.get(f"objects/dataset/{target}")
    assert answer.status == 200


@pytest.mark.parametrize("submissions", [1, SUBMISSIONS])
def test_opening_a_form_costs_the_same_whatever_its_history(
    filled: tuple[int, FormInUse], browser: Browser, submissions: int
) -> None:
    target, form = filled
    for number in range(1, submissions):
        assert browser.submit(target, form, base=number).status == 201
    with below_ceiling("open"):
        answer = browser.get(f"objects/dataset/{target}/forms/{form.id}")
    assert answer.body["base"] == submissions


def test_opening_a_form_costs_the_join_more_when_it_is_the_first_request_of_a_log_in(
    filled: tuple[int, FormInUse], browser: Browser
) -> None:
    target, form = filled
    leave_all()
    with below_ceiling("open, cold"):
        answer = browser.get(f"objects/dataset/{target}/forms/{form.id}")
    assert answer.status == 200


@pytest.mark.parametrize("submissions", [1, SUBMISSIONS])
def test_submitting_costs_the_same_whatever_its_history(
    filled: tuple[int, FormInUse], browser: Browser, submissions: int
) -> None:
    target, form = filled
    for number in range(1, submissions):
        assert browser.submit(target, form, base=number).status == 201
    with below_ceiling("submit"):
        answer = browser.submit(target, form, base=submissions)
    assert answer.status == 201


def test_the_library_is_read_from_files(browser: Browser) -> None:
    assert browser.get("library").status == 200
    with below_ceiling("library"):
        answer = browser.get("library/dublin-core-data-set")
    assert answer.status == 200


def test_the_newest_record_is_proven_once_for_an_answer(
    filled: tuple[int, FormInUse], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, form = filled
    proven = []

    def counted(*asked: Any) -> bool:
        proven.append(asked)
        return verify_seal(*asked)

    monkeypatch.setattr(keyring, "verify_seal", counted)
    for path in (f"objects/dataset/{target}", f"objects/dataset/{target}/forms/{form.id}"):
        proven.clear()
        assert browser.get(path).status == 200
        assert len(proven) == 1


def test_calls_are_seen_on_the_wire(world: FormsWorld) -> None:
    user = world.user("author")
    with counts() as spent:
        user.wire.rows("select g.id from ExperimenterGroup g where g.id = 0")
    assert spent.calls == ["IQuery.projection"]
