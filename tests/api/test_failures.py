# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever fails, the answer is JSON of the one shape, and says nothing that was sent or that we would keep to
ourselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import OperationalError, connection

from omero_forms.api.errors import STATUS
from omero_forms.domain.error_catalogue import CATALOGUE
from omero_forms.kit import breaker as breaking
from omero_forms.models import Submission
from tests.api.browser import PREFIX, Browser
from tests.support.servers import OmeroServer
from tests.support.waiting import SOON
from tests.support.world import FormsWorld


def test_every_code_of_the_catalogue_has_a_status_and_no_other_has() -> None:
    assert set(STATUS) == set(CATALOGUE)


@pytest.mark.parametrize("path", ["nonsense", "", "objects/dataset/1/2/3", "../v2/session"])
def test_an_unknown_address_is_answered_in_json(world: FormsWorld, path: str) -> None:
    assert Browser(world.lab, "author").get(path).refusal == (404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_taken_is_answered_in_json(world: FormsWorld, method: str) -> None:
    answer = Browser(world.lab, "author").request(method, "session", {})
    assert answer.refusal == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_ids_that_are_none_are_refused_without_repeating_them(world: FormsWorld) -> None:
    answer = Browser(world.lab, "author").get("objects/dataset/<b>1")
    assert answer.refusal == (422, "request_invalid")
    assert "<b>" not in str(answer.body)


def test_nothing_may_be_kept_by_a_cache(world: FormsWorld) -> None:
    assert Browser(world.lab, "author").get("session").headers["Cache-Control"] == "no-store"


def test_without_its_database_the_api_says_so(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    name = connection.settings_dict["NAME"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "missing/forms.db")
    with pytest.raises(OperationalError):
        Submission.objects.count()
    try:
        assert browser.get(f"objects/dataset/{target}").refusal == (503, "database_unavailable")
        assert browser.submit(target, form).refusal == (503, "database_unavailable")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def test_the_limit_of_bodies_is_ours_not_djangos(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from omero_forms import settings as forms_settings

    form, target = world.form(), dataset()
    body = {"sample": "x" * 3_000_000}
    browser = Browser(world.lab, "author")
    assert browser.submit(target, form, answers=body).refusal == (413, "body_too_large")
    monkeypatch.setattr(forms_settings, "FORMS_MAX_BODY", 4_000_000)
    assert browser.submit(target, form, answers=body).status == 201


@pytest.mark.serial
def test_a_frozen_omero_costs_one_time_out_and_then_nobody_waits(
    world: FormsWorld,
    dataset: Callable[..., int],
    omero_server: OmeroServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # On a slow machine the ten take longer than the breaker lets nobody through.
    monkeypatch.setattr(breaking, "COOL_DOWN_SECONDS", 600.0)
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    before = Submission.objects.count()
    # What the first request of a process imports does not count.
    assert browser.get("session").status == 200
    with omero_server.frozen():
        began = time.monotonic()
        answers = [browser.submit(target, form) for _ in range(10)]
    assert time.monotonic() - began < SOON
    assert {answer.refusal for answer in answers} == {(503, "omero_unavailable")}
    first, *others = [answer.body["error"]["details"]["fault"] for answer in answers]
    assert first == "InvocationTimeoutException"
    assert others == ["breaker_open"] * 9, "they had to wait as well"
    assert Submission.objects.count() == before


@pytest.mark.serial
def test_what_was_accepted_before_omero_froze_is_answered_202_and_recorded_later(
    world: FormsWorld, dataset: Callable[..., int], omero_server: OmeroServer
) -> None:
    from omero_forms.kit.crash_points import visited
    from omero_forms.services.due import catch_up

    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    with ExitStack() as frozen:
        since: list[float] = []

        def freeze(reached: str) -> None:
            if reached == "accepted":
                frozen.enter_context(omero_server.frozen())
                since.append(time.monotonic())

        with visited(freeze):
            answer = browser.submit(target, form)
        taken = time.monotonic() - since[0]
    assert (answer.status, answer.body["submission"]["state"]) == (202, "pending")
    assert taken < SOON
    world.later()
    assert catch_up().stopped_by is None
    read = browser.get(f"submissions/{answer.body['submission']['id']}").body
    assert (read["submission"]["number"], read["submission"]["state"]) == (1, "copied")
    assert len(world.stored(read["proof"]["stream"])) == 1


def test_a_fault_of_ours_is_told_without_its_text(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from omero_forms.api import session

    def broken(_user: Any) -> Any:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(session, "keep_alive", broken)
    answer = Browser(world.lab, "author").post("ping", {})
    assert answer.refusal == (500, "internal")
    assert "secret" not in str(answer.body)


def test_the_users_session_is_closed_after_the_answer_and_stays_open_in_omero(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    from omero_forms.gateway.sessions import UserSession

    closed: list[str] = []
    close = UserSession.close

    def counted(session: UserSession) -> None:
        closed.append(session.person.name)
        close(session)

    monkeypatch.setattr(UserSession, "close", counted)
    browser = Browser(world.lab, "author")
    assert browser.get("session").status == 200
    assert closed == ["author"]
    assert browser.get("session").status == 200


def test_a_log_in_through_omero_webs_own_page_is_the_apis_log_in(
    world: FormsWorld, web_login: Callable[..., Any]
) -> None:
    client = web_login("author")
    response = client.get(f"{PREFIX}session")
    assert response.json()["user"]["name"] == "author"


@pytest.fixture
def refusals(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the log of refused requests says."""
    caplog.set_level("INFO", logger="omero_forms.kit.refusals")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "omero_forms.kit.refusals"]


def test_a_submission_that_came_too_late_is_found_in_the_log_by_code_and_route(
    world: FormsWorld, dataset: Callable[..., int], refusals: Callable[[], list[str]]
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    assert browser.submit(target, form).status == 201
    assert refusals() == []
    assert browser.submit(target, form, message="my secret").refusal == (409, "stale_base")
    route = f"{PREFIX}objects/<type>/<id>/forms/<form>/submissions"
    assert refusals() == [f"refused: POST {route}: 409 stale_base"]


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "objects/dataset/secret", "objects/<type>/<id>: 422 request_invalid"),
        ("GET", "objects/dataset/987654321", "objects/<type>/<id>: 404 not_found"),
        ("DELETE", "session", "session: 405 method_not_allowed"),
        ("GET", "secret?secret=secret", ": 404 not_found"),
    ],
)
def test_every_refusal_is_in_the_log_and_nothing_that_was_sent(
    method: str, path: str, line: str, world: FormsWorld, refusals: Callable[[], list[str]]
) -> None:
    Browser(world.lab, "author").request(method, path)
    [said] = refusals()
    assert said.startswith(f"refused: {method} /omero_forms/api/")
    assert said.endswith(line)
    assert "secret" not in said
