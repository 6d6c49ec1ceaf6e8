# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m omero_embedded`: run a server until it is told to stop."""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import select
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .seed import SEEDS

if TYPE_CHECKING:
    from .server import EmbeddedServer

STOP_LIMIT = 2.0
"""Seconds for which running calls may hold up the end of the server."""

DESCRIPTION = """\
Run an OMERO-compatible server for tests and demonstrations. omero-py, BlitzGateway, the `omero` command and OMERO.web
are its clients; log in as root with the password given here.
"""
EXAMPLES = """\
examples:
  python -m omero_embedded --root-password omero --seed lab
      a server with groups, users and data to look at, gone when it stops
  python -m omero_embedded --tcp-port 14063 --ssl-port 14064 --root-password omero --database my.db
      fixed ports, and data that stays in my.db
  omero login root@localhost:14064 -w omero          (the ssl port; plain TCP is tcp://localhost:14063)

Data belongs to tests: there are no backups, no scripts, no tables, and no import of files.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m omero_embedded",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--tcp-port", type=_port, default=0, metavar="PORT", help="plain TCP; 0 takes any free port")
    parser.add_argument("--ssl-port", type=_port, default=0, metavar="PORT", help="SSL, with a certificate made now")
    parser.add_argument(
        "--root-password",
        metavar="PASSWORD",
        help="password of root (default: $OMERO_EMBEDDED_ROOT_PASSWORD, else a random one that is printed)",
    )
    parser.add_argument("--database", type=Path, metavar="FILE", help="keep data in FILE (default: nothing is kept)")
    parser.add_argument(
        "--seed",
        choices=tuple(SEEDS),
        default="none",
        help="begin with data; " + "; ".join(f"{name}: {what}" for name, what in SEEDS.items()),
    )
    parser.add_argument(
        "--ready-file", type=Path, metavar="FILE",
        help="write pid, host, tcp_port, ssl_port and database_uuid into FILE as JSON, once the server answers",
    )  # fmt: skip
    parser.add_argument(
        "--clock-behind", type=float, default=0, metavar="DAYS",
        help="set the clock back: data that is made now looks so many days old to a server started later without this",
    )  # fmt: skip
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the starting process ends")
    parser.add_argument("--verbose", action="store_true", help="log more")
    return parser


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _die_with_parent() -> None:
    """Stop when the starting process ends. Linux's PDEATHSIG would do so when its starting *thread* ends already."""
    threading.Thread(target=_await_end, args=(os.getppid(),), daemon=True).start()


def _await_end(parent: int) -> None:
    try:
        select.select([os.pidfd_open(parent)], [], [])
    except (OSError, AttributeError):  # gone already, or not Linux
        pause = threading.Event()
        while os.getppid() == parent:
            pause.wait(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop_signals() -> int:
    """A file descriptor that can be read from as soon as SIGTERM or SIGINT came.

    The kernel may give a signal to any thread. Python runs its handler in the main one, which would not learn of it
    while it waits for a lock.
    """
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return readable


def _insist() -> None:
    """End the process in STOP_LIMIT, whatever still runs: what was acknowledged is in the file by then."""
    limit = threading.Timer(STOP_LIMIT, os._exit, (0,))
    limit.daemon = True
    limit.start()


def _write_ready_file(path: Path, content: dict[str, Any]) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(path)


def _may_listen(host: str, password: str | None) -> bool:
    """Whether this is safe to start: beyond this machine only with a password that somebody chose."""
    if host in ("127.0.0.1", "localhost", "::1"):
        return True
    if not password:
        print(f"error: --host {host} needs a --root-password that you choose", file=sys.stderr)
        return False
    print(
        f"warning: listening on {host}: whoever reaches it and knows a password can use this server",
        file=sys.stderr,
    )
    return True


def _started(options: argparse.Namespace, password: str) -> EmbeddedServer | None:
    """The server, or None after a sentence about why it cannot start."""
    # Here, since they load omero, which takes a moment that --help and refused options need not take.
    from .pacing import tune_process
    from .server import EmbeddedServer
    from .store import Clock

    Clock.behind = int(options.clock_behind * 86_400_000)
    server = EmbeddedServer(options.host, options.tcp_port, options.ssl_port, password, options.database, options.seed)
    try:
        server.start()
    except Exception as error:
        subject = f"{options.database}: " if isinstance(error, sqlite3.Error) else ""
        print(f"error: the server cannot start: {subject}{error}", file=sys.stderr)
        logging.getLogger("omero_embedded").debug("start failed", exc_info=True)
        return None
    tune_process()
    return server


def _announced(options: argparse.Namespace, server: EmbeddedServer, shown: str) -> bool:
    """Say where it listens; False after a sentence about why --ready-file cannot be written."""
    content = {
        "pid": os.getpid(),
        "host": options.host,
        "tcp_port": server.tcp_port,
        "ssl_port": server.ssl_port,
        "database_uuid": server.database_uuid,
    }
    if options.ready_file is not None:
        try:
            _write_ready_file(options.ready_file, content)
        except OSError as error:
            print(f"error: --ready-file {options.ready_file}: {error.strerror}", file=sys.stderr)
            return False
    print(f"ready: {options.host}, tcp {server.tcp_port}, ssl {server.ssl_port}{shown}", flush=True)
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; returns the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    password = options.root_password or os.environ.get("OMERO_EMBEDDED_ROOT_PASSWORD")
    if not _may_listen(options.host, password):
        return 2
    stop = _stop_signals()
    if options.die_with_parent:
        _die_with_parent()
    chosen = password or secrets.token_hex(6)  # never a "-" in front, as an option has
    server = _started(options, chosen)
    if server is None:
        return 1
    try:
        if not _announced(options, server, "" if password else f", root password {chosen}"):
            return 1
        select.select([stop], [], [])
    finally:
        _insist()
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
