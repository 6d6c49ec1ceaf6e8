# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a record says of who came, which way and as what; and that its salt is told to nobody who asks the API."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from omero_forms.api.submissions import MARK
from omero_forms.domain.refs import assignment_stream
from omero_forms.models import Stream
from tests.api.browser import Browser, body_of, submissions_of
from tests.support.world import FormInUse, FormsWorld


def _stream(form: FormInUse) -> str:
    return Stream.objects.get(name__startswith=f"submission/{form.id}/").name


@pytest.mark.parametrize(
    ("headers", "via"),
    [({MARK: "page"}, "page"), ({}, "api"), ({MARK: "elsewhere"}, "api")],
    ids=["our page", "whoever else calls", "another word"],
)
def test_the_page_says_that_it_is_the_page_and_whoever_else_calls_came_by_the_api(
    world: FormsWorld, dataset: Callable[..., int], headers: dict[str, str], via: str
) -> None:
    form, target = world.form("read_annotate"), dataset()
    answer = Browser(world.lab, "author").request("POST", submissions_of(target, form), body_of(), headers=headers)
    assert answer.status == 201
    [stored] = world.stored(_stream(form))
    assert stored.payload_json()["via"] == via


@pytest.mark.parametrize(
    ("kind", "who", "capacity"),
    [
        ("private", "author", "annotator"),
        ("private", "leader", "group_owner"),
        ("private", "admin", "admin"),
        ("read_annotate", "leader", "annotator"),
        ("read_annotate", "admin", "annotator"),
    ],
)
def test_a_submission_says_what_allowed_it_and_to_annotate_comes_first(
    world: FormsWorld, dataset: Callable[..., int], kind: str, who: str, capacity: str
) -> None:
    form, target = world.form(kind), dataset(kind)
    assert Browser(world.lab, who).submit(target, form).status in {201, 202}
    [stored] = world.stored(_stream(form))
    assert stored.payload_json()["as"] == capacity


def test_what_is_done_without_the_page_and_the_api_is_done_by_command(world: FormsWorld) -> None:
    form = world.form("read_annotate")
    [stored] = world.stored(assignment_stream(form.id))
    said = stored.payload_json()
    assert (said["via"], said["as"]) == ("command", "admin")


def test_the_salt_is_in_no_answer_of_the_api_and_in_no_line_of_the_log(
    world: FormsWorld, dataset: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form, target = world.form("read_annotate"), dataset()
    browser = Browser(world.lab, "author")
    posted = browser.submit(target, form).body
    told = [
        posted,
        browser.get(f"objects/dataset/{target}").body,
        browser.get(f"objects/dataset/{target}/forms/{form.id}").body,
        browser.get(f"submissions/{posted['submission']['id']}").body,
    ]
    [stored] = world.stored(_stream(form))
    content = stored.content_json()
    assert content is not None
    assert content["salt"] not in f"{told}{caplog.text}"
    assert stored.digest in str(told)
