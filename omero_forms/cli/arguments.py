# SPDX-License-Identifier: AGPL-3.0-or-later
"""Arguments that several verbs take, and what is read from them."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

from omero_forms.cli.login import add_login_arguments
from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import ObjectType, object_named

MOST_BYTES = 5_000_000
"""More than any file of policies or schema may have; what is in it says what is too much of what."""


def offer_arguments(parser: argparse.ArgumentParser) -> None:
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


def object_argument(text: str) -> tuple[ObjectType, int]:
    """The type of an argument such as `Dataset:12`. Raises ArgumentTypeError, which is told as a wrong call."""
    try:
        return object_named(text)
    except ValueError:
        raise argparse.ArgumentTypeError("an object is its type and id, such as Dataset:12") from None


def reason_arguments(parser: argparse.ArgumentParser) -> None:
    """The form, and why."""
    parser.add_argument("form", help="id of the form")
    parser.add_argument("--message", default="", help="why; it stays in the form's history")
    add_login_arguments(parser)


def read_text(path: Path) -> str:
    """The text of a file. Raises `request_invalid` with the path and why where it cannot be read."""
    return read_with_sha256(path)[0]


def read_with_sha256(path: Path) -> tuple[str, str]:
    """The text of a file, "-" for the standard input, and the SHA-256 of its bytes as other tools say it. Raises as
    :func:`read_text` does.
    """
    try:
        data = _bytes(path)
    except OSError as fault:
        raise error("request_invalid", message=f"{path} cannot be read: {fault.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise error("request_invalid", message=f"{path} cannot be read: it is larger than 5 MB.")
    try:
        # Line ends of Windows are as good as others.
        return data.decode("utf-8-sig").replace("\r\n", "\n"), hashlib.sha256(data).hexdigest()
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise error(
            "request_invalid",
            message=f"{path} cannot be read: line {line} is not UTF-8 text. Save the file as UTF-8.",
        ) from None


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises `request_invalid` where there is none, and what answers cannot be."""
    try:
        value = parse_json(read_text(path), besides=0)
    except FormsError as fault:
        if fault.code != "body_not_json":
            raise
        value = None
    if not isinstance(value, dict):
        raise error("request_invalid", message=f"{path} cannot be read: it holds no JSON object.")
    return value
