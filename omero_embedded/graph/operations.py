# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delete2, Chgrp2 and Chown2: deciding by the kind of group, and doing it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..commands.failures import UNPREPARED
from ..model.reflect import ENTITIES
from ..permissions import ALL_GROUPS, GROUP_ANNOTATE, GROUP_READ, GROUP_WRITE, Caller
from ..store import Tx
from . import refusals
from .items import Item, Key, Link, by_table
from .options import BadOption, Options
from .plan import Plan, Planner, chunks, failed


@dataclass
class Outcome:
    """What an operation has changed, and what it has deleted: keys and exact classes."""

    changed: dict[Key, str] = field(default_factory=dict)
    deleted: dict[Key, str] = field(default_factory=dict)


def by_class(objects: dict[Key, str]) -> dict[str, list[int]]:
    """Ids by full class name, as responses list them."""
    found: dict[str, list[int]] = {}
    for (_, oid), cls in sorted(objects.items()):
        found.setdefault(ENTITIES[cls].java_name, []).append(oid)
    return found


def _planner(tx: Tx, caller: Caller, request: Any, name: str) -> Planner:
    try:
        options = Options(request.childOptions)
    except BadOption as error:
        raise failed(name, str(error), UNPREPARED, exception=False) from error
    return Planner(tx.conn, dataclasses.replace(caller, group_id=ALL_GROUPS), name, options)


def external_infos(planner: Planner, objects: dict[Key, str]) -> dict[Key, str]:
    """The external info of these objects, which shares their fate whatever it is."""
    found: dict[Key, str] = {}
    for table, ids in by_table(objects).items():
        for oid in planner.select(table, "external_id", "id", ids):
            found["ExternalInfo", oid] = "ExternalInfo"
    return found


def _with_external_infos(planner: Planner, outcome: Outcome) -> Outcome:
    outcome.changed |= external_infos(planner, outcome.changed)
    outcome.deleted |= external_infos(planner, outcome.deleted)
    return outcome


def _link_item(link: Link) -> str:
    return link.entity.name


# ---- deleting ------------------------------------------------------------------------------------------------------


def delete(tx: Tx, caller: Caller, request: Any, heads: Callable[[Planner], dict[Key, Item]] | None = None) -> Outcome:
    """Delete2. `heads` overrides which objects the request starts from. Raises RequestFailed."""
    planner = _planner(tx, caller, request, "Delete2")
    targets = heads(planner) if heads else planner.targets(request.targetObjects)
    plan = planner.grow(targets, lambda item, plan: _goes_when_orphaned(planner, item, plan))
    refusals.check_undivided(planner, plan, "delete")
    refusals.check_wells(planner, plan, "delete")
    refusals.check_tags(planner, plan, "delete")
    refusals.check_deletable(planner, plan)
    outcome = Outcome(deleted={key: item.cls for key, item in plan.items.items()})
    refusals.check_references(planner, outcome.deleted)
    outcome.deleted.update({(link.entity.table, link.id): _link_item(link) for link in plan.links.values()})
    _with_external_infos(planner, outcome)
    if not request.dryRun:
        remove(tx, outcome.deleted)
    return outcome


_SHARED_BY_HABIT = {"TagAnnotation", "FileAnnotation"}


def _goes_when_orphaned(planner: Planner, item: Item, plan: Plan) -> bool:
    """Whether an object that has lost all its parents is deleted too.

    Ratings, numbers and comments are, whoever owns them; tags and files only when the deleted object's owner is
    theirs, and not when a mere link was deleted; all else when the caller may delete it.
    """
    if item.cls in refusals.WITHOUT_PERMISSION:
        return True
    if item.cls in _SHARED_BY_HABIT and not _has_owner_of_parent(item, plan):
        return False
    return planner.flags(item).delete


def remove(tx: Tx, objects: dict[Key, str]) -> None:
    """Delete rows, links first. What refers to them from outside loses its reference where it can be without."""
    tables: dict[str, list[tuple[int, str]]] = {}
    for (table, oid), cls in objects.items():
        tables.setdefault(table, []).append((oid, cls))
    ordered = sorted(tables, key=lambda table: not ENTITIES[table].is_link)
    for table in ordered:
        if not ENTITIES[table].is_link:
            _forget(tx, table, [oid for oid, _ in tables[table]])
    for table in ordered:
        for some in chunks(oid for oid, _ in tables[table]):
            marks = ",".join("?" * len(some))
            tx.conn.execute(f'DELETE FROM "{table}" WHERE id IN ({marks})', some)
        for oid, cls in tables[table]:
            tx.log("DELETE", cls, oid)


def _forget(tx: Tx, table: str, ids: list[int]) -> None:
    """Set optional references to these objects to null, in all other tables."""
    for entity in ENTITIES.values():
        if entity.is_link:
            continue
        for prop in entity.properties.values():
            if (
                prop.kind == "reference"
                and prop.declared_by == entity.name
                and prop.nullable
                and ENTITIES[prop.type].root == table
            ):
                for some in chunks(ids):
                    marks = ",".join("?" * len(some))
                    tx.conn.execute(
                        f'UPDATE "{entity.table}" SET "{prop.name}" = NULL WHERE "{prop.name}" IN ({marks})',
                        some,
                    )


# ---- moving --------------------------------------------------------------------------------------------------------


def chgrp(tx: Tx, caller: Caller, request: Any) -> Outcome:
    """Chgrp2. Raises RequestFailed."""
    planner = _planner(tx, caller, request, "Chgrp2")
    target = request.groupId
    if target not in caller.member_of and not caller.may("Chgrp"):
        raise failed("Chgrp2", "not a member of the chgrp destination group", "not-in-group", exception=False)
    if target not in planner.group_permissions:
        raise failed("Chgrp2", f"no such group: {target}", UNPREPARED, exception=False)
    targets = planner.targets(request.targetObjects)
    for item in targets.values():
        if item.owner != caller.user_id and not caller.may("Chgrp"):
            raise failed("Chgrp2", f"does not own {ENTITIES[item.cls].java_name}[{item.id}]")
    private = not planner.group_permissions[target] & GROUP_READ
    plan = planner.grow(
        {key: item for key, item in targets.items() if item.group is not None},
        lambda item, plan: _moves_along(planner, item, plan, private),
    )
    plan.items = {key: item for key, item in plan.items.items() if item.group is not None}
    outcome = Outcome()
    if private:
        _delete_others_views(plan, outcome)
        _leave_others_behind(plan, targets)
    refusals.check_undivided(planner, plan, "move")
    refusals.check_wells(planner, plan, "move")
    refusals.check_tags(planner, plan, "move")
    _delete_stranded(planner, plan, outcome)
    for link in plan.links.values():
        moves = link.parent in plan.items and link.child in plan.items
        (outcome.changed if moves else outcome.deleted)[link.entity.table, link.id] = _link_item(link)
    outcome.changed.update({key: item.cls for key, item in plan.items.items()})
    _with_external_infos(planner, outcome)
    if not request.dryRun:
        remove(tx, outcome.deleted)
        _set(tx, outcome.changed, "group_id", target)
    return outcome


def _has_owner_of_parent(item: Item, plan: Plan) -> bool:
    """Whether a linked object belongs to the owner of one of those objects in the plan that it is linked to."""
    parents = (plan.items.get(link.parent) for link in plan.links.values() if link.child == item.key)
    return any(parent is not None and parent.owner == item.owner for parent in parents)


def _moves_along(planner: Planner, item: Item, plan: Plan, private: bool) -> bool:
    """Whether an object that has lost all its other parents moves with the rest.

    Annotations of the moved object's owner do. Those of others do not enter a private group, and move elsewhere only
    when the caller may delete them; their tags and files stay in any case. Other things of the same owner move too,
    and such of others move, but into a private group, when the caller may delete or move them. What people make of
    images goes along.
    """
    if item.group is None:
        return False
    if item.table in _VIEWS:
        return True
    if item.table != "Annotation":
        owners = {other.owner for other in plan.items.values()}
        if item.owner in owners and (item.owner == planner.caller.user_id or planner.caller.may("Chgrp")):
            return True
        may = planner.flags(item)
        return not private and (may.delete or may.chgrp)
    if _has_owner_of_parent(item, plan):
        return True
    return not private and item.cls not in _SHARED_BY_HABIT and planner.flags(item).delete


_VIEWS = frozenset(
    {
        *("RenderingDef", "ChannelBinding", "CodomainMapContext", "ProjectionDef", "QuantumDef"),
        *("Thumbnail", "Roi", "Shape"),
    }
)
"""Tables of what people make of other people's images."""


def _delete_others_views(plan: Plan, outcome: Outcome) -> None:
    """Rendering settings, thumbnails and regions of others do not enter a private group: they are deleted."""
    owners = {item.owner for item in plan.items.values() if item.table not in _VIEWS}
    for item in list(plan.items.values()):
        if item.table in _VIEWS and item.owner not in owners and item.key not in plan.targets:
            del plan.items[item.key]
            outcome.deleted[item.key] = item.cls


def _leave_others_behind(plan: Plan, targets: dict[Key, Item]) -> None:
    """In a private group nothing may hang on somebody else's data: such children stay where they are."""
    for link in plan.links.values():
        parent, child = plan.items.get(link.parent), plan.items.get(link.child)
        if parent is None or child is None or parent.owner == child.owner or child.key in targets:
            continue
        del plan.items[child.key]


def _delete_stranded(planner: Planner, plan: Plan, outcome: Outcome) -> None:
    """Annotations that lose their last object by the move are deleted.

    Tags, files, and what the caller may not delete, stay.
    """
    for item in plan.refused.values():
        if item.table != "Annotation" or item.key in plan.items or item.cls in _SHARED_BY_HABIT:
            continue
        if item.cls in refusals.WITHOUT_PERMISSION or planner.flags(item).delete:
            outcome.deleted[item.key] = item.cls
            for other in planner.touching(item.table, [item.id], "child"):
                plan.links[other.entity.name, other.id] = other


def _set(tx: Tx, objects: Iterable[tuple[str, int]] | dict[Key, str], column: str, value: int) -> None:
    """Change group or owner of many rows, and log it. Their update event stays what it was, as on the real server."""
    assert isinstance(objects, dict)
    tables: dict[str, list[int]] = {}
    for table, oid in objects:
        tables.setdefault(table, []).append(oid)
    for table, ids in tables.items():
        for some in chunks(ids):
            marks = ",".join("?" * len(some))
            tx.conn.execute(f'UPDATE "{table}" SET {column} = ? WHERE id IN ({marks})', [value, *some])
    for (_, oid), cls in objects.items():
        tx.log("UPDATE", cls, oid)


# ---- giving away ---------------------------------------------------------------------------------------------------


_GIVEN_BY_OWNERS = frozenset({"Dataset", "Folder", "Image", "Plate"})
"""Tables of what is in a container, and is given along only by whose it is or who may give away everything."""


def chown(tx: Tx, caller: Caller, request: Any) -> Outcome:
    """Chown2. Raises RequestFailed."""
    planner = _planner(tx, caller, request, "Chown2")
    if not (caller.may("Chown") or caller.leader_of):
        message = "not an owner of any group"
        raise failed("Chown2", message, UNPREPARED, exception=False)
    if request.targetUsers:
        raise failed("Chown2", "targetUsers is not implemented by the embedded server", exception=False)
    new_owner = request.userId
    targets = planner.targets(request.targetObjects)
    _check_giving(tx, planner, new_owner, targets)
    old_owners = {item.owner for item in targets.values()}

    def follows(item: Item, _: Plan) -> bool:
        if item.owner not in old_owners:
            return False
        if item.table in ("Annotation", "Roi"):
            perm1 = planner.group_permissions.get(item.group or 0, 0)
            return not perm1 & (GROUP_ANNOTATE | GROUP_WRITE) and planner.flags(item).chown
        return item.table not in _GIVEN_BY_OWNERS or item.owner == caller.user_id or caller.may("Chown")

    def takes_part(item: Item) -> bool:
        """Rendering settings and thumbnails are given in a private group only."""
        return item.table not in ("RenderingDef", "Thumbnail") or not planner.shown(item)

    plan = planner.grow(targets, follows, takes_part)
    refusals.check_undivided(planner, plan, "give")
    plan.items = {key: item for key, item in plan.items.items() if item.owner is not None}
    outcome = Outcome(changed={key: item.cls for key, item in plan.items.items()})
    others = planner_items(planner, plan)
    for link in plan.links.values():
        where = _link_after_chown(planner, plan, link, new_owner, others)
        if where is not None:
            (outcome.changed if where else outcome.deleted)[link.entity.table, link.id] = _link_item(link)
    _check_doubles(tx, outcome, new_owner)
    _with_external_infos(planner, outcome)
    if not request.dryRun:
        remove(tx, outcome.deleted)
        _set(tx, outcome.changed, "owner_id", new_owner)
    return outcome


def _check_giving(tx: Tx, planner: Planner, user_id: int, targets: dict[Key, Item]) -> None:
    """Leaders give what lies in their groups to members of those; administrators give anything to anybody."""
    known = tx.conn.execute('SELECT 1 FROM "Experimenter" WHERE id = ?', (user_id,)).fetchone()
    if known is None:
        raise failed("Chown2", f"no such user: {user_id}", exception=False)
    if planner.caller.may("Chown"):
        return
    groups = {
        row[0] for row in tx.conn.execute('SELECT "parent" FROM "GroupExperimenterMap" WHERE "child" = ?', (user_id,))
    }
    for item in targets.values():
        if item.owner == user_id:
            continue
        if not planner.caller.leads(item.group):
            message = f"user {planner.caller.user_id} is not an owner of group {item.group}"
            raise failed("Chown2", message)
        if item.group not in groups:
            raise failed("Chown2", f"user {user_id} is not a member of group {item.group}")


def _check_doubles(tx: Tx, outcome: Outcome, user_id: int) -> None:
    """Nobody may come to own two links between the same objects."""
    for table, oid in outcome.changed:
        if not ENTITIES[table].is_link:
            continue
        double = tx.conn.execute(
            f'SELECT 1 FROM "{table}" given JOIN "{table}" own ON own."parent" = given."parent" '
            'AND own."child" = given."child" AND own.id <> given.id WHERE given.id = ? AND own.owner_id = ?',
            (oid, user_id),
        ).fetchone()
        if double is not None:
            raise failed("Chown2", f"would have user {user_id} owning multiple identical links")


def planner_items(planner: Planner, plan: Plan) -> dict[Key, Item]:
    """The far ends of the plan's links that are not in it."""
    wanted: dict[str, set[int]] = {}
    for link in plan.links.values():
        for table, oid in (link.parent, link.child):
            if (table, oid) not in plan.items:
                wanted.setdefault(table, set()).add(oid)
    found: dict[Key, Item] = {}
    for table, ids in wanted.items():
        found.update(planner.load(table, ids))
    return found


def _link_after_chown(planner: Planner, plan: Plan, link: Link, new_owner: int, others: dict[Key, Item]) -> bool | None:
    """True when a link changes its owner, False when it is cut, None when it stays as it is."""
    if link.parent in plan.items and link.child in plan.items:
        return True
    inside = plan.items.get(link.parent) or plan.items.get(link.child)
    outside = others.get(link.child) or others.get(link.parent)
    if inside is None or outside is None or outside.owner == new_owner:
        return None
    if outside.key in plan.refused and not link.entity.is_annotation_link:
        return None
    perm1 = planner.group_permissions.get(inside.group or 0, 0)
    if perm1 & GROUP_WRITE:
        return None
    if link.entity.is_annotation_link:
        return False if not perm1 & GROUP_READ else None
    return False
