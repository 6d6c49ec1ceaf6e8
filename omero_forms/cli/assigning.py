# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `assign` and `unassign` have in common."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments
from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType


def configure(parser: argparse.ArgumentParser) -> None:
    """Form, group and object types."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("--group", required=True, help="name or id of the group")
    parser.add_argument(
        "--type",
        action="append",
        dest="types",
        metavar="TYPE",
        help="project, dataset, screen, plate or image; may be given more than once (default: dataset)",
    )
    add_login_arguments(parser)


def object_types(args: argparse.Namespace) -> set[ObjectType]:
    """The types that were asked for. Raises `request_invalid`."""
    try:
        return {ObjectType.from_text(text) for text in args.types or ["dataset"]}
    except ValueError:
        raise error(
            "request_invalid",
            message="An object type is one of project, dataset, screen, plate, image.",
        ) from None


def type_words(types: set[ObjectType]) -> str:
    """`Dataset, Project`."""
    return ", ".join(sorted(one.value for one in types))
