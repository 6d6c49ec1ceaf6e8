# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plug-in that people would use instead, in an OMERO.web of its own beside ours, on the same OMERO server.

It is installed into an environment of its own, which finds OMERO.web and what else it needs in ours: so both sides run
the same versions of everything but themselves.
"""

from __future__ import annotations

import subprocess
import sysconfig
import venv
from pathlib import Path

from demo.lab import Server
from demo.omerodir import environment, make_omerodir, web_settings
from demo.processes import Process, ProcessTree

NAME = "omero-forms==2.3.1"
MASTER = "peer-master"
WEB = ("-m", "gunicorn", "--timeout", "60", "omeroweb.wsgi:application")


class Peer:
    """An environment with the peer, and an OMERODIR that names it; `folder` is its own.

    A browser wants its scripts, too: then it is `browsable`.
    """

    def __init__(self, folder: Path, tree: ProcessTree, server: Server, port: int, *, browsable: bool = False) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._tree = tree
        self._python = str(folder / "venv/bin/python")
        self._install()
        self._configure(server, folder / "static" if browsable else None)
        if browsable:
            command = [self._python, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
            subprocess.run(command, check=True, env=environment(folder / "omero"), cwd=folder)

    def start(self, *, workers: int) -> Process:
        """Its OMERO.web. Wait until it answers."""
        home = self.folder / "omero"
        command = [
            self._python, *WEB, "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers),
            "--worker-tmp-dir", str(home / "var/tmp"),
        ]  # fmt: skip
        return self._tree.start("peer", command, environment=environment(home), directory=self.folder)

    def _install(self) -> None:
        venv.create(self.folder / "venv", with_pip=True)
        # Of pip's own configuration, whatever that is; what it stands on is there already.
        subprocess.run([self._python, "-m", "pip", "install", "--quiet", "--no-deps", NAME], check=True)
        asked = [self._python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        own = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
        # A path in a .pth comes behind its own, and no .pth that lies there is read: our plug-in is not seen.
        (Path(own) / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def _configure(self, server: Server, static: Path | None) -> None:
        home = self.folder / "omero"
        settings = web_settings(
            omero_port=server.port,
            database=home / "none.sqlite3",
            static=static,
            extra={
                "omero.web.forms.priv.user": MASTER,
                "omero.web.forms.priv.password": MASTER,
            },
        )
        make_omerodir(home, settings)
