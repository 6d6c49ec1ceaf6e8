# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is released, and that it installs as the README says: without Node, into an OMERO.web of its own."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import requests

from demo.lab import User
from demo.processes import ProcessTree
from demo.web import WebSession
from tests.support.ports import free_port
from tests.support.servers import start_omero

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
# The README goes on with Redis and the workers; the rest are warnings of settings that each facility decides on.
YET_TO_DO = {"broker_unavailable", "worker_missing", "mail_from_missing", "auditor_missing"}
pytestmark = [pytest.mark.slow, pytest.mark.serial]


@pytest.fixture(scope="module")
def workshop() -> Iterator[Path]:
    """A folder that an ordinary user may enter: the `omero` command refuses root."""
    directory = Path(tempfile.mkdtemp(prefix="forms-dist-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def dist(workshop: Path) -> Path:
    """The folder with the sdist and the wheel that was built from it, as they are released."""
    out = workshop / "dist"
    # From a copy, so that no build folder is left in the checkout.
    source = workshop / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    shutil.copytree(ROOT / "omero_forms/static/omero_forms", source / "omero_forms/static/omero_forms")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        check=True,
        capture_output=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
    )
    return out


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """The wheel."""
    (found,) = dist.glob("*.whl")
    return found


def modules_of_the_project() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "omero_forms", "omero"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name for name in listed.stdout.splitlines() if (ROOT / name).is_file() and not name.endswith(".gitkeep")}


def test_wheel_holds_the_plug_in_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {name for name in names if ".dist-info/" not in name}
    built = {name for name in code if name.startswith("omero_forms/static/omero_forms/")}
    assert code - built == modules_of_the_project()
    assert "omero/plugins/forms.py" in code
    assert not [name for name in code if name in {"omero/__init__.py", "omero/plugins/__init__.py"}], (
        "omero is omero-py's"
    )
    assert "omero_forms/static/omero_forms/manifest.json" in built
    assert len([name for name in built if name.endswith(".js")]) >= 4
    assert not [name for name in names if name.endswith((".map", ".pyc", ".ts", ".tsx"))]


def test_large_assets_of_the_wheel_lie_beside_their_gzip_and_brotli_form(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    names = set(archive.namelist())
    scripts = [name for name in names if name.endswith(".js") and archive.getinfo(name).file_size > 1000]
    assert scripts
    for name in scripts:
        assert gzip.decompress(archive.read(f"{name}.gz")) == archive.read(name)
        assert archive.getinfo(f"{name}.br").file_size < archive.getinfo(f"{name}.gz").file_size


def test_wheel_names_itself_its_licence_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
    metadata = archive.read(f"{info}/METADATA").decode()
    assert "Name: omero-web-forms\n" in metadata
    assert "License-Expression: AGPL-3.0-or-later\n" in metadata
    assert f"pip install {wheel.name}" in (ROOT / "README.md").read_text()
    assert wheel.name in (ROOT / "docs/admin.md").read_text()
    assert "omero-forms = omero_forms.cli:main" in archive.read(f"{info}/entry_points.txt").decode()
    assert b"GNU AFFERO GENERAL PUBLIC LICENSE" in archive.read(f"{info}/licenses/LICENSE")


def test_sdist_has_the_sources_of_what_is_built_and_no_tests(dist: Path) -> None:
    (found,) = dist.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "setup.py",
        "frontend/package-lock.json",
        "frontend/src/panel.ts",
        "docs/admin.md",
        "omero_forms/domain/answers/problem_words.json",
        "docs/images/panel.png",
    } <= names
    assert modules_of_the_project() <= names
    assert "omero_forms/static/omero_forms/manifest.json" in names
    assert not [
        name for name in names if name.split("/")[0] in {"tests", "demo", "omero_embedded", "setup", ".venv", ".demo"}
    ]
    assert not [name for name in names if "node_modules" in name]


def test_no_file_of_the_lock_names_a_registry_host() -> None:
    for name in (
        "requirements/runtime.txt",
        "requirements/dev.txt",
        "requirements/node.txt",
        "requirements/redis.txt",
    ):
        assert "://" not in (ROOT / name).read_text()
    assert '"resolved": "http' not in (ROOT / "frontend/package-lock.json").read_text()


class Facility:
    """An OMERO.web of its own: a virtual environment without Node, an OMERODIR, an ordinary user who runs it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.venv = directory / "venv"
        self.omerodir = directory / "omero"
        self.home_of_python = directory / "python"
        self.user = NOBODY if os.getuid() == 0 else None
        for folder in (self.omerodir / "etc/grid", self.omerodir / "var", directory / "home"):
            folder.mkdir(parents=True)
        self.hand_over(self.omerodir, directory / "home")

    def hand_over(self, *folders: Path) -> None:
        """Make *folders* the user's."""
        if self.user is not None:
            subprocess.run(["chown", "-R", "-h", str(self.user), *map(str, folders)], check=True)

    def python(self) -> str:
        """Set-up's interpreter; a copy of all of it where only root can go, as to pyenv's in root's home."""
        # Not that of .venv, which may lie there too.
        found = subprocess.run(["sh", str(ROOT / "setup/python.sh")], capture_output=True, text=True, check=True)
        python = Path(found.stdout.strip()).resolve()
        try:
            subprocess.run([python, "-c", ""], user=self.user, check=True)
        except PermissionError:
            subprocess.run(["cp", "-a", python.parents[1], self.home_of_python], check=True)
            return str(self.home_of_python / "bin" / python.name)
        return str(python)

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            # That of a copy has its own libpython.
            "LD_LIBRARY_PATH": str(self.home_of_python / "lib"),
            # No Node is found there.
            "PATH": f"{self.venv / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.directory / "home"),
            "OMERODIR": str(self.omerodir),
            "LANG": "C.UTF-8",
        }

    def run(self, line: str) -> str:
        """One line of a shell, as that user; what it printed."""
        done = subprocess.run(
            shlex.split(line),
            capture_output=True,
            text=True,
            user=self.user,
            env=dict(self.environment),
            cwd=self.directory,
            timeout=600,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def load(self, lines: Sequence[str]) -> None:
        """Several lines of the `omero` command, in one process."""
        file = self.directory / "lines.omero"
        file.write_text("".join(f"{line.removeprefix('omero ')}\n" for line in lines))
        self.run(f"omero load {file}")


@pytest.fixture(scope="module")
def facility(workshop: Path, wheel: Path) -> Facility:
    """Where the wheel has been installed by pip, with the versions of the lock."""
    site = Facility(workshop)
    subprocess.run([site.python(), "-m", "venv", "--without-pip", str(site.venv)], check=True)
    ice = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "omero-forms" / "wheels"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(site.venv / "bin/python"),
        "--disable-pip-version-check",
        "install",
        "-q",
        "--no-compile",
        "--find-links",
        str(ice),
    ]
    subprocess.run([*pip, "-c", str(ROOT / "requirements/runtime.txt"), str(wheel)], check=True, timeout=600)
    # What was not compiled now is when it is first used, by whoever runs it.
    site.hand_over(site.venv)
    return site


def readme_lines(kind: str) -> list[str]:
    """The lines of the README's shell blocks that begin with *kind*."""
    blocks = re.findall(r"```shell\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(kind)]


def test_the_readme_installs_it_and_the_panel_opens(facility: Facility, workshop: Path) -> None:
    web_port = free_port()
    logs = workshop / "log"
    with ProcessTree(logs) as tree:
        omero = start_omero(tree, workshop, free_port(), "root-of-the-facility")
        lines = readme_lines("omero config")
        assert len(lines) >= 3
        for line in lines:
            facility.run(line.replace("/opt/omero/web", str(facility.omerodir / "var")))
        # What an OMERO.web has been told already.
        middleware = '{"index": 0, "class": "whitenoise.middleware.WhiteNoiseMiddleware"}'
        facility.load(
            [
                f'omero config set omero.web.server_list \'[["tcp://127.0.0.1", {omero.port}, "omero"]]\'',
                f"omero config set omero.web.application_server.port {web_port}",
                "omero config set omero.web.application_server.host 127.0.0.1",
                "omero config set omero.web.wsgi_workers 1",
                f"omero config append --set omero.web.middleware '{middleware}'",
            ]
        )

        (setup,) = readme_lines("omero forms setup")
        printed = facility.run(f"{setup} -w root-of-the-facility")
        for line in printed.splitlines():
            assert line.startswith(("omero config set omero.web.forms.", "omero config append --set omero.web.")), line
        facility.load(printed.splitlines())
        (migrate,) = readme_lines("omero forms migrate")
        facility.run(migrate)
        try:
            facility.run("omero web start")
            url = f"http://127.0.0.1:{web_port}"
            tree.wait_until(tree.processes[0], lambda: answers(f"{url}/webclient/login/"), seconds=300)
            web = WebSession(url, User(0, "root", "", "root-of-the-facility"))
            assert 'id="omero_forms_panel"' in web.page("/webclient/")
            (ours,) = [
                one
                for one in json.loads(web.page("/webgateway/open_with/"))["open_with_options"]
                if one["id"] == "omero_forms"
            ]
            assert ours["url"] == "/omero_forms/"
            panel = web.page("/omero_forms/?id=1&type=dataset")
            script = re.search(r'src="([^"]+)"', panel)
            assert script, panel
            assert requests.get(url + script[1], timeout=60).status_code == 200, script[1]
            (large,) = {name for name in built_scripts(facility) if name.startswith("mount-")}
            for wanted in ("gzip", "br", "identity"):
                sent = requests.get(
                    f"{url}{script[1].rpartition('/')[0]}/{large}",
                    headers={"Accept-Encoding": wanted},
                    timeout=60,
                    stream=True,
                )
                assert sent.headers.get("Content-Encoding", "identity") == wanted
            problems = {problem["code"] for problem in web.get("status")["problems"]}
            assert problems <= YET_TO_DO
        finally:
            facility.run("omero web stop")


def built_scripts(facility: Facility) -> set[str]:
    """Names of the front-end's files as the wheel brought them."""
    (assets,) = facility.venv.glob("lib/*/site-packages/omero_forms/static/omero_forms/assets")
    return {file.name for file in assets.glob("*.js")}


def answers(url: str) -> bool:
    """Whether a page is there; on a busy machine the first one takes longer than one time-out."""
    try:
        return requests.get(url, timeout=60).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False
