# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `retire` and `restore` have in common."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and why."""
    parser.add_argument("form", help="id of the form")
    parser.add_argument("--message", default="", help="why; it stays in the form's history")
    add_login_arguments(parser)
