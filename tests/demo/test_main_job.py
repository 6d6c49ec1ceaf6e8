# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make demo ARGS=--once` says what happened, and what did not."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from demo.__main__ import StoppedError, main, stop, timed
from demo.main_job import EVALUATE, EXEMPT, LINK, MAIL, MOVE, PROVE
from demo.ports import is_free
from tests.support.ports import free_port
from tests.support.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.serial]
Run = Callable[..., "subprocess.Popen[str]"]

SCHEMA = {
    "title": "Something else entirely",
    "type": "object",
    "$defs": {
        "amount": {
            "type": "object",
            "required": ["value"],
            "properties": {"value": {"type": "number"}, "unit": {"enum": ["ml", "ul"]}},
        }
    },
    "required": ["code", "steps"],
    "properties": {
        "code": {"type": "string", "pattern": "^[a-f]{2}-[0-9]{3}$"},
        "steps": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/amount"}},
        "when": {"type": "string", "format": "date"},
    },
}


@pytest.fixture
def start_demo(tmp_path: Path) -> Iterator[Run]:
    """Starts `python -m demo` with free ports and a state folder of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        ports = [
            word
            for name in ("web", "omero", "redis", "smtp", "mail-page")
            for word in (f"--{name}-port", str(free_port()))
        ]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("OMERO", "DJANGO"))}
        popen = subprocess.Popen(
            [sys.executable, "-m", "demo", "--state", str(tmp_path / "state"), *ports, *arguments],
            cwd=ROOT,
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(popen)
        return popen

    yield start
    for popen in started:
        if popen.poll() is None:
            popen.terminate()
        popen.communicate(timeout=120)


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A file with a schema that nobody made for the demo."""
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    return file


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the demo says when it does not even start."""

    def call(*arguments: str) -> str:
        assert main(["--once", "--state", str(tmp_path / "state"), *arguments]) == 2
        return capsys.readouterr().out

    return call


def finished(demo: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit status and output."""
    output, _ = demo.communicate(timeout=900)
    return demo.returncode, output


def not_happened(output: str) -> list[str]:
    """Names of the steps that the last lines say did not happen."""
    return (
        re.findall(r"^   (.+?): ", output.partition("did not happen:\n")[2], re.MULTILINE)
        if (re.search(r"\d+ of \d+ steps did not happen:", output))
        else []
    )


def processes_of(state: Path) -> list[int]:
    """Processes whose command line or environment names the state folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                zombie = "\nState:\tZ" in (entry / "status").read_text()
            except OSError:
                continue
            if str(state).encode() in told and not zombie:
                found.append(int(entry.name))
    return found


def all_have_ended(state: Path) -> bool:
    """Whether nothing runs there any more. What was killed last may take a moment."""
    wait_for(lambda: not processes_of(state), f"the end of all: {processes_of(state)}")
    return True


def read_until(demo: subprocess.Popen[str], text: str) -> str:
    """Read what the demo prints, which is returned, up to the line with *text*."""
    assert demo.stdout is not None
    output = ""
    for line in demo.stdout:
        output += line
        if text in line:
            return output
    pytest.fail(f"the demo ended without saying {text!r}: {output}")


def test_every_step_happens_and_the_status_is_0(start_demo: Run, tmp_path: Path) -> None:
    status, output = finished(start_demo("--once"))
    assert status == 0, output
    assert re.search(r"All 15 steps happened\.", output), output
    assert output.count("✓") >= 24, output
    assert all_have_ended(tmp_path)


def test_any_json_schema_makes_a_form_and_parts_that_are_taken_away_are_missed_by_name(
    start_demo: Run, schema: Path
) -> None:
    status, output = finished(start_demo("--once", "--form", str(schema), "--without", "worker", "--without", "beat"))
    assert status == 1, output
    assert '"Something else entirely"' in output
    # All else happened: the form was published, offered, filled in, recorded and copied, policies require it, and a
    # record that was altered is brought back.
    assert set(not_happened(output)) == {EVALUATE, MAIL, LINK, EXEMPT, MOVE, PROVE}, output
    assert output.count("not running: beat, worker") == 4, output


def test_a_signal_while_it_starts_stops_everything(start_demo: Run, tmp_path: Path) -> None:
    demo = start_demo()
    read_until(demo, "an OMERO server")
    stopped_by(signal.SIGTERM, demo, tmp_path)


def test_a_signal_whose_exception_is_lost_in_what_it_interrupts_stops_it_right_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("demo.__main__._asked_to_stop", [])
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}

    def as_ice_does() -> None:
        with contextlib.suppress(StoppedError):
            stop(signal.SIGTERM, None)

    try:
        with pytest.raises(StoppedError):
            timed("something", as_ice_does)
    finally:
        for sign, handler in handlers.items():
            signal.signal(sign, handler)


def test_without_mail_that_is_missed_and_what_a_kill_leaves_is_gone_on_with_on_other_ports_by_another_plugin(
    start_demo: Run, tmp_path: Path, schema: Path
) -> None:
    demo = start_demo("--form", str(schema), "--without", "mail")
    output = read_until(demo, "It stays up until Ctrl-C.")
    assert set(not_happened(output)) == {MAIL, LINK, EXEMPT, PROVE}, output
    assert "the mail server did not accept mail" in output
    alive = processes_of(tmp_path)
    assert len(alive) >= 7, "OMERO, Redis, OMERO.web with its workers, Celery with its workers, beat"
    os.kill(demo.pid, signal.SIGKILL)
    assert all_have_ended(tmp_path)
    # As after an update: what the web server hands out is of the plug-in before.
    shutil.rmtree(tmp_path / "state/omero/var/static/omero_forms")
    again = start_demo("--keep")
    web = re.findall(r"OMERO.web +(http://\S+)", read_until(again, "It stays up until Ctrl-C."))[0]
    with urlopen(f"{web}/webclient/login/", timeout=120) as page:
        assert page.status == 200
    with urlopen(f"{web}/static/omero_forms/manifest.json", timeout=120) as manifest:
        assert manifest.status == 200
    stopped_by(signal.SIGINT, again, tmp_path)


def stopped_by(sign: signal.Signals, demo: subprocess.Popen[str], folder: Path) -> None:
    """Send the signal; it ends as somebody asked it to, and leaves nothing running."""
    os.kill(demo.pid, sign)
    status, output = finished(demo)
    assert status == 130, output
    assert all_have_ended(folder)


def test_a_port_that_is_taken_is_named_before_anything_starts(refused: Callable[..., str], tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        assert f"web {port}" in refused("--web-port", str(port))
    assert not (tmp_path / "state").exists()
    assert is_free(port)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "my.json cannot be read: No such file or directory."),
        ("{", "my.json is not JSON: "),
        ("[]", "my.json holds no JSON object"),
    ],
)
def test_a_file_that_is_no_schema_is_named_before_anything_starts(
    refused: Callable[..., str], tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "my.json"
    if content is not None:
        file.write_text(content)
    assert told in refused("--form", str(file))
    assert not (tmp_path / "state").exists()


def test_two_parts_that_want_the_same_port_are_named(refused: Callable[..., str]) -> None:
    port = str(free_port())
    assert f"omero {port}, web {port}" in refused("--web-port", port, "--omero-port", port)


def test_a_folder_that_no_demo_made_is_not_emptied(refused: Callable[..., str], tmp_path: Path) -> None:
    home = tmp_path / "state"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    assert "Nothing was removed" in refused()
    assert (home / "thesis.txt").exists()
