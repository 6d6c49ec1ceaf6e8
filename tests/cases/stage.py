# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole site with many forms published in it, and one browser in which the author is logged in."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.site import ROOT, Site
from tests.cases.files import Case
from tests.support.servers import Lab

KIND = "read_annotate"


@dataclass(frozen=True, slots=True)
class Stage:
    """The site, its people, and by the key of a form its id, or why it was refused."""

    site: Site
    lab: Lab
    context: Any
    forms: dict[str, dict[str, Any]]
    directory: Path
    datasets: list[int] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

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
        """Publish many forms in one process."""
        file = self.directory / "forms.json"
        forms = [{"key": case.name, "schema": case.schema_text, "ui": case.ui_text} for case in cases]
        file.write_text(json.dumps(forms), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tests.cases.publishing", str(file), str(self.lab.groups[KIND])],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**self.site.environment, "PYTHONPATH": str(ROOT)},
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.forms.update(json.loads(done.stdout.splitlines()[-1]))

    def api(self, dataset: int, form: str) -> Any:
        """What the API says of a form on a dataset, to the author."""
        path = f"/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}"
        return self.context.request.get(self.site.url + path).json()
