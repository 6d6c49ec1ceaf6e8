# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same forms and answers before the server's judgement and before that of the page's own module, which runs in
Node.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import FormSchema

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FRONTEND = ROOT / "frontend"
NODE = Path(sys.prefix) / "node-bin"
"""There only where the machine has no Node that is new enough."""

Answers = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """An accepted form and answers to it, with a name to find them by."""

    name: str
    form: FormSchema
    answers: Answers


def representable(answers: Any) -> bool:
    """Whether these answers can be kept at all: others are refused before anybody judges them."""
    try:
        parse_json(json.dumps(answers))
    except FormsError:
        return False
    return isinstance(answers, dict)


@dataclass(frozen=True)
class Said:
    """Where something is wrong, and the sentence that says so."""

    pointer: str
    sentence: str


def on_server(case: Case) -> list[Said]:
    """What the server finds wrong."""
    problems = validate(case.form, prepare(case.answers))
    return [Said(problem.pointer, problem.message) for problem in problems]


def in_page(cases: Sequence[Case]) -> Iterator[list[Said] | str]:
    """For each case what the page finds wrong; a text where it fails."""
    forms = [{"schema": case.form.value, "dialect": case.form.dialect, "answers": [case.answers]} for case in cases]
    done = subprocess.run(
        ["node", FRONTEND / "tests" / "support" / "judge.mjs"],
        input=json.dumps(forms),
        capture_output=True,
        text=True,
        check=True,
        cwd=FRONTEND,
        env=os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ.get('PATH', '')}"},
    )
    for verdicts in json.loads(done.stdout):
        for said in verdicts:
            yield said if isinstance(said, str) else [Said(*each) for each in said]
