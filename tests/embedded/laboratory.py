# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database with people and groups of every kind, used without any wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import omero.clients
import omero.model
import omero.sys
from omero.rtypes import rlist, rlong, rstring

import omero
from omero_embedded import updates
from omero_embedded.hql import run
from omero_embedded.permissions import ALL_GROUPS, Caller, permissions_number
from omero_embedded.store import Store

KINDS = ("rw----", "rwr---", "rwra--", "rwrw--")
PRIVILEGES = frozenset(
    "Chgrp Chown DeleteFile DeleteManagedRepo DeleteOwned DeleteScriptRepo ModifyGroup ModifyGroupMembership "
    "ModifyUser ReadSession Sudo WriteFile WriteManagedRepo WriteOwned WriteScriptRepo".split()
)


class Laboratory:
    """Groups of the four kinds with owner, fellow and leader in each; an outsider; administrators."""

    def __init__(self) -> None:
        self.store = Store(None)
        self.groups: dict[str, int] = {}
        self.users: dict[str, int] = {}
        with self.store.transaction(None) as tx:
            for kind in (*KINDS, "elsewhere"):
                perms = "rwra--" if kind == "elsewhere" else kind
                self.groups[kind] = tx.insert(
                    "ExperimenterGroup",
                    {"name": kind, "ldap": False, "permissions": permissions_number(perms)},
                )
            for name in ("owner", "fellow", "leader", "outsider", "admin", "powerless"):
                uid = self.users[name] = tx.insert(
                    "Experimenter",
                    {
                        "omeName": name,
                        "firstName": "F",
                        "lastName": "L",
                        "email": f"{name}@x",
                        "ldap": False,
                    },
                )
                groups = {"outsider": ["elsewhere"], "admin": [], "powerless": []}.get(name, KINDS)
                for kind in groups:
                    tx.insert(
                        "GroupExperimenterMap",
                        {"parent": self.groups[kind], "child": uid, "owner": name == "leader"},
                    )
                tx.insert("GroupExperimenterMap", {"parent": 1, "child": uid, "owner": False})
                if name in ("admin", "powerless"):
                    tx.insert("GroupExperimenterMap", {"parent": 0, "child": uid, "owner": False})

    def close(self) -> None:
        self.store.close()

    def caller(self, name: str, group: str | int = ALL_GROUPS) -> Caller:
        """Somebody in the context of a group (all groups when none is named)."""
        gid = self.groups[group] if isinstance(group, str) else group
        member = {self.groups[k] for k in KINDS} if name in ("owner", "fellow", "leader") else set()
        if name == "outsider":
            member = {self.groups["elsewhere"]}
        admin = name in ("admin", "powerless")
        return Caller(
            user_id=self.users[name],
            user_name=name,
            session_id=0,
            session_uuid="uuid",
            group_id=gid,
            session_group_id=self.groups["elsewhere" if name == "outsider" else "rw----"],
            member_of=frozenset(member | {1} | ({0} if admin else set())),
            leader_of=frozenset(member if name == "leader" else ()),
            is_admin=admin,
            privileges=PRIVILEGES if name == "admin" else frozenset(),
        )

    # -- doing

    def save(self, who: str, group: str | int, *objects: Any) -> Any:
        """Save objects; returns the only one, or the list."""
        saved = updates.save_and_return(self.store, self.caller(who, group), objects)
        return saved[0] if len(objects) == 1 else saved

    def rows(self, who: str, hql: str, group: str | int = ALL_GROUPS, **values: Any) -> list[Any]:
        """A projection as plain values; maps become dicts of plain values."""
        found = run.projection(self.store, self.caller(who, group), hql, parameters(**values))
        return [[omero.rtypes.unwrap(cell) for cell in row] for row in found]

    def column(self, who: str, hql: str, group: str | int = ALL_GROUPS, **values: Any) -> list[Any]:
        return [row[0] for row in self.rows(who, hql, group, **values)]

    def objects(self, who: str, hql: str, group: str | int = ALL_GROUPS, **values: Any) -> list[Any]:
        return run.find_all(self.store, self.caller(who, group), hql, parameters(**values))

    def get(self, who: str, cls: str, oid: int, group: str | int = ALL_GROUPS) -> Any:
        return run.get(self.store, self.caller(who, group), cls, oid)

    def log(self) -> list[tuple[str, str, int]]:
        """The event log: (action, class, id)."""
        return [
            (action, entity.rsplit(".", 1)[-1], oid)
            for action, entity, oid in self.store.read().execute(
                'SELECT "action", "entityType", "entityId" FROM "EventLog" ORDER BY id'
            )
        ]


def parameters(**values: Any) -> omero.sys.Parameters:
    found = omero.sys.ParametersI()
    for name, value in values.items():
        if isinstance(value, int):
            found.add(name, rlong(value))
        elif isinstance(value, str):
            found.add(name, rstring(value))
        elif isinstance(value, list):
            found.add(name, rlist([rlong(v) if isinstance(v, int) else rstring(v) for v in value]))
        else:
            found.add(name, value)
    return found


def dataset(name: str = "ds", description: str | None = None) -> Any:
    obj = omero.model.DatasetI()
    obj.name = rstring(name)
    if description is not None:
        obj.description = rstring(description)
    return obj


def image(name: str = "image") -> Any:
    obj = omero.model.ImageI()
    obj.name = rstring(name)
    return obj


def map_annotation(ns: str | None, pairs: Sequence[tuple[str, str]] = (("k", "v"),)) -> Any:
    obj = omero.model.MapAnnotationI()
    if ns is not None:
        obj.ns = rstring(ns)
    obj.mapValue = [omero.model.NamedValue(k, v) for k, v in pairs]
    return obj


def annotation_link(parent: int, child: Any) -> Any:
    """A new link from a dataset, by id, to an annotation (or the id of a MapAnnotation)."""
    link = omero.model.DatasetAnnotationLinkI()
    link.parent = omero.model.DatasetI(parent, False)
    link.child = omero.model.MapAnnotationI(child, False) if isinstance(child, int) else child
    return link


def without_name() -> Any:
    return omero.model.DatasetI()
