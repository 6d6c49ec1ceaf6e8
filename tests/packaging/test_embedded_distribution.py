# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server as a distribution of its own, used by another project as its README says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEELS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "omero-forms" / "wheels"
pytestmark = [pytest.mark.slow, pytest.mark.serial]


def files_of_the_package() -> list[str]:
    """What git knows, or would know, of omero_embedded/."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "omero_embedded"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, by way of the sdist, from a copy of the folder."""
    workshop = tmp_path_factory.mktemp("embedded-dist")
    for name in files_of_the_package():
        (workshop / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, workshop / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(workshop / "dist"),
         str(workshop / "omero_embedded")],
        check=True,
        capture_output=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
    )  # fmt: skip
    (found,) = (workshop / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python of an environment that has the wheel and pytest, and nothing of this project."""
    directory = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(directory / "venv")], check=True)
    python = directory / "venv/bin/python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "-q", "--no-compile",
         "--find-links", str(WHEELS), "-c", str(ROOT / "requirements/runtime.txt"),
         f"{wheel}[pytest]", f"pytest=={version('pytest')}"],
        check=True,
        timeout=600,
    )  # fmt: skip
    yield python
    shutil.rmtree(directory, ignore_errors=True)


def test_the_wheel_holds_every_module_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    (info,) = {name.split("/")[0] for name in names if ".dist-info/" in name}
    modules = {name for name in files_of_the_package() if name.endswith(".py")}
    assert {name for name in names if not name.startswith(info)} == modules
    licence = zipfile.ZipFile(wheel).read(f"{info}/licenses/LICENSE")
    assert licence == (ROOT / "LICENSE").read_bytes()


def test_another_project_uses_the_fixtures_as_the_readme_shows(elsewhere: Path, tmp_path: Path) -> None:
    readme = (ROOT / "omero_embedded/README.md").read_text(encoding="utf-8")
    conftest, test = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    (warnings,) = re.findall(r"`(filterwarnings = .*?)`", readme)
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{warnings}\n")
    done = subprocess.run(
        [elsewhere, "-m", "pytest", "-q"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
