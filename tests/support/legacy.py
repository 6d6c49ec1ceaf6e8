# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facility that runs OMERO.forms: its form master, and the annotations that it left in the lab."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import omero.cmd
import omero.model
import pytest
from omero.rtypes import rstring

from demo.lab import User
from omero_forms.domain.legacy.annotations import PREFIX, Row
from tests.support.servers import Lab

SYSTEM = 0


@dataclass(slots=True)
class OlderPlugin:
    """Writes what OMERO.forms would have written. Form ids begin with `mark`, so that no test meets another's."""

    lab: Lab
    master: User
    mark: str
    made: list[int] = field(default_factory=list)

    def put(
        self,
        namespace: str,
        *rows: Row,
        owner: str = "",
        link_owner: str | None = None,
        on: tuple[str, int] | None = None,
    ) -> int:
        """One annotation: of the form master, linked to their own user by themselves, unless something else is said."""
        target = on or ("Experimenter", self.master.id)
        with self._as(owner) as client:
            # Of the group of admins nobody could link what is another's.
            is_hidden = on is None and not owner and link_owner is None
            group = SYSTEM if is_hidden else self._group(client, on)
            annotation = omero.model.MapAnnotationI()
            annotation.ns = rstring(PREFIX + namespace)
            annotation.mapValue = [omero.model.NamedValue(name, value) for name, value in rows]
            if link_owner is None:
                found = client.save(_link(target, annotation), group=group).child
            else:
                found = client.save(annotation, group=group)
        one = int(found.id.val)
        self.made.append(one)
        if link_owner is not None:
            with self._as(link_owner) as client:
                client.save(_link(target, omero.model.MapAnnotationI(one, False)), group=group)
        return one

    def form(self, form_id: str, *rows: Row) -> int:
        """A form."""
        return self.put(f"schema/{form_id}", *rows)

    def history(self, form_id: str, object_type: str, one: int, *rows: Row) -> int:
        """A history."""
        return self.put(f"data/{object_type}/{one}/{form_id}", *rows)

    def copy(self, form_id: str, owner: str, dataset: int, *rows: Row) -> int:
        """A copy on a dataset."""
        return self.put(f"kvdata/{form_id}", *rows, owner=owner, on=("Dataset", dataset))

    def rows(self) -> dict[int, list[Row]]:
        """All that is there of what was made."""
        with self.lab.as_user("root") as client:
            return {one: client.map_rows(one) for one in self.made}

    def _as(self, owner: str) -> Any:
        if not owner:
            return self.lab.server.connect(self.master, group=SYSTEM)
        return self.lab.as_user(owner)

    def _group(self, client: Any, on: tuple[str, int] | None) -> int:
        if on is None or on[0] == "Experimenter":
            return self.lab.groups["read_annotate"]
        hql = f"select o.details.group.id from {on[0]} o where o.id = :id"
        return int(client.rows(hql, {"id": on[1]})[0][0])

    def clear(self) -> None:
        """Take all of it away again."""
        with self.lab.as_user("root") as client:
            request = omero.cmd.Delete2(targetObjects={"Annotation": list(self.made)})
            client.client.submit(request, loops=1200, ms=50)


def _link(target: tuple[str, int], annotation: Any) -> Any:
    kind, one = target
    link = getattr(omero.model, f"{kind}AnnotationLinkI")()
    link.parent = getattr(omero.model, f"{kind}I")(one, False)
    link.child = annotation
    return link


def replay(older: OlderPlugin, recording: Mapping[str, Any], objects: Mapping[str, int]) -> dict[int, int]:
    """Write the annotations of a recording, about other objects; the id of each, by its id there. `objects` are by type
    and id, such as `Dataset/1`.
    """
    people = {"formmaster": "", "alice": "author", "bob": "fellow", "carol": "leader", "root": "root"}
    ids = {}
    for one in recording["annotations"]:
        namespace = _moved(str(one["ns"]).removeprefix(PREFIX), objects)
        rows = [(key, value) for key, value in one["rows"]]
        links = [
            (link["type"], objects.get(f"{link['type']}/{link['id']}"), link["link_owner"]) for link in one["links"]
        ]
        kind, number, link_owner = links[0]
        owner = people[one["owner"]]
        if kind == "Experimenter":
            other = people[link_owner] if link_owner != one["owner"] else None
            ids[one["id"]] = older.put(namespace, *rows, owner=owner, link_owner=other)
        else:
            assert number is not None
            ids[one["id"]] = older.put(namespace, *rows, owner=owner, on=(kind, number))
            for _kind, more, _owner in links[1:]:
                share(older, ids[one["id"]], owner, more)
    return ids


def _moved(namespace: str, objects: Mapping[str, int]) -> str:
    """The namespace of a history, about another object."""
    for name, number in objects.items():
        kind, _, old = name.partition("/")
        for slash in ("/", ""):
            before = f"data/{kind}{slash}{old}/"
            if namespace.startswith(before):
                return f"data/{kind}{slash}{number}/" + namespace.removeprefix(before)
    return namespace


def share(older: OlderPlugin, annotation: int, owner: str, dataset: int | None) -> None:
    """Link a copy to one more dataset."""
    with older.lab.as_user(owner) as client:
        link = _link(("Dataset", dataset or 0), omero.model.MapAnnotationI(annotation, False))
        client.save(link, group=older.lab.groups["read_annotate"])


@pytest.fixture
def older(lab: Lab) -> Iterator[OlderPlugin]:
    """A facility with OMERO.forms, and nothing in it yet."""
    name = f"older-{uuid.uuid4().hex[:8]}"
    plugin = OlderPlugin(lab, lab.build.admin(name, "Olga Older", password=name), name)
    try:
        yield plugin
    finally:
        plugin.clear()
