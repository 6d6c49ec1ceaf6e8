# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole site with many forms published in it, and one browser in which the author is logged in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.site import ROOT, Site
from tests.cases.files import Case
from tests.support.servers import Lab

KIND = "read_annotate"


@dataclass(frozen=True, slots=True)
class Publisher:
    """A process that publishes what it is given, since starting one for each form takes seconds."""

    process: subprocess.Popen[str]
    log: Path

    def publish(self, forms: list[dict[str, str]]) -> dict[str, dict[str, Any]]:
        """By the key of each form its id, or why it was refused."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(forms) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.log.read_text(encoding="utf-8")[-3000:]
        told: dict[str, dict[str, Any]] = json.loads(answer)
        return told


@contextmanager
def publishing(site: Site, lab: Lab, directory: Path) -> Iterator[Publisher]:
    """A publisher of forms that are offered to the group of the stage."""
    log = directory / "publishing.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.cases.publishing", str(lab.groups[KIND])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env={**site.environment, "PYTHONPATH": str(ROOT)},
        ) as process,
    ):
        # It ends when there is nobody any more who could give it something.
        yield Publisher(process, log)


@dataclass(frozen=True, slots=True)
class Stage:
    """The site, its people, and by the key of a form its id, or why it was refused. `heard` is closed after each test:
    what listens to its tab.
    """

    site: Site
    lab: Lab
    context: Any
    publisher: Publisher
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    datasets: list[int] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    heard: ExitStack = field(default_factory=ExitStack)

    def dataset(self, form: str) -> int:
        """A dataset of the author's for which nobody filled in that form yet."""
        turn = self.turns[form] = self.turns.get(form, -1) + 1
        if turn == len(self.datasets):
            self.datasets.append(self.lab.dataset("author", KIND, f"2026-11-12_HeLa_{turn:02d}"))
        return self.datasets[turn]

    def form_of(self, case: Case) -> str | None:
        """Id of the form of a case; None where publishing refused it."""
        form: str | None = self.forms[case.name].get("form")
        return form

    def publish(self, case: Case) -> str:
        """Publish one more form; its id. The same case again is the same form."""
        if case.name not in self.forms:
            self.publish_all([case])
        return str(self.forms[case.name]["form"])

    def publish_all(self, cases: list[Case]) -> None:
        """Publish many forms."""
        forms = [{"key": case.name, "schema": case.schema_text, "ui": case.ui_text} for case in cases]
        self.forms.update(self.publisher.publish(forms))

    def api(self, dataset: int, form: str) -> Any:
        """What the API says of a form on a dataset, to the author."""
        path = f"/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}"
        return self.context.request.get(self.site.url + path).json()
