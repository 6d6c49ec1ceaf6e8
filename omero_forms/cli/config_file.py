# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings as lines for the `omero` command: to be typed, or in a file that OMERO.web's images and OME's Ansible role
load at every start (`omero load --glob '/opt/omero/web/config/*.omero'`).
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from omero_forms.conf import ENTRIES, TOP_LINKS, leads_to_the_forms
from omero_forms.domain.errors import error

SUFFIX = ".omero"
HEAD = (
    "# Made by omero-forms setup --write, which makes it anew: settings of your own belong into another file.\n"
    "# No password is in it; files that only their owner can read hold them.\n"
)


def config_lines(
    settings: Mapping[str, str], *, entries: Mapping[str, Any] = ENTRIES, between: str = " "
) -> Iterator[str]:
    """The lines that show the forms in OMERO.web and make `settings`. `between` stands before key and value.

    An entry that is in its list is not appended again: only --set sees to that.
    """
    for key, entry in entries.items():
        yield f"config append --set{between}{key} {shlex.quote(json.dumps(entry))}"
    for key, value in settings.items():
        yield f"config set{between}{key} {shlex.quote(value)}"


def variable_of(key: str) -> str:
    """The environment variable from which OME's image makes a setting, after it has loaded the files."""
    return f"CONFIG_{key.replace('_', '__').replace('.', '_')}"


def replaced_lists(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that replaces a list, ours included, that the file appends to."""
    for key, entry in ENTRIES.items():
        value = environment.get(variable_of(key))
        try:
            names_ours = value is None or _holds(json.loads(value), key, entry)
        except (ValueError, TypeError):
            # OMERO.web says itself what is wrong with it.
            names_ours = True
        if not names_ours:
            yield f"{variable_of(key)} replaces the whole list {key}: add {json.dumps(entry)} to it."


def _holds(listed: list[Any], key: str, entry: Any) -> bool:
    return entry in listed or (key == TOP_LINKS and any(map(leads_to_the_forms, listed)))


def refuse_to_lose(file: Path, keys: Collection[str]) -> None:
    """Raises `setup_incomplete` for a file that is there and has a line about anything but `keys`: it is somebody
    else's, or was added to, and writing would lose that.
    """
    ours = {("config", "append", key) for key in ENTRIES} | {("config", "set", key) for key in keys}
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    for number, line in enumerate(before.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#") and _subject(line) not in ours:
            raise error(
                "setup_incomplete",
                message=f"Line {number} of {file} is not one that set-up writes, and would be lost. Move it into another "
                "file, or name another one with --write.",
            )


def _subject(line: str) -> tuple[str, ...]:
    """What a line is about: the command and the key."""
    try:
        words = [word for word in shlex.split(line) if not word.startswith("-")]
    except ValueError:
        return (line,)
    return tuple(words[:3])


def write_config(file: Path, settings: Mapping[str, str], entries: Mapping[str, Any] = ENTRIES) -> bool:
    """Write the file that `omero load` reads; False if it was so already."""
    # `omero load` splits each line as a shell does; after -- nothing is taken for an option.
    content = HEAD + "".join(f"{line}\n" for line in config_lines(settings, entries=entries, between=" -- "))
    if file.exists() and file.read_text(encoding="utf-8") == content:
        return False
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.write_text(content, encoding="utf-8")
    # OMERO.web's user reads it, whoever wrote it.
    scratch.chmod(0o644)
    scratch.replace(file)
    return True
