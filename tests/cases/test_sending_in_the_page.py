# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same answers sent more than once, many editors at once, and a change message that is too long."""

from __future__ import annotations

import uuid
from typing import Any

from tests.cases.files import Case, needs_shared, shared_file
from tests.cases.opened import Opened
from tests.cases.stage import Stage

SAMPLE = Case(
    "Sent more than once",
    {"type": "object", "properties": {"sample": {"type": "string", "title": "Sample"}}},
    {},
    (),
    "ok",
)
# All at the same time, in the session of the page: [status, body] of each.
SEND = """([where, bodies]) => {
  const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
  return Promise.all(bodies.map(async (body) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(where, { method: "POST", headers, body: JSON.stringify(body) });
    return [answer.status, await answer.json()];
  }));
}"""


def _opened(stage: Stage, tab: Any) -> Opened:
    opened = Opened(tab, stage, stage.publish(SAMPLE))
    opened.open()
    return opened


def _body(sample: str, base: int, key: str | None = None) -> dict[str, Any]:
    return {
        "version": 1,
        "base": base,
        "client_key": key or str(uuid.uuid4()),
        "answers": {"sample": sample},
        "message": "",
    }


def _send(opened: Opened, *bodies: dict[str, Any]) -> list[tuple[int, Any]]:
    where = f"/omero_forms/api/v1/objects/dataset/{opened.dataset}/forms/{opened.form}/submissions"
    return [tuple(each) for each in opened.page.evaluate(SEND, [where, list(bodies)])]


def test_what_is_sent_many_times_is_one_submission_and_one_of_many_editors_wins(stage: Stage, tab: Any) -> None:
    opened = _opened(stage, tab)
    key = str(uuid.uuid4())
    same = _send(opened, *[_body("first", 0, key)] * 8)
    assert {status for status, _body in same} <= {201, 202}
    assert {body["submission"]["number"] for _status, body in same} == {1}

    [(status, body)] = _send(opened, _body("other", 0, key))
    assert (status, body["error"]["code"]) == (422, "key_reused")

    editors = _send(opened, *[_body(f"editor {number}", 1) for number in range(6)])
    assert sorted(min(status, 202) if status < 300 else status for status, _ in editors) in (
        [201, 409, 409, 409, 409, 409],
        [202, 409, 409, 409, 409, 409],
    )
    assert {body["error"]["code"] for status, body in editors if status == 409} == {"stale_base"}
    history = stage.api(opened.dataset, opened.form)["history"]
    assert [each["number"] for each in history] == [2, 1]


def test_a_double_click_on_submit_sends_once(stage: Stage, tab: Any) -> None:
    opened = _opened(stage, tab)
    tab.get_by_label("Sample").fill("HeLa")
    tab.get_by_role("button", name="Submit answers").dblclick()
    tab.locator(".of-steps").wait_for()
    assert len(opened.posts) == 1
    assert len(stage.api(opened.dataset, opened.form)["history"]) == 1


@needs_shared
def test_a_change_message_that_is_too_long_is_told_its_limit(stage: Stage, tab: Any) -> None:
    length = shared_file("53")["message_length"]
    opened = _opened(stage, tab)
    tab.get_by_label("Sample").fill("HeLa")
    message = tab.get_by_label("What changed, and why")
    message.fill("m" * length)
    verdict = opened.submit()
    assert not verdict.is_recorded
    assert opened.failures() == []
    assert opened.says("2,000") or opened.says("2000")
    # Nothing of it is lost: it can be shortened.
    assert message.input_value() == "m" * length

    [(status, body)] = _send(opened, {**_body("HeLa", 0), "message": "m" * length})
    assert status == 422
    assert "2,000" in str(body) or "2000" in str(body)
    assert stage.api(opened.dataset, opened.form)["history"] == []
