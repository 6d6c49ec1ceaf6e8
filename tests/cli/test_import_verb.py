# SPDX-License-Identifier: AGPL-3.0-or-later
"""`import`: what it says of files, and the drafts that it begins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from omero_forms.models import FormDraft
from tests.cli.test_form_verbs import Run, run
from tests.support.world import FormsWorld

__all__ = ["run"]
ROOT = Path(__file__).resolve().parents[2]
DRAFT = "http://json-schema.org/draft-07/schema#"
GOOD = {"$schema": DRAFT, "title": "Stain of slides", "type": "object", "properties": {"dye": {"$ref": "dye.json"}}}
DYE = {"$schema": DRAFT, "title": "Dye", "type": "string"}
WILD = {"$schema": DRAFT, "title": "Section of slides", "type": "object", "properties": {"depth": {"type": "float"}}}
BAD = {"$schema": DRAFT, "title": "Bad", "type": "object", "properties": {"x": {"$ref": "gone.json"}}}


def written(folder: Path, **files: Mapping[str, object]) -> Path:
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    return folder


def test_check_needs_no_omerodir_and_imports_neither_django_nor_ice(tmp_path: Path) -> None:
    folder = written(tmp_path, a=GOOD, dye=DYE, wild=WILD, bad=BAD)
    script = (
        "import sys; from omero_forms.cli import main\n"
        f"status = main(['import', {str(folder)!r}, '--check', '--json'])\n"
        "heavy = {'django', 'omero', 'Ice', 'celery'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "sys.exit(status)"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("OMERO")}
    done = subprocess.run([sys.executable, "-c", script], env=clean, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout) == {
        "files": [
            {"file": "a.json", "state": "accepted", "mended": [], "problems": []},
            {
                "file": "bad.json",
                "state": "refused",
                "mended": [],
                "problems": [
                    {
                        "pointer": "/properties/x/$ref",
                        "message": "It refers to “gone.json”, which is not among the files.",
                    }
                ],
            },
            {"file": "dye.json", "state": "accepted", "mended": [], "problems": [], "part": True},
            {
                "file": "wild.json",
                "state": "mended",
                "mended": [
                    {
                        "pointer": "/properties/depth/type",
                        "message": "There is no type “float”; it is read as number.",
                    }
                ],
                "problems": [],
            },
        ]
    }


def test_check_ends_0_when_nothing_is_refused(tmp_path: Path, run: Run) -> None:
    status, said, _errors = run("", "import", str(written(tmp_path, a=GOOD, dye=DYE, wild=WILD)), "--check")
    assert status == 0
    assert said.splitlines() == [
        "a.json: accepted",
        "dye.json: accepted, a part of others",
        "wild.json: mended",
        "  mended /properties/depth/type: There is no type “float”; it is read as number.",
    ]


def test_drafts_are_begun_once_the_mendings_are_meant(tmp_path: Path, run: Run, world: FormsWorld) -> None:
    folder = written(tmp_path, a=GOOD, dye=DYE, wild=WILD, bad=BAD)
    status, _said, errors = run("leader", "import", str(folder))
    assert (status, FormDraft.objects.count()) == (1, 0)
    assert "--yes" in errors
    status, said, _errors = run("leader", "import", str(folder), "--yes", "--json")
    assert status == 1
    begun = json.loads(said)["drafts"]
    assert [draft["file"] for draft in begun] == ["a.json", "wild.json"]
    draft = FormDraft.objects.get(pk=begun[1]["form"])
    assert (draft.name, draft.base_version) == ("Section of slides", 0)
    assert json.loads(draft.schema)["properties"]["depth"] == {"type": "number"}


def test_schema_that_is_no_object_is_wrapped_when_asked_for(tmp_path: Path, run: Run, world: FormsWorld) -> None:
    folder = written(tmp_path, dye=DYE)
    assert json.loads(run("leader", "import", str(folder), "--json")[1])["drafts"] == []
    status, said, _errors = run("leader", "import", str(folder), "--wrap", "--json")
    assert (status, len(json.loads(said)["drafts"])) == (0, 1)


@pytest.mark.parametrize("name", ["gone.json", "broken.zip"])
def test_what_cannot_be_read_at_all_is_told(tmp_path: Path, run: Run, name: str) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK")
    status, said, errors = run("", "import", str(tmp_path / name), "--check", "--json")
    assert (status, said) == (1, "")
    assert name in errors


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_written_and_can_be_brought_in(tmp_path: Path, run: Run, ending: str) -> None:
    file = tmp_path / f"fields.{ending}"
    assert run("", "import", "--template", str(file))[0] == 0
    written = file.read_bytes()
    status, said, _errors = run("", "import", str(file), "--check")
    assert (status, said) == (0, f"fields.{ending}: accepted\n")
    assert run("", "import", "--template", str(file))[0] != 0
    assert file.read_bytes() == written, "what is there already is not written over"


@pytest.mark.parametrize("arguments", [[], ["--template", "fields.ods"]])
def test_import_says_what_it_needs(run: Run, arguments: list[str]) -> None:
    assert run("", "import", *arguments)[0] != 0
