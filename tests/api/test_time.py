# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every request ends in its time, which begins when it arrives: log-in, body and check are part of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from omero_forms.api import auth
from omero_forms.gateway import patience
from omero_forms.kit import deadlines
from omero_forms.services.access.sessions import open_request_session
from tests.api.browser import Browser, body_of
from tests.api.test_matrix import routes
from tests.support.counts import counts
from tests.support.world import FormInUse, FormsWorld

OVER = (503, "omero_unavailable")
WITHOUT_OMERO = {
    *("GET session", "GET status", "GET openapi.json", "GET audit", "GET evaluations"),
    *("GET reports/totals", "GET reports/totals.csv", "GET reports/history", "GET reports/history.csv"),
    *("GET mine", "GET mine/next", "GET mine/submissions"),
}
"""What these answer is known once it is known who asks; here nothing is said of anybody, so nothing of objects."""
OF_OMERO = {
    "GET forms",
    "GET forms/{form}",
    "GET forms/{form}/answers.csv",
    "POST forms/{form}/retire",
    "POST forms/{form}/restore",
    "PUT forms/{form}/offers/{group}/{type}",
    "DELETE forms/{form}/offers/{group}/{type}",
    "GET integrity/orphans",
    "POST policies/preview",
}
OF_THE_DATABASE = (
    *(
        " forms",
        " library",
        " integrity",
        " jobs",
        " mails",
        " preferences",
        " policies/",
        " site-policies",
        " exemptions",
    ),
    *(" kept-reports", "/kept"),
)
"""Other routes of these answer from the database, or from files: OMERO is asked when a form is published, about objects
whose answers break, and by jobs.
"""


@dataclass
class Filled:
    """An object with a submission."""

    target: int
    form: FormInUse
    submission: int

    def ask(self, browser: Browser, route: str, group: int) -> Any:
        method, path = route.split(" ")
        named = {
            "type": "dataset",
            "id": self.submission if path.startswith("submissions/") else self.target,
            "form": self.form.id,
            "group_id": group,
            "group": group,
            "number": 1,
            "entry": "dublin-core-data-set",
        }
        path = path.format(**named)
        if path == "people":
            path += "?search=a"
        if path.endswith(("/lacking", "/questions", "/questions.csv")):
            path += f"?form={self.form.id}&group={group}"
        bodies = {
            "POST policies": {"group": group, "terms": {}},
            "POST policies/preview": {"group": group, "terms": {}},
            "POST objects/{type}/{id}/forms/{form}/submissions": body_of(base=1),
        }
        return browser.request(method, path, bodies.get(route))


class Clock:
    """The clock of time-outs, `late` seconds on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.late = 0.0
        for module in (deadlines, patience):
            monkeypatch.setattr(module, "time", self)

    def monotonic(self) -> float:
        return time.monotonic() + self.late


@pytest.fixture
def filled(world: FormsWorld, dataset: Callable[..., int]) -> Filled:
    form, target = world.form(), dataset()
    return Filled(target, form, world.submit("author", target, form).submission.pk)


def test_no_route_asks_omero_once_the_time_of_its_request_is_over(
    world: FormsWorld, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, before = Browser(world.lab, "leader"), world.everything()
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 0.0)
    with counts() as spent:
        answers = {route: filled.ask(browser, route, world.lab.groups["read_annotate"]) for route in routes()}
    assert {route: answer.refusal for route, answer in answers.items()} == dict.fromkeys(routes(), OVER)
    assert {answer.body["error"]["details"]["fault"] for answer in answers.values()} == {"slow"}
    assert spent.calls == []
    assert world.everything() == before


def test_the_time_that_the_log_in_took_is_not_given_twice(
    world: FormsWorld, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, before = Browser(world.lab, "admin"), world.everything()
    # What is asked of the set-up and of the site once in a while was asked.
    assert browser.get("status").status == 200

    def opened_late(login: Any) -> Any:
        session = open_request_session(login)
        patience.put_off_end(-deadlines.ANSWER_SECONDS)
        spent.calls.clear()
        return session

    monkeypatch.setattr(auth, "open_request_session", opened_late)
    for route in routes():
        with counts() as spent:
            answer = filled.ask(browser, route, world.lab.groups["read_annotate"])
        assert spent.calls == [], route
        if route not in OF_OMERO and any(part in route for part in OF_THE_DATABASE):
            assert answer.status < 500, route
        else:
            assert answer.status == 200 if route in WITHOUT_OMERO else answer.refusal == OVER, route
    assert world.everything() == before


def test_a_page_whose_time_is_over_says_that_omero_did_not_answer(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(world.lab, "author")
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 0.0)
    with counts() as spent:
        answers = [browser.client.get(f"/omero_forms/{page}") for page in ("", "dashboard/", "audit/")]
    assert [answer.status_code for answer in answers] == [503] * 3
    assert all("OMERO did not answer" in answer.content.decode() for answer in answers)
    assert spent.calls == []


def test_what_a_slow_line_takes_for_the_body_is_the_senders_time(
    world: FormsWorld, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, read = Browser(world.lab, "author"), auth.read_body
    clock = Clock(monkeypatch)

    def slowly(request: Any, limit: int) -> bytes:
        clock.late += 60
        return read(request, limit)

    monkeypatch.setattr(auth, "read_body", slowly)
    assert browser.submit(filled.target, filled.form, base=1).status == 201
