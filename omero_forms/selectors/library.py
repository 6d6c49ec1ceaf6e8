# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms that come with the product, read from `omero_forms/library/`: a folder for each entry.

In it are `about.json` (source, its address, licence, purpose) and for each edition `edition-1.json`, the schema, with
`edition-1.ui.json`. Whoever changes a form adds an edition; one that was released stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from omero_forms.domain.comparing.changes import FormChange, form_changes
from omero_forms.domain.errors import error
from omero_forms.domain.library import Edition, Entry, Origin
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.domain.schemas.questions import questions_of
from omero_forms.domain.texts import t

DIRECTORY = Path(__file__).resolve().parents[1] / "library"


def entries() -> Mapping[str, Entry]:
    """All entries by their names, in the order of the alphabet."""
    return read_entries(DIRECTORY)


def entry(name: str) -> Entry:
    """An entry. Raises `not_found`."""
    found = entries().get(name)
    if found is None:
        raise error("not_found", message=t("The library has no form of this name."))
    return found


def editions_since(origin: Origin) -> tuple[Edition, Edition] | None:
    """The edition that a form was made from, and the newer one; None where it is the newest, or gone."""
    there = entries().get(origin.entry)
    before = there.of_number(origin.edition) if there else None
    return None if there is None or before is None or origin.newer is None else (before, there.newest)


def changes_between(before: Edition, after: Edition) -> list[FormChange]:
    """What the library changed from one edition to the other, in sentences."""
    return form_changes(stored_schema(before.schema), stored_schema(after.schema))


@cache
def read_entries(directory: Path) -> Mapping[str, Entry]:
    """The library in a folder. Read once by each process: it changes with the product alone."""
    folders = sorted(path for path in directory.iterdir() if path.is_dir())
    return MappingProxyType({folder.name: _read(folder) for folder in folders})


def _read(folder: Path) -> Entry:
    about = json.loads((folder / "about.json").read_text("utf-8"))
    editions: list[Edition] = []
    while (file := folder / f"edition-{len(editions) + 1}.json").is_file():
        ui_schema = file.with_suffix(".ui.json").read_text("utf-8")
        editions.append(Edition(len(editions) + 1, file.read_text("utf-8"), ui_schema))
    # That each can be published is what the tests hold.
    schema = stored_schema(editions[-1].schema)
    return Entry(
        entry=folder.name,
        name=schema.value["title"],
        description=schema.value["description"],
        questions=sum(1 for one in questions_of(schema).values() if not one.first("properties")),
        editions=tuple(editions),
        **about,
    )
