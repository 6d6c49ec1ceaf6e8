# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers typed key by key: what was typed is what is recorded, or it is called no number and stays as it was typed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases.by_hand import Hand, field_selector
from tests.cases.files import Case
from tests.cases.opened import Opened
from tests.cases.places import Places, same
from tests.cases.stage import Stage
from tests.cases.telling import tell

NUMBERS: dict[str, float] = {
    "-0.3": -0.3,
    "-0.05": -0.05,
    "0.30": 0.3,
    "1.40": 1.4,
    "0.007": 0.007,
    "-1.5": -1.5,
    ".5": 0.5,
    "5.": 5,
    "+5": 5,
    "007": 7,
    "-0": 0,
    "0.0": 0,
    "100": 100,
    "2.5e12": 2.5e12,
    "1e-10": 1e-10,
    "2.5e-12": 2.5e-12,
    "6.02e23": 6.02e23,
    "6.02E+23": 6.02e23,
    "1e5": 100000,
    "0.1e1": 1,
    "12345.678901": 12345.678901,
    "9007199254740991": 9007199254740991,
    "2000000.13": 2000000.13,
}
INTEGERS = {
    "5": 5,
    "-7": -7,
    "0": 0,
    "-0": 0,
    "+5": 5,
    "007": 7,
    "5.0": 5,
    "1e3": 1000,
    "-9007199254740991": -9007199254740991,
}
NO_NUMBERS = [
    "-",
    "1e",
    "e5",
    "abc",
    "1.2.3",
    "--5",
    "0x10",
    "NaN",
    "Infinity",
    "1_000",
    "1e400",
    "5 µm",
]
NO_INTEGERS = ["5.5", "1e", "-", "1e-3", "abc", "90071992547409931", "9007199254740993"]
PLACES: dict[str, dict[str, Any]] = {
    "plain": {"type": "number"},
    "nullable": {"type": ["number", "null"]},
    "either": {"anyOf": [{"type": "number", "minimum": -5}, {"type": "null"}]},
    "list": {"type": "array", "items": {"type": "number"}},
    "table": {
        "type": "array",
        "items": {"type": "object", "properties": {"v": {"type": "number"}}},
    },
    "group": {"type": "object", "properties": {"v": {"type": "number", "title": "Value"}}},
    "referred": {"$ref": "#/$defs/n"},
    "all": {"allOf": [{"type": "number"}, {"minimum": -5}]},
}


def _case(name: str, properties: dict[str, Any]) -> Case:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "properties": properties,
        "$defs": {"n": {"type": "number", "maximum": 1e30}},
    }
    return Case(name, schema, {}, (), "ok")


def _fields(kind: str, texts: list[str]) -> dict[str, Any]:
    return {f"q{index}": {"type": kind, "title": f"Typed {text}"} for index, text in enumerate(texts)}


def _control(opened: Opened, name: str) -> Any:
    return opened.page.locator(field_selector((name,))).locator("input")


def _type(opened: Opened, texts: list[str]) -> None:
    for index, text in enumerate(texts):
        control = _control(opened, f"q{index}")
        control.press_sequentially(text)
        control.press("Tab")


def _open(stage: Stage, tab: Any, case: Case) -> Opened:
    opened = Opened(tab, stage, stage.publish(case))
    opened.open()
    return opened


@pytest.mark.parametrize(("kind", "table"), [("number", NUMBERS), ("integer", INTEGERS)])
def test_a_number_is_recorded_as_it_was_typed(stage: Stage, tab: Any, kind: str, table: dict[str, float]) -> None:
    texts = list(table)
    opened = _open(stage, tab, _case(f"Typed {kind}", _fields(kind, texts)))
    _type(opened, texts)
    wrong = []
    for index, text in enumerate(texts):
        shown = _control(opened, f"q{index}").input_value()
        if float(shown or "nan") != table[text]:
            wrong.append(f"{text} was typed, {shown} is shown")
    opened.reload()
    verdict = opened.submit()
    if not verdict.is_recorded:
        wrong.append(f"the page objected to {verdict.objected}, the server to {verdict.refused}")
    for index, text in enumerate(texts):
        recorded = (verdict.recorded or {}).get(f"q{index}")
        if not isinstance(recorded, int | float) or recorded != table[text]:
            wrong.append(f"{text} was typed, {recorded!r} is recorded")
    tell(wrong)


@pytest.mark.parametrize(("kind", "texts"), [("number", NO_NUMBERS), ("integer", NO_INTEGERS)])
def test_what_is_no_number_stays_as_it_was_typed_and_is_called_so(
    stage: Stage, tab: Any, kind: str, texts: list[str]
) -> None:
    opened = _open(stage, tab, _case(f"Typed no {kind}", _fields(kind, texts)))
    _type(opened, texts)
    verdict = opened.submit()
    wrong = [f"{verdict.recorded} is recorded"] if verdict.is_recorded else []
    for index, text in enumerate(texts):
        shown = _control(opened, f"q{index}").input_value()
        if shown != text:
            wrong.append(f"{text} was typed, {shown} is shown")
        if f"/q{index}" not in verdict.objected:
            wrong.append(f"nothing is said of {text}")
    tell(wrong)


@pytest.mark.parametrize("value", [-0.3, 2.5e12, 1e-10], ids=str)
def test_a_number_is_typed_alike_wherever_it_is_asked_for(stage: Stage, tab: Any, value: float) -> None:
    case = _case("Typed everywhere", PLACES)
    answers = {
        "plain": value,
        "nullable": value,
        "either": value,
        "list": [value, value],
        "table": [{"v": value}],
        "group": {"v": value},
        "referred": value,
        "all": value,
    }
    opened = _open(stage, tab, case)
    Hand(tab, Places(case)).fill(answers)
    verdict = opened.submit()
    recorded = verdict.recorded or {}
    wrong = [
        f"{name}: {given} was typed, {recorded.get(name)} is recorded"
        for name, given in answers.items()
        if not same(recorded.get(name), json.loads(json.dumps(given)))
    ]
    tell(wrong + [f"objected to {each}" for each in verdict.objected])
