# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its annotations in a JSON file: what an export writes, for who goes back, compares or keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from omero_forms.domain.legacy.annotations import Annotation, Header, Link
from omero_forms.domain.refs import Person

NOBODY = -1
"""The id of people and groups that a file names and does not list."""


def annotations_in(recording: Mapping[str, Any]) -> Iterator[Annotation]:
    """The annotations of a file, in its order."""
    people = {name: int(one) for one, name in recording.get("users", {}).items()}
    groups = {name: int(one) for one, name in recording.get("groups", {}).items()}
    for one in recording["annotations"]:
        links = tuple(
            Link(link["type"], int(link["id"]), people.get(link["link_owner"], NOBODY)) for link in one["links"]
        )
        owner = Person(people.get(one["owner"], NOBODY), one["owner"])
        header = Header(int(one["id"]), one["ns"], owner, groups.get(one["group"], NOBODY), links)
        yield Annotation(header, tuple((str(name or ""), str(value or "")) for name, value in one["rows"]))


def recorded(one: Annotation, people: Mapping[int, str], groups: Mapping[int, str]) -> dict[str, Any]:
    """An annotation as such a file holds it."""
    header = one.header
    return {
        "id": header.id,
        "ns": header.namespace,
        "owner": header.owner.name,
        "group": groups.get(header.group_id, ""),
        "links": [
            {"type": link.object_type, "id": link.object_id, "link_owner": people.get(link.owner_id, "")}
            for link in header.links
        ],
        "rows": [list(row) for row in one.rows],
    }
