# SPDX-License-Identifier: AGPL-3.0-or-later
"""The graph requests of omero.cmd."""

from __future__ import annotations

import dataclasses
from typing import Any

import omero.api
import omero.cmd

from ..call import Call
from ..commands.requests import performs
from ..model.reflect import ENTITIES
from ..permissions import ALL_GROUPS, GROUP_READ, permissions_number
from . import operations, privacy
from .items import Item, Key, by_table
from .options import Options
from .plan import Planner, failed
from .structure import PARTS, class_called, links_from, links_to, parts_of, table_of, used_by, users_of


def _steps(request: Any) -> int:
    """Of the requests that change something: fewer when they only pretend to."""
    changing = 7 if isinstance(request, omero.cmd.Chown2) else 6
    return changing - 2 if request.dryRun else changing


def _steps_with_head(request: Any) -> int:
    """The inner request is done twice, without changing anything at first."""
    inner = request.request
    return 1 if inner is None else _steps(inner) + (5 if isinstance(inner, omero.cmd.Chown2) else 4)


@performs(omero.cmd.Delete2, steps=_steps)
def delete(call: Call, request: Any) -> Any:
    with call.store.transaction(call.caller) as running:
        outcome = operations.delete(running, call.caller, request)
    return omero.cmd.Delete2Response(deletedObjects=operations.by_class(outcome.deleted))


def _changed(response: Any, outcome: operations.Outcome) -> Any:
    """The response of the kind that is asked for."""
    return response(
        includedObjects=operations.by_class(outcome.changed),
        deletedObjects=operations.by_class(outcome.deleted),
    )


@performs(omero.cmd.Chgrp2, steps=_steps)
def chgrp(call: Call, request: Any) -> Any:
    with call.store.transaction(call.caller) as running:
        outcome = operations.chgrp(running, call.caller, request)
    return _changed(omero.cmd.Chgrp2Response, outcome)


@performs(omero.cmd.Chown2, steps=_steps)
def chown(call: Call, request: Any) -> Any:
    with call.store.transaction(call.caller) as running:
        outcome = operations.chown(running, call.caller, request)
    return _changed(omero.cmd.Chown2Response, outcome)


@performs(omero.cmd.Chmod2, steps=_steps)
def chmod(call: Call, request: Any) -> Any:
    """Permissions of groups, by administrators with ModifyGroup and by their leaders.

    A group that becomes private loses what hangs on other people's data.
    """
    wanted: list[int] = []
    for name, ids in (request.targetObjects or {}).items():
        if class_called(name) is not ENTITIES["ExperimenterGroup"]:
            raise failed("Chmod2", f"cannot target {name}", "bad-target", exception=False)
        wanted += ids
    try:
        perm1 = permissions_number(request.permissions)
    except Exception as error:
        raise failed("Chmod2", f"bad permissions: {request.permissions}", exception=False) from error
    for gid in wanted:
        if not (call.caller.may("ModifyGroup") or gid in call.caller.leader_of):
            raise failed(
                "Chmod2",
                f"not permitted to change permissions on ome.model.meta.ExperimenterGroup[{gid}]",
            )
    deleted: dict[Key, str] = {}
    with call.store.transaction(call.caller) as running:
        if not perm1 & GROUP_READ:
            wanted = [gid for gid in wanted if privacy.becomes_private(running, gid, perm1)]
            for gid in wanted:
                deleted |= privacy.cut(running, call.caller, gid)
        if not request.dryRun:
            operations.remove(running, deleted)
            for gid in wanted:
                running.update("ExperimenterGroup", gid, {"permissions": perm1})
    call.backend.accounts.forget()
    return omero.cmd.Chmod2Response(
        includedObjects={"ome.model.meta.ExperimenterGroup": list(wanted)} if wanted else {},
        deletedObjects=operations.by_class(deleted),
    )


@performs(omero.cmd.SkipHead, steps=_steps_with_head)
def skip_head(call: Call, request: Any) -> Any:
    """Do the inner request, starting from those classes below the targets, where the targets would take them along."""
    inner = request.request
    if not isinstance(inner, omero.cmd.Delete2 | omero.cmd.Chgrp2 | omero.cmd.Chown2):
        raise failed("SkipHead", "SkipHead needs a request to change something", exception=False)
    inner.childOptions = inner.childOptions or request.childOptions
    inner.dryRun = inner.dryRun or request.dryRun
    with call.store.transaction(call.caller) as running:
        caller = dataclasses.replace(call.caller, group_id=ALL_GROUPS)
        planner = Planner(running.conn, caller, "SkipHead", Options(inner.childOptions))
        plan = planner.grow(planner.targets(request.targetObjects), lambda item, _: planner.flags(item).delete)
        wanted = {cls for name in request.startFrom or [] for cls in getattr(class_called(name), "descendants", ())}
        heads = {key: item for key, item in plan.items.items() if item.cls in wanted}
        inner.targetObjects = _named(heads)
        performed = {
            omero.cmd.Delete2: delete,
            omero.cmd.Chgrp2: chgrp,
            omero.cmd.Chown2: chown,
        }[next(c for c in (omero.cmd.Delete2, omero.cmd.Chgrp2, omero.cmd.Chown2) if isinstance(inner, c))]
        return performed(call, inner)


def _named(items: dict[Key, Item]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in items.values():
        found.setdefault(item.cls, []).append(item.id)
    return found


# ---- looking -------------------------------------------------------------------------------------------------------


def _readable_planner(call: Call, name: str) -> Planner:
    caller = dataclasses.replace(call.caller, group_id=ALL_GROUPS)
    return Planner(call.store.read(), caller, name, Options(None))


@performs(omero.cmd.FindParents)
def find_parents(call: Call, request: Any) -> Any:
    found = _walk(call, request.targetObjects, "FindParents", request.typesOfParents, request.stopBefore, True)
    return omero.cmd.FoundParents(parents=found)


@performs(omero.cmd.FindChildren)
def find_children(call: Call, request: Any) -> Any:
    found = _walk(
        call,
        request.targetObjects,
        "FindChildren",
        request.typesOfChildren,
        request.stopBefore,
        False,
    )
    return omero.cmd.FoundChildren(children=found)


def _walk(
    call: Call,
    targets: dict[str, list[int]],
    name: str,
    types: list[str] | None,
    stop_before: list[str] | None,
    upwards: bool,
) -> dict[str, list[int]]:
    planner = _readable_planner(call, name)
    wanted = {c for t in types or [] for c in _descendants(name, t)}
    barred = {c for t in stop_before or [] for c in _descendants(name, t)}
    seen: dict[Key, Item] = {}
    fresh = planner.targets(targets)
    found: dict[Key, str] = {}
    while fresh:
        seen.update(fresh)
        keys = _above(planner, fresh) if upwards else _below(planner, fresh)
        fresh = {}
        for table, ids in by_table(k for k in keys if k not in seen).items():
            for key, item in planner.load(table, ids).items():
                if item.cls not in barred and planner.readable(item):
                    fresh[key] = item
                    if item.cls in wanted:
                        found[key] = item.cls
    return operations.by_class(found)


def _descendants(request: str, name: str) -> tuple[str, ...]:
    entity = class_called(name)
    if entity is None:
        raise failed(request, f"unknown class: {name}", exception=False)
    return entity.descendants


def _below(planner: Planner, items: dict[Key, Item]) -> set[Key]:
    found: set[Key] = set()
    for table, ids in by_table(items).items():
        if links_from(table):
            found.update(link.child for link in planner.touching(table, ids, "parent"))
        for part_table, column in parts_of(table):
            found.update((part_table, oid) for oid in planner.select(part_table, "id", column, ids))
        for column, used_table in used_by(table):
            found.update((used_table, oid) for oid in planner.select(table, column, "id", ids))
    return found


def _above(planner: Planner, items: dict[Key, Item]) -> set[Key]:
    found: set[Key] = set()
    for table, ids in by_table(items).items():
        if links_to(table):
            found.update(link.parent for link in planner.touching(table, ids, "child"))
        for part, column in PARTS:
            if table_of(part) == table:
                whole = table_of(ENTITIES[part].properties[column].type)
                found.update((whole, oid) for oid in planner.select(table, column, "id", ids))
        for user_table, column in users_of(table):
            found.update((user_table, oid) for oid in planner.select(user_table, "id", column, ids))
    return found


@performs(omero.cmd.DiskUsage2, steps=5)
def disk_usage(call: Call, request: Any) -> Any:
    """Bytes of the files and pixels below the targets, by who uses them."""
    planner = _readable_planner(call, "DiskUsage2")
    seen = planner.targets(request.targetObjects)
    fresh = dict(seen)
    while fresh:
        keys = _below(planner, fresh) - set(seen)
        fresh = {k: i for table, ids in by_table(keys).items() for k, i in planner.load(table, ids).items()}
        seen.update(fresh)
    response = omero.cmd.DiskUsage2Response(
        fileCountByReferer={}, bytesUsedByReferer={}, totalFileCount={}, totalBytesUsed={}
    )
    for item in seen.values():
        found = _bytes_of(planner, item)
        if found is None:
            continue
        referer, size = found
        who = omero.api.LongPair(item.owner or 0, item.group or 0)
        counts = response.fileCountByReferer.setdefault(who, {})
        counts[referer] = counts.get(referer, 0) + 1
        sizes = response.bytesUsedByReferer.setdefault(who, {})
        sizes[referer] = sizes.get(referer, 0) + size
        response.totalFileCount[who] = response.totalFileCount.get(who, 0) + 1
        response.totalBytesUsed[who] = response.totalBytesUsed.get(who, 0) + size
    return response


def _bytes_of(planner: Planner, item: Item) -> tuple[str, int] | None:
    """Who refers to stored bytes, and how many they are; None for objects without any."""
    if item.table == "OriginalFile":
        row = planner.conn.execute('SELECT "size" FROM "OriginalFile" WHERE id = ?', (item.id,)).fetchone()
        return "FileAnnotation", row[0] or 0
    if item.table == "Pixels":
        row = planner.conn.execute(
            'SELECT sum(length(data)) FROM "PixelPlane" WHERE pixels_id = ?', (item.id,)
        ).fetchone()
        return None if row[0] is None else ("Pixels", row[0])
    return None
