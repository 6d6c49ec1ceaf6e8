# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of bad input has its code and status, and leaves nothing behind anywhere."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest

from omero_forms.services.forms.publish import retire
from tests.api.browser import Answer, Browser, body_of, submissions_of
from tests.support.world import FormInUse, FormsWorld

Request = Callable[[], Answer]
Case = Callable[[FormsWorld, int, FormInUse, Browser], Request]


def unknown_object(_world: FormsWorld, _target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(99_999_999, form)


def object_of_another_group(world: FormsWorld, target: int, form: FormInUse, _browser: Browser) -> Request:
    return lambda: Browser(world.lab, "outsider").submit(target, form)


def form_that_is_not_assigned(world: FormsWorld, target: int, _form: FormInUse, browser: Browser) -> Request:
    other = world.publish()
    return lambda: browser.submit(target, other)


def form_that_does_not_exist(_world: FormsWorld, target: int, _form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, FormInUse("faaaaaaaaaaaaaaa", ""))


def retired_form(world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    retire(world.user("admin"), form.id, message="")
    return lambda: browser.submit(target, form)


def unknown_version(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, version=7)


def base_beyond_the_head(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, base=3)


def answers_that_do_not_validate(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, answers={"passages": -1})


def a_long_integer(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, answers={"sample": "ok", "passages": 2**53})


def a_nul_character(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, answers={"sample": "a\0b"})


def a_lone_surrogate(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, answers={"sample": "\ud800x"})


def not_a_number(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    body = json.dumps(body_of(answers={"passages": float("nan")})).encode()
    return lambda: browser.post(submissions_of(target, form), body)


def a_doubled_field(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    body = json.dumps(body_of()).replace('"sample"', '"sample": "x", "sample"').encode()
    return lambda: browser.post(submissions_of(target, form), body)


def a_reused_key(world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    key = str(uuid.uuid4())
    assert browser.submit(target, form, client_key=key).status == 201
    return lambda: browser.submit(target, form, client_key=key, answers={"sample": "other"})


def a_body_that_is_not_json(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.post(submissions_of(target, form), b"version=1&base=0")


def a_body_that_is_not_utf8(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.post(submissions_of(target, form), b'{"version": "\xff"}')


def a_body_that_is_a_list(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.post(submissions_of(target, form), [])


def a_field_too_many(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, author="somebody else")


def a_key_that_is_none(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, client_key="mine")


def a_body_over_the_limit(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.submit(target, form, answers={"sample": "x" * 1_048_576})


def a_length_that_is_no_number(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    return lambda: browser.request("POST", submissions_of(target, form), body_of(), CONTENT_LENGTH="many")


def no_csrf_token(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    browser.token = None
    return lambda: browser.submit(target, form)


def a_foreign_csrf_token(_world: FormsWorld, target: int, form: FormInUse, browser: Browser) -> Request:
    browser.token = "x" * 32
    return lambda: browser.submit(target, form)


def nobody_logged_in(_world: FormsWorld, target: int, form: FormInUse, _browser: Browser) -> Request:
    return lambda: Browser(None).submit(target, form)


def an_ended_session(world: FormsWorld, target: int, form: FormInUse, _browser: Browser) -> Request:
    return lambda: Browser(world.lab, key=str(uuid.uuid4())).submit(target, form)


CASES: list[tuple[Case, int, str]] = [
    (unknown_object, 404, "not_found"),
    (object_of_another_group, 404, "not_found"),
    (form_that_is_not_assigned, 404, "form_not_assigned"),
    (form_that_does_not_exist, 404, "form_not_assigned"),
    (retired_form, 409, "form_retired"),
    (unknown_version, 404, "version_unknown"),
    (base_beyond_the_head, 409, "stale_base"),
    (answers_that_do_not_validate, 422, "answers_invalid"),
    (a_long_integer, 422, "answers_not_representable"),
    (a_nul_character, 422, "answers_not_representable"),
    (a_lone_surrogate, 422, "answers_not_representable"),
    (not_a_number, 422, "answers_not_representable"),
    (a_doubled_field, 422, "answers_not_representable"),
    (a_reused_key, 422, "key_reused"),
    (a_body_that_is_not_json, 400, "body_not_json"),
    (a_body_that_is_not_utf8, 400, "body_not_json"),
    (a_body_that_is_a_list, 422, "request_invalid"),
    (a_field_too_many, 422, "request_invalid"),
    (a_key_that_is_none, 422, "request_invalid"),
    (a_body_over_the_limit, 413, "body_too_large"),
    (a_length_that_is_no_number, 400, "body_not_json"),
    (no_csrf_token, 403, "csrf_failed"),
    (a_foreign_csrf_token, 403, "csrf_failed"),
    (nobody_logged_in, 401, "login_required"),
    (an_ended_session, 401, "login_required"),
]


@pytest.mark.parametrize(("case", "status", "code"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_bad_input_is_refused_with_its_code_and_nothing_is_written(
    world: FormsWorld, dataset: Callable[..., int], case: Case, status: int, code: str
) -> None:
    form, target = world.form(), dataset()
    request = case(world, target, form, Browser(world.lab, "author"))
    before = world.everything()
    answer = request()
    assert answer.refusal == (status, code)
    assert world.everything() == before


def test_problems_of_answers_name_their_place_and_nothing_that_was_sent(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    invalid = browser.submit(target, form, answers={"passages": -1, "sample": "ok"})
    [problem] = invalid.body["error"]["details"]["problems"]
    assert (problem["pointer"], problem["path"], problem["keyword"]) == (
        "/passages",
        "Passages",
        "minimum",
    )
    long = browser.submit(target, form, answers={"sample": "ok", "passages": 2**60})
    assert long.body["error"]["details"]["pointer"] == "/passages"
    base = browser.submit(target, form, base=-1).body["error"]["details"]
    assert [problem["pointer"] for problem in base["problems"]] == ["/base"]
    named = browser.submit(target, form, **{"<script>": 1})
    assert "script" not in json.dumps(named.body)
