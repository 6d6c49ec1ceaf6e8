# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one person may send within a minute; the limits of the settings, counted in this process."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from omero_forms import settings as forms_settings
from omero_forms.api import auth
from omero_forms.domain.errors import FormsError
from omero_forms.gateway.web import WebLogin
from omero_forms.kit.counting import memory
from omero_forms.services.access.rates import Rate, require_rate
from tests.api.browser import Browser
from tests.support.world import EVERYWHERE, FormsWorld


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(forms_settings, "FORMS_BROKER", "memory://")
    monkeypatch.setattr(forms_settings, "FORMS_RATE_SUBMISSIONS", 2)
    monkeypatch.setattr(forms_settings, "FORMS_RATE_WRITES", 3)
    memory.forget()
    yield
    memory.forget()


def test_who_submits_too_much_waits_and_then_goes_on_with_the_same_key(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(*EVERYWHERE), dataset("read_annotate")
    browser, elsewhere = Browser(world.lab, "author"), Browser(world.lab, "author")
    assert browser.submit(target, form, base="any").status == 201
    assert elsewhere.submit(target, form, base="any").status == 201
    before, key = world.everything(), str(uuid.uuid4())
    refused = browser.submit(target, form, base="any", client_key=key)
    assert refused.refusal == (429, "rate_limited")
    seconds = int(refused.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert refused.body["error"]["details"] == {"seconds": seconds}
    assert world.everything() == before
    memory.forget()
    assert browser.submit(target, form, base="any", client_key=key).status == 201


def test_a_limit_is_of_one_person_and_leaves_reading_and_other_writes_alone(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset("read_annotate")
    author = Browser(world.lab, "author")
    assert [author.submit(target, form, base="any").status for _ in range(3)] == [201, 201, 429]
    assert {author.get(f"objects/dataset/{target}").status for _ in range(5)} == {200}
    assert author.post("ping", {}).status == 200
    assert Browser(world.lab, "fellow").submit(target, form, base="any").status == 201


def test_refused_submissions_count_and_other_writes_have_a_limit_of_their_own(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    author = Browser(world.lab, "author")
    assert [author.submit(target, form, answers={}).status for _ in range(3)] == [422, 422, 429]
    assert [author.post("ping", {}).status for _ in range(4)] == [200, 200, 200, 429]


def test_what_is_no_request_of_a_person_does_not_count(world: FormsWorld) -> None:
    author = Browser(world.lab, "author")
    token, author.token = author.token, None
    assert {author.post("ping", {}).status for _ in range(5)} == {403}
    author.token = token
    assert author.post("ping", {}).status == 200


def test_what_is_over_the_limit_is_refused_before_it_is_read_or_omero_is_asked(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Browser(world.lab, "author")
    assert [author.post("ping", {}).status for _ in range(3)] == [200, 200, 200]
    opened: list[object] = []
    monkeypatch.setattr(auth, "open_request_session", opened.append)
    assert author.request("POST", "ping", b"{ no JSON").refusal == (429, "rate_limited")
    assert opened == []


def test_sessions_that_omero_has_forgotten_count_for_their_person(world: FormsWorld) -> None:
    stale = Browser(world.lab, "author", key=str(uuid.uuid4()))
    assert [stale.post("ping", {}).status for _ in range(4)] == [401, 401, 401, 429]


def test_writes_without_a_log_in_count_by_their_address_and_hold_up_nobody_who_is_logged_in(world: FormsWorld) -> None:
    stranger = Browser(None)
    assert [stranger.post("ping", {}).status for _ in range(4)] == [401, 401, 401, 429]
    assert stranger.get("session").status == 401
    # All of a site come from one address behind a proxy.
    assert Browser(world.lab, "author").post("ping", {}).status == 200


def test_two_sites_on_one_redis_count_for_themselves(monkeypatch: pytest.MonkeyPatch, redis_server: str) -> None:
    monkeypatch.setattr(forms_settings, "FORMS_BROKER", redis_server)
    monkeypatch.setattr(forms_settings, "FORMS_RATE_WRITES", 1)
    login = WebLogin("key", "localhost", 4064, is_public=False, user_id=5)
    monkeypatch.setattr(forms_settings, "FORMS_SITE", uuid.uuid4().hex)
    require_rate(login, Rate.WRITES)
    with pytest.raises(FormsError):
        require_rate(login, Rate.WRITES)
    monkeypatch.setattr(forms_settings, "FORMS_SITE", uuid.uuid4().hex)
    require_rate(login, Rate.WRITES)
