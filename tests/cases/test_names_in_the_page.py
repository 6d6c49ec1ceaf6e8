# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions and entries of any name: shown, answered by hand, and recorded under that very name."""

from __future__ import annotations

from typing import Any

from tests.cases.files import Case
from tests.cases.opened import Opened
from tests.cases.stage import Stage
from tests.cases.telling import tell

NAMES = [
    "", " ", "__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "__defineGetter__",
    "isPrototypeOf", "length", "then", "name", "0", "-1", "null", "undefined", "a.b", "a/b", "/", "a~b", "a~1b", "$", "$ref",
    "$id", "$schema", "definitions", "properties", "items", "required", "type", "enum", "default", "if", "ui:widget",
    "ui:order", "ui:options", "*", "__errors", "__additional_property", "__rjsf_ref_cycle", "x-inner-part",
    "x-not-asked", "root", "root_a", "a_b", "key", "ref", "children", "a>b", "a > b", "a[0]", "\u202ertl", "zero\u200bwidth",
    "\ufeff", "\u2028", "e\u0301", "\U0001f52c", "<b>", "'\"`", "%2F", "%", "#", "?&=", "n" * 2000,
]  # fmt: skip
TYPED = [name for name in NAMES if name.strip() and name not in {"__proto__", "\ufeff", "\u2028"}]


def _title(name: str) -> str:
    return f"Question {NAMES.index(name)}."


def _form(key: str, schema: dict[str, Any]) -> Case:
    return Case(key, {"title": key, "type": "object", **schema}, {}, (), "ok")


def _submit(opened: Opened, wanted: dict[str, Any]) -> None:
    verdict = opened.submit()
    recorded = verdict.recorded or {}
    lost = {name: recorded.get(name) for name, value in wanted.items() if recorded.get(name) != value}
    more = {name: value for name, value in recorded.items() if name not in wanted}
    tell(
        opened.failures() + [f"{verdict.objected} {verdict.refused} {verdict.trouble}"] * (not verdict.is_recorded)
        + [f"instead of an answer: {lost}"] * bool(lost) + [f"nobody gave {more}"] * bool(more)
    )  # fmt: skip


def test_a_question_of_any_name_is_shown_and_its_answer_recorded(stage: Stage, tab: Any) -> None:
    questions = {name: {"type": "string", "title": _title(name)} for name in NAMES}
    opened = Opened(tab, stage, stage.publish(_form("names of questions", {"properties": questions})))
    opened.open()
    for name in NAMES:
        tab.get_by_label(_title(name), exact=True).fill(f"to {_title(name)}")
    opened.reload()
    for name in NAMES:
        assert tab.get_by_label(_title(name), exact=True).input_value() == f"to {_title(name)}"
    _submit(opened, {name: f"to {_title(name)}" for name in NAMES})


def test_a_group_of_any_name_keeps_the_answers_inside(stage: Stage, tab: Any) -> None:
    inside = {name: {"in": {"type": "string", "title": f"In {_title(name)}"}} for name in NAMES}
    group = {name: {"type": "object", "title": _title(name), "properties": inside[name]} for name in NAMES}
    opened = Opened(tab, stage, stage.publish(_form("names of groups", {"properties": group})))
    opened.open()
    for name in NAMES:
        tab.get_by_label(f"In {_title(name)}", exact=True).fill(_title(name))
    _submit(opened, {name: {"in": _title(name)} for name in NAMES})


def test_an_entry_of_any_name_that_somebody_types_is_recorded_or_its_name_is_refused(stage: Stage, tab: Any) -> None:
    case = _form(
        "names of entries",
        {"properties": {"m": {"type": "object", "title": "Map", "additionalProperties": {"type": "string"}}}},
    )
    opened = Opened(tab, stage, stage.publish(case))
    opened.open()
    new = tab.get_by_label("Name of a new entry in Map")
    for refused in ("__proto__", "   ", "a\u001eb", "a\u001f"):
        new.fill(refused)
        new.press("Enter")
        assert opened.problems() == [] and tab.locator(".of-newentry + .of-error").count() == 1, refused
    for name in TYPED:
        new.fill(name)
        new.press("Enter")
        entry = tab.locator(".of-entry").filter(has=tab.get_by_label(f"Name of the entry {name}", exact=True))
        entry.locator(".of-entry__answer input").fill(f"v{NAMES.index(name)}")
    _submit(opened, {"m": {name: f"v{NAMES.index(name)}" for name in TYPED}})


def test_entries_that_a_program_recorded_are_shown_and_kept_whatever_their_names_are(stage: Stage, tab: Any) -> None:
    case = _form(
        "names of entries by a program",
        {"properties": {"q": {"type": "string", "title": "Question"}}, "additionalProperties": {"type": "string"}},
    )
    opened = Opened(tab, stage, stage.publish(case))
    opened.open()
    given = {name: f"v{NAMES.index(name)}" for name in NAMES}
    opened.keep_draft(given)
    tab.get_by_label("Question", exact=True).fill("x")
    _submit(opened, {**given, "q": "x"})
