# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Pythons that set-up takes, what Ice 3.6 needs on each of them, and that the wheels claim these and no other."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import Ice
import pytest

ROOT = Path(__file__).resolve().parents[2]
ICE_HELP = ROOT / "setup" / "zeroc-ice"
PROJECTS = [ROOT / "pyproject.toml", ROOT / "omero_embedded" / "pyproject.toml"]


def python_sh(**environment: str) -> subprocess.CompletedProcess[str]:
    """What set-up finds with these variables."""
    variables = {key: value for key, value in os.environ.items() if key != "PYTHON"} | environment
    return subprocess.run(["sh", "setup/python.sh"], cwd=ROOT, env=variables, capture_output=True, text=True)


def taken() -> list[str]:
    """The versions that setup/python.sh takes."""
    (pairs,) = re.findall(r"version_info\[:2\] in \{(.*?)\}", (ROOT / "setup/python.sh").read_text())
    return [".".join(pair) for pair in re.findall(r"\((\d+), (\d+)\)", pairs)]


# --------------------------------------------------------------------------------------------------------- which Python
@pytest.mark.parametrize("project", PROJECTS, ids=lambda file: file.parent.name)
def test_wheels_claim_the_pythons_that_set_up_takes(project: Path) -> None:
    claimed = tomllib.loads(project.read_text())["project"]
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(claimed["classifiers"]))
    assert versions == taken() == ["3.11", "3.12"]
    assert claimed["requires-python"] == f">={versions[0]}"
    words = f"Python {versions[0]} or {versions[1]}"
    assert words in (project.parent / "README.md").read_text()


def test_the_python_that_is_named_is_taken_and_no_other() -> None:
    assert python_sh(PYTHON=sys.executable).stdout.strip() == sys.executable
    for name in ("no-such-python", "/bin/true", "false"):
        found = python_sh(PYTHON=name)
        assert (found.returncode, found.stdout) == (1, "")
        assert f"PYTHON={name}" in found.stderr


def test_a_python_that_pyenv_hides_behind_its_shim_is_found(tmp_path: Path) -> None:
    hidden = tmp_path / "versions" / "3.12.9" / "bin" / "python-of-this-test"
    hidden.parent.mkdir(parents=True)
    hidden.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    hidden.chmod(0o755)
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / hidden.name).write_text("#!/bin/sh\nexit 127\n")
    (shims / hidden.name).chmod(0o755)
    found = python_sh(PYTHON=hidden.name, PYENV_ROOT=str(tmp_path), PATH=f"{shims}:{os.environ['PATH']}")
    assert found.stdout.strip() == sys.executable, found.stderr


def test_each_named_python_has_an_environment_of_its_own() -> None:
    def lint(*arguments: str) -> str:
        variables = {key: value for key, value in os.environ.items() if key != "PYTHON" and not key.startswith("MAKE")}
        make = ["make", "--no-print-directory", "-n", "lint", *arguments]
        return subprocess.run(make, cwd=ROOT, env=variables, capture_output=True, text=True, check=True).stdout

    assert lint().startswith(".venv/bin/python ")
    assert lint("PYTHON=python3.12").startswith(".venv-python3.12/bin/python ")
    assert lint("PYTHON=/opt/bin/python3.12").startswith(".venv-python3.12/bin/python ")


def test_set_up_called_by_the_python_of_an_environment_completes_that_one() -> None:
    script = "import sys; sys.prefix = sys.argv[1]; import install; print(install.VENV)"
    variables = {key: value for key, value in os.environ.items() if key != "OMERO_FORMS_VENV"}
    variables |= {"PYTHONPATH": str(ROOT / "setup"), "PYTHONDONTWRITEBYTECODE": "1"}

    def environment(prefix: Path, **more: str) -> str:
        command = [sys.executable, "-c", script, str(prefix)]
        return subprocess.run(command, env=variables | more, capture_output=True, text=True, check=True).stdout.strip()

    assert environment(Path("/usr")) == str(ROOT / ".venv")
    assert environment(ROOT / ".venv-python3.12") == str(ROOT / ".venv-python3.12")
    assert environment(Path("/usr"), OMERO_FORMS_VENV=".venv-python3.12") == str(ROOT / ".venv-python3.12")


# ------------------------------------------------------------------------------------------------------------------ Ice
def loaded(file: Path) -> ModuleType:
    """A module of setup/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"{file.stem}_of_setup", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_our_imp_has_all_that_ice_takes_from_it() -> None:
    uses = {
        node.attr
        for node in ast.walk(ast.parse(Path(Ice.__file__).read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "imp"
    }
    ours = loaded(ICE_HELP / "imp.py")
    assert uses <= set(dir(ours))
    assert isinstance(ours.new_module("made"), ModuleType)


def test_a_wheel_of_ice_is_given_imp_with_its_line_in_the_list_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    wheel = tmp_path / "zeroc_ice-3.6.5-cp312-cp312-linux_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("Ice.py", "import imp\n")
        archive.writestr("zeroc_ice-3.6.5.dist-info/RECORD", "Ice.py,sha256=x,11\n")
    loaded(ROOT / "setup" / "install.py").add_imp(wheel)
    assert list(tmp_path.iterdir()) == [wheel]
    with zipfile.ZipFile(wheel) as archive:
        module = archive.read("imp.py")
        record = archive.read("zeroc_ice-3.6.5.dist-info/RECORD").decode()
    assert module == (ICE_HELP / "imp.py").read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(module).digest()).rstrip(b"=").decode()
    assert record == f"Ice.py,sha256=x,11\nimp.py,sha256={digest},{len(module)}\n"


SOURCE = """
#include <Python.h>
#include <frameobject.h>
#include <eval.h>

const char* calls(PyObject* callable, PyObject* arguments)
{
    PyFrameObject* frame = PyThreadState_GET()->frame;
    const void* bytes = 0;
    Py_ssize_t length = 0;
    PyObject* answer = PyEval_CallObject(callable, arguments);
    return frame && answer && PyObject_AsReadBuffer(answer, &bytes, &length) == 0 ? static_cast<const char*>(bytes) : 0;
}
"""
"""What IcePy 3.6 asks of a Python, in the words of its own sources."""


def headers_here() -> list[Path]:
    """Those of this Python, and of the newer ones that pyenv keeps on this machine."""
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [path.parent for path in versions.glob("3.1[1-3]*/include/python3.*/Python.h")]
    return sorted({Path(sysconfig.get_path("include")), *found})


@pytest.mark.skipif(shutil.which("g++") is None, reason="there is no compiler here; a wheel of Ice was found instead")
@pytest.mark.parametrize("include", headers_here(), ids=lambda path: path.name)
def test_our_headers_have_what_ice_asks_of_each_python(include: Path, tmp_path: Path) -> None:
    source = tmp_path / "calls.cpp"
    source.write_text(SOURCE)
    command = ["g++", "-fsyntax-only", "-w", f"-I{ICE_HELP}", f"-I{include}", str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
