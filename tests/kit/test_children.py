# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that thinks too long, or takes too much, is ended; what it said by then counts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from omero_forms.kit.children import ask_child

ASKING = "omero_forms.domain.comparing.asking"
TRUE = {"old": {"type": "string"}, "new": {}, "draft": 7}


def endless() -> dict[str, object]:
    """A pair of which jsonschema-rs thinks for more than a minute."""

    def schema(longest: int, count: int) -> dict[str, object]:
        conditions = [
            {"if": {"properties": {f"k{n}": {"const": "a"}}, "required": [f"k{n}"]}, "then": {"required": [f"z{n}"]}}
            for n in range(count)
        ]
        texts = {f"k{n}": {"type": "string", "maxLength": longest} for n in range(300)}
        return {"type": "object", "properties": texts, "allOf": conditions}

    return {"old": schema(9, 8), "new": schema(10, 8), "draft": 7}


def test_each_question_is_answered_in_order():
    assert ask_child(ASKING, [TRUE, {**TRUE, "new": False}], seconds=120) == [
        {"covers": True, "left": None},
        {"covers": False, "left": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}},
    ]


def test_what_takes_too_long_is_ended_and_what_was_said_before_counts():
    # To start it counts, and takes longer on a busy machine.
    answered = (ask_child(ASKING, [TRUE, endless(), TRUE], seconds=most) for most in (2, 10, 60))
    assert next(filter(None, answered)) == [{"covers": True, "left": None}]


def test_what_cannot_be_run_answers_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert ask_child(ASKING, [TRUE], seconds=5) == []


def test_it_loads_neither_django_nor_omero():
    program = f"import sys, runpy; sys.stdin = open('/dev/null'); import {ASKING}; print({{'django', 'omero'}} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
