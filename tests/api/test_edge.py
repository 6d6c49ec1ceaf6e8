# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every answer: its headers, HEAD beside GET, and that nothing about a request but its content is
parsed as it asks for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.api.browser import PREFIX, Browser, body_of, submissions_of
from tests.api.test_matrix import routes
from tests.support.world import FormsWorld

METHODS = ("POST", "PUT", "PATCH", "DELETE")
PAGES = ("/omero_forms/", "/omero_forms/dashboard/", "/omero_forms/policies/", "/omero_forms/audit/")
MANY = "&".join(f"f{number}=1" for number in range(1001)).encode()
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

# What a content type says, and a body that Django's parser of forms would break at.
FORMS: dict[str, tuple[str, bytes]] = {
    "a multipart body without a boundary": ("multipart/form-data", b"{}"),
    "an impossible boundary": ("multipart/form-data; boundary=\xff\xfe", b"{}"),
    "a boundary that is too long": (f"multipart/form-data; boundary={'x' * 300}", b"{}"),
    "a multipart body that ends early": ("multipart/form-data; boundary=x", PART),
    "too many parts": ("multipart/form-data; boundary=x", PART * 1001 + b"--x--\r\n"),
    "a base64 part that is none": (
        "multipart/form-data; boundary=x",
        PART.replace(b"\r\n\r\n1", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!") + b"--x--\r\n",
    ),
    "a multipart body in a charset that is none": ("multipart/form-data; boundary=x; charset=rot13", PART + b"--x--\r\n"),
    "another kind of multipart": ("multipart/mixed; boundary=x", PART + b"--x--\r\n"),
    "too many fields": ("application/x-www-form-urlencoded", MANY),
    "a form in an unknown charset": ("application/x-www-form-urlencoded; charset=klingon", b"{}"),
    "a form in another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"{}"),
    "a form in a charset that is no text": ("application/x-www-form-urlencoded; charset=rot13", b"{}"),
    "JSON in an unknown charset": ("application/json; charset=klingon", b"{}"),
    "JSON in a charset that is no text": ("application/json; charset=hex", b"{}"),
    "bytes": ("application/octet-stream", b"\x1f\x8b\x08"),
    "no content type": ("", b"\x00"),
}  # fmt: skip


def send(browser: Browser, method: str, path: str, body: bytes, content_type: str) -> tuple[int, str]:
    headers = {"X-CSRFToken": browser.token or ""}
    response = browser.client.generic(method, path, body, content_type, headers=headers)
    return response.status_code, response.json()["error"]["code"]


def test_a_body_that_is_no_json_is_refused_whatever_it_calls_itself(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    browser, target, form = Browser(world.lab, "author"), dataset(), world.form()
    before = world.everything()
    expected = dict.fromkeys(METHODS, (405, "method_not_allowed")) | {"POST": (400, "body_not_json")}
    for name, (content_type, body) in FORMS.items():
        for path in (PREFIX + "ping", PREFIX + submissions_of(target, form)):
            got = {method: send(browser, method, path, body, content_type) for method in METHODS}
            assert got == expected, f"{name}: {path}"
        unknown = {send(browser, method, PREFIX + "nothing", body, content_type) for method in METHODS}
        assert unknown == {(404, "not_found")}, name
    assert world.everything() == before


def test_a_form_sent_to_a_page_is_refused_before_it_is_parsed(world: FormsWorld) -> None:
    client = Browser(world.lab, "author").client
    for name, (content_type, body) in FORMS.items():
        got = {client.generic(method, page, body, content_type).status_code for page in PAGES for method in METHODS}
        assert got == {405}, name


def test_a_token_in_a_form_is_none(world: FormsWorld) -> None:
    browser = Browser(world.lab, "author")
    token, browser.token = browser.token, None
    body = f"csrfmiddlewaretoken={token}".encode()
    got = send(browser, "POST", PREFIX + "ping", body, "application/x-www-form-urlencoded")
    assert got == (403, "csrf_failed")


def test_json_is_taken_as_json_under_the_names_that_programs_give_it(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    browser = Browser(world.lab, "author")
    path = PREFIX + submissions_of(dataset(), world.form())
    headers = {"X-CSRFToken": browser.token or ""}
    named = ("application/json; charset=UTF-8", "text/plain", "application/x-www-form-urlencoded")
    for content_type in named:
        body = json.dumps(body_of(base="any")).encode()
        assert browser.client.generic("POST", path, body, content_type, headers=headers).status_code == 201, (
            content_type
        )


def test_the_charset_of_a_question_changes_nothing(world: FormsWorld) -> None:
    client = Browser(world.lab, "admin").client
    for path in (PREFIX + "audit?event=form&limit=1", *PAGES, f"{PAGES[0]}?id=7&type=dataset"):
        plain = client.get(path)
        assert plain.status_code in {200, 503}
        for charset in ("rot13", "hex", "klingon", "utf-16", "utf-7"):
            claimed = client.generic("GET", path, b"", f"text/plain; charset={charset}")
            assert (claimed.status_code, len(claimed.content)) == (plain.status_code, len(plain.content)), path


def test_no_browser_guesses_what_an_answer_is(world: FormsWorld, dataset: Callable[..., int]) -> None:
    browser = Browser(world.lab, "author")
    answers: list[Any] = [
        browser.client.get(PREFIX + "session"),
        browser.client.get(PREFIX + "nothing"),
        browser.client.post(PREFIX + "session"),
        browser.client.post(PREFIX + "ping"),
        Client().get(PREFIX + "session"),
        *(browser.client.get(page) for page in PAGES),
        *(Client().get(page) for page in PAGES),
        *(browser.client.post(page) for page in PAGES),
    ]
    assert [one.status_code for one in answers[:5]] == [200, 404, 405, 403, 401]
    assert {one.headers.get("X-Content-Type-Options") for one in answers} == {"nosniff"}


def test_head_is_get_without_a_body_on_every_route(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission.pk
    client = Browser(world.lab, "admin").client
    seen = set()
    for route in routes():
        method, path = route.split(" ")
        number = submission if path.startswith("submissions/") else target
        address = path.format(
            type="dataset", form=form.id, group_id=1, group=1, id=number, number=1, entry="rembi-study"
        )
        head = client.head(PREFIX + address)
        if method != "GET" and f"GET {path}" in routes():
            continue
        queries = {
            "lacking": f"?form={form.id}",
            "questions": f"?form={form.id}",
            "questions.csv": f"?form={form.id}",
            "changes": "?to=1",
            "people": "?search=author",
            "fork": "?stream=submission/a&number=1",
        }
        query = queries.get(path.rpartition("/")[2], "")
        if query:
            address += query
            head = client.head(PREFIX + address)
        if method != "GET":
            there = sorted(one.split(" ")[0] for one in routes() if one.split(" ")[1] == path)
            assert (head.status_code, head.headers["Allow"]) == (405, ", ".join(there)), route
            continue
        get = client.get(PREFIX + address)
        seen.add((route, get.status_code))
        assert head.status_code == get.status_code, route
        if get.streaming:
            # How long it will be is known to nobody before it is made.
            assert (head.getvalue(), dict(head.headers)) == (b"", dict(get.headers)), route
            continue
        assert (head.content, int(head.headers["Content-Length"])) == (b"", len(get.content)), route
        assert {**head.headers} == {**get.headers, "Content-Length": head.headers["Content-Length"]}, route
    assert {one for one in seen if one[1] not in (200, 404)} == set()


def test_head_of_a_page_is_its_get_without_a_body(world: FormsWorld) -> None:
    client = Browser(world.lab, "author").client
    for page in PAGES:
        get, head = client.get(page), client.head(page)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["Content-Length"] == str(len(get.content))
        assert head.headers["Content-Security-Policy"] == get.headers["Content-Security-Policy"]


def test_head_needs_a_log_in_as_get_does(world: FormsWorld) -> None:
    assert Client().head(PREFIX + "session").status_code == 401


def test_the_character_that_no_database_keeps_is_refused_before_it_is_asked(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    browser, target = Browser(world.lab, "admin"), dataset()
    for path in (f"objects/dataset/{target}/forms/f%00", f"objects/data%00set/{target}"):
        assert browser.get(path).refusal == (404, "not_found"), path
    for path in ("audit?event=%00", "audit?person=a%00b", "evaluations/1?status=%00", "session?%00=1"):
        assert browser.get(path).refusal == (422, "request_invalid"), path


def test_a_moment_outside_of_the_calendar_is_refused(world: FormsWorld) -> None:
    browser = Browser(world.lab, "admin")
    none = ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "1e400", "NaN")
    ends = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
    for name in ("since", "until"):
        for moment in none:
            answer = browser.get(f"audit?{name}={moment}")
            assert answer.refusal == (422, "request_invalid"), moment
            assert [one["pointer"] for one in answer.body["error"]["details"]["problems"]] == [f"/{name}"]
        assert {browser.get(f"audit?{name}={moment}").status for moment in ends} == {200}
