# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are too many, too large, too deep or not quite JSON: each has its code, and none is begun with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.answers import validate as validation
from omero_forms.domain.canonical import MAX_CONTAINERS, MAX_DEPTH, MAX_VALUES
from omero_forms.domain.refs import ObjectType
from omero_forms.services.forms.assign import assign
from tests.api.browser import Answer, Browser, body_of, submissions_of
from tests.support.world import FormInUse, FormsWorld, submission

OPEN = {
    "type": "object",
    "properties": {"u": {"type": "array", "uniqueItems": True}},
    "patternProperties": {"^(a|aa)+$": {"type": "string"}},
    "additionalProperties": True,
}


@pytest.fixture
def form(world: FormsWorld) -> FormInUse:
    """One that takes any answers."""
    made = world.publish(OPEN)
    assign(world.user("admin"), made.id, world.group("private"), (ObjectType.DATASET,))
    return made


def nested(levels: int) -> Any:
    value: Any = "v"
    for _ in range(levels):
        value = [value]
    return value


ACCEPTED = (201, "")
TOO_MANY = (422, "too_many_answers")
TOO_LARGE = (413, "body_too_large")
NOT_KEPT = (422, "answers_not_representable")
INVALID = (422, "answers_invalid")
NO_JSON = (400, "body_not_json")

# Answers as JSON, as nothing but bytes can say some of them.
ANSWERS: dict[str, tuple[Any, tuple[int, str]]] = {
    "as many whole numbers as can be": ({"u": list(range(MAX_VALUES))}, ACCEPTED),
    "one more": ({"u": list(range(MAX_VALUES + 1))}, TOO_MANY),
    "100,000 whole numbers": ({"u": list(range(100_000))}, TOO_MANY),
    "40,000 groups": ({"u": [{"a": number} for number in range(40_000)]}, TOO_MANY),
    "30,000 lists": ({"u": [[number, str(number)] for number in range(30_000)]}, TOO_MANY),
    "many empty groups": ({"u": [{}] * (MAX_VALUES + 1)}, TOO_MANY),
    "50,000 fields": ({f"k{number}": number for number in range(50_000)}, TOO_MANY),
    "few values in too many lists": ({"x": [nested(50)] * (MAX_CONTAINERS // 50 + 1)}, TOO_MANY),
    "a doubled entry among many": ({"u": [*range(MAX_VALUES - 1), 0]}, INVALID),
    "many names, none of them allowed": ({f"aa{'a' * (n % 50)}": n for n in range(50)}, INVALID),
    "a million characters": ({"x": "y" * 1_000_000}, ACCEPTED),
    "a little over a million bytes": ({"x": "y" * 1_048_576}, TOO_LARGE),
    "a million bytes of emoji, written as escapes": ({"x": "\U0001f600" * 250_000}, TOO_LARGE),
    "a name of 200 kB": ({"k" * 200_000: 1}, ACCEPTED),
    "as deep as can be": ({"x": nested(MAX_DEPTH - 1)}, ACCEPTED),
    "a level deeper": ({"x": nested(MAX_DEPTH)}, NOT_KEPT),
    "100,000 levels": (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", NOT_KEPT),
    "100,000 levels of groups": (b'{"x":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}", NOT_KEPT),
    "100,000 levels that do not end": (b'{"x":' + b"[" * 100_000, NOT_KEPT),
    "2^53": (b'{"x":9007199254740992}', NOT_KEPT),
    "1e400": (b'{"x":1e400}', NOT_KEPT),
    "a number of 100,000 digits": (b'{"x":' + b"1" * 100_000 + b"}", NOT_KEPT),
    "NaN": (b'{"x":NaN}', NOT_KEPT),
    "Infinity": (b'{"x":-Infinity}', NOT_KEPT),
    "U+0000": (b'{"x":"a\\u0000b"}', NOT_KEPT),
    "U+0000 in a name": (b'{"a\\u0000b":1}', NOT_KEPT),
    "half a character": (b'{"x":"\\ud800"}', NOT_KEPT),
    "halves the wrong way round": (b'{"x":"\\udc00\\ud800"}', NOT_KEPT),
    "a name given twice": (b'{"x":{"a":1,"a":2}}', NOT_KEPT),
    "bytes that are no UTF-8": (b'{"x":"\xff"}', NO_JSON),
    "odd numbers and characters": (
        b'{"a1":-0.0,"a2":1e-400,"a3":1E5,"a4":1.0,"a5":0.1000000000000000055511151231257827,'
        b'"a6":"\\ufeff\\uffff","__proto__":{"x":1},"a7":"\\"\\\\\\n"}',
        ACCEPTED,
    ),
}  # fmt: skip

BODIES: dict[str, tuple[bytes, tuple[int, str]]] = {
    "a mark before the body": (b"\xef\xbb\xbf" + json.dumps(body_of()).encode(), NO_JSON),
    "UTF-16": (json.dumps(body_of()).encode("utf-16"), NO_JSON),
    "compressed": (b"\x1f\x8b\x08", NO_JSON),
    "U+0000 in the message": (json.dumps(body_of(message="\0")).encode(), NOT_KEPT),
    "half a character in the message": (json.dumps(body_of(message="\ud800")).encode(), NOT_KEPT),
    "a long message": (json.dumps(body_of(message="m" * 2001)).encode(), (422, "request_invalid")),
    "many fields beside the answers": (
        json.dumps(body_of(**{f"f{number}": 1 for number in range(50_000)})).encode(),
        TOO_MANY,
    ),
}


def send(browser: Browser, target: int, form: FormInUse, answers: Any) -> Answer:
    """Answers as JSON or as bytes."""
    text = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    body = json.dumps(body_of(base="any", client_key=str(uuid.uuid4()), answers={"@": "@"})).encode()
    return browser.post(submissions_of(target, form), body.replace(b'{"@": "@"}', text))


def outcome(answer: Answer) -> tuple[int, str]:
    return (answer.status, "" if answer.status == 201 else answer.code)


def test_what_is_too_much_or_cannot_be_kept_has_its_code_and_is_not_begun_with(
    world: FormsWorld, dataset: Callable[..., int], form: FormInUse
) -> None:
    browser, target = Browser(world.lab, "author"), dataset("private")
    before = world.everything()
    refused = {name: case for name, case in ANSWERS.items() if case[1] != ACCEPTED}
    got = {name: outcome(send(browser, target, form, answers)) for name, (answers, _expected) in refused.items()}
    got |= {
        name: browser.post(submissions_of(target, form), body).refusal for name, (body, _expected) in BODIES.items()
    }
    assert got == {name: expected for name, (_sent, expected) in {**refused, **BODIES}.items()}
    assert world.everything() == before


def test_the_most_that_can_be_sent_is_recorded(world: FormsWorld, dataset: Callable[..., int], form: FormInUse) -> None:
    browser, target = Browser(world.lab, "author"), dataset("private")
    for name, (answers, expected) in ANSWERS.items():
        if expected == ACCEPTED:
            answer = send(browser, target, form, answers)
            assert answer.status in {201, 202}, f"{name}: {answer.body}"


def test_too_many_answers_are_refused_before_anything_is_asked_of_omero(
    world: FormsWorld, dataset: Callable[..., int], form: FormInUse
) -> None:
    # The object is not there, and nobody has looked.
    gone = Browser(world.lab, "author").submit(99_999_999, form, answers={"u": [0] * (MAX_VALUES + 1)})
    assert gone.refusal == TOO_MANY
    assert gone.body["error"]["details"] == {"limit": MAX_VALUES}


def test_who_comes_in_by_another_way_has_the_same_limits(
    world: FormsWorld, dataset: Callable[..., int], form: FormInUse
) -> None:
    from omero_forms.domain.errors import FormsError
    from omero_forms.services.submissions.submit import submit

    user, before = world.user("author"), world.everything()
    for answers, code in (({"u": [0] * (MAX_VALUES + 1)}, TOO_MANY[1]), ({"x": "y" * 1_048_577}, TOO_LARGE[1])):
        with pytest.raises(FormsError) as refused:
            submit(user, submission(99_999_999, form, answers=answers))
        assert refused.value.code == code
    assert world.everything() == before


def test_what_takes_too_long_to_check_is_refused_and_says_so(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is valid at the first look is not looked at for longer.
    form = world.publish({**OPEN, "properties": {"x": {"type": "string"}}})
    assign(world.user("admin"), form.id, world.group("private"), (ObjectType.DATASET,))
    monkeypatch.setattr(validation, "SECONDS", 0.0)
    answer = Browser(world.lab, "author").submit(dataset("private"), form, answers={"x": 1, "a" * 40 + "!": 1})
    assert answer.refusal == INVALID
    assert [one["keyword"] for one in answer.body["error"]["details"]["problems"]] == ["limit"]
