# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit by route and verb: newest first, restricted as asked, in pages; for admins."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omero_forms.cli import main
from omero_forms.domain.events import EventName
from omero_forms.models import Event
from omero_forms.services.forms.publish import retire
from tests.api.browser import Browser
from tests.support.world import FormsWorld

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def admin(world: FormsWorld) -> Browser:
    """The admin's browser, with 4 events there: a mail that was refused each day, the newest one last."""
    for day in range(4):
        details = {"person": day, "name": f"p{day}", "kind": "digest", "reason": "SMTPRecipientsRefused"}
        Event.objects.create(name=EventName.MAIL_REFUSED, at=NOON + timedelta(days=day), details=details, group_id=day)
    return Browser(world.lab, "admin")


def people(answer: Any) -> list[int]:
    return [one["details"]["person"] for one in answer.body["events"]]


def test_pages_lead_from_the_newest_to_the_oldest(admin: Browser) -> None:
    first = admin.get("audit?limit=3")
    assert people(first) == [3, 2, 1]
    rest = admin.get(f"audit?limit=3&before={first.body['next']}")
    assert people(rest) == [0]
    assert rest.body["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("event=mail", [3, 2, 1, 0]),
        ("event=mail.refused&group=2", [2]),
        ("event=form", []),
        ("person=nobody-at-all", []),
        ("since=2026-11-21T12:00:00Z&until=2026-11-23T12:00:00Z", [2, 1]),
    ],
)
def test_only_what_is_asked_for_comes(admin: Browser, query: str, found: list[int]) -> None:
    assert people(admin.get(f"audit?{query}")) == found


@pytest.mark.parametrize("query", ["event=nonsense", "since=2026-11-21T12:00:00", "limit=0", "limit=501", "before=0"])
def test_what_cannot_be_asked_is_refused_with_a_reason(admin: Browser, query: str) -> None:
    answer = admin.get(f"audit?{query}")
    assert answer.status == 422
    assert answer.body["error"]["code"] == "request_invalid"


def test_an_event_says_who_did_what_in_words(world: FormsWorld) -> None:
    form = world.publish(by="leader")
    retire(world.user("leader"), form.id, message="no longer used")
    newest = Browser(world.lab, "admin").get("audit?person=leader").body["events"][0]
    assert (newest["event"], newest["text"]) == ("form.retired", f"retired “{form.name}”")
    assert newest["person"]["name"] == "leader"
    assert newest["sudoer"] is None


def test_the_verb_lists_the_same_a_line_each(world: FormsWorld, admin: Browser, capsys: Any) -> None:
    server = world.lab.server
    log_in = ["-s", server.host, "-p", str(server.port), "-u", "admin", "-w", "admin"]
    assert main(["audit", "--event", "mail", "--limit", "2", *log_in]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line.endswith(f"gave up sending p{day} a mail (digest): the mail server refused the address") for day, line in zip((3, 2), lines, strict=True)] == [True, True]  # fmt: skip
    assert "The forms service" in lines[0]
    older = said.err.rpartition("--before ")[2].strip(" .\n")
    assert main(["audit", "--before", older, "--json", *log_in]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["details"]["person"] for row in rows] == [1, 0]
    assert main(["audit", "--since", "2026-11-22", "--until", "2026-11-23", "--json", *log_in]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_the_verb_finds_what_concerned_a_group_that_omero_has_no_more(
    world: FormsWorld, admin: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    Event.objects.filter(group_id=2).update(group_id=987654321)
    server = world.lab.server
    log_in = ["-s", server.host, "-p", str(server.port), "-u", "admin", "-w", "admin"]
    assert main(["audit", "--group", "987654321", "--json", *log_in]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["details"]["person"] == 2
    assert main(["audit", "--group", "no such group", *log_in]) == 1


def test_the_verb_is_for_admins_and_refuses_dates_that_are_none(world: FormsWorld, capsys: Any) -> None:
    server = world.lab.server
    for who, words, said in (
        ("leader", [], "The audit is for OMERO's admins."),
        ("admin", ["--since", "yesterday"], "yesterday is no date."),
        ("admin", ["--event", "nonsense"], "There is no such event."),
    ):
        log_in = ["-s", server.host, "-p", str(server.port), "-u", who, "-w", who]
        assert main(["audit", *words, *log_in]) == 1
        assert said in capsys.readouterr().err
