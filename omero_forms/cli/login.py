# SPDX-License-Identifier: AGPL-3.0-or-later
"""Log-in of verbs that act for a person."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from omero_forms.domain.errors import error

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

PASSWORD_VARIABLE = "OMERO_PASSWORD"  # noqa: S105  (a name, not a password)


def add_login_arguments(parser: argparse.ArgumentParser) -> None:
    """The log-in options of the `omero` command."""
    group = parser.add_argument_group("log-in to OMERO")
    group.add_argument("-s", "--server", help="host; by default the first of omero.web.server_list")
    group.add_argument("-p", "--port", type=int, help="port of that host")
    group.add_argument("-u", "--user", help="log-in name")
    group.add_argument("-w", "--password", help=f"password; safer in the environment variable {PASSWORD_VARIABLE}")
    group.add_argument("-k", "--key", help="key of a session that is already open")


@contextmanager
def user_session(args: argparse.Namespace) -> Iterator[UserSession]:
    """The session of the person that `args` name, closed afterwards.

    Raises `login_required` with a message that fits a terminal, or `omero_unavailable`.
    """
    from omero_forms.conf import conf
    from omero_forms.services.access.logins import log_in

    current = conf()
    host = args.server or current.omero_host
    port = args.port or current.omero_port
    if args.key:
        session = log_in(host, port, session_key=args.key)
    else:
        if not args.user:
            raise error(
                "login_required",
                message="Say who you are: -u USER, or -k with the key of an open session.",
            )
        session = log_in(host, port, user=args.user, password=_password(args))
    with session:
        yield session


def _password(args: argparse.Namespace) -> str:
    password = args.password or os.environ.get(PASSWORD_VARIABLE)
    if password:
        return str(password)
    if sys.stdin.isatty():
        return getpass.getpass(f"Password of {args.user}: ")
    raise error(
        "login_required",
        message=f"Give the password in the environment variable {PASSWORD_VARIABLE}; at a terminal you are asked for it.",
    )
