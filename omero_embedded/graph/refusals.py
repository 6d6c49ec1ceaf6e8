# SPDX-License-Identifier: AGPL-3.0-or-later
"""What refuses an operation because of what it would leave behind: the rules of a real server's graph policies.

Each function raises RequestFailed with GraphException "graph-fail", as `failed` makes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.reflect import ENTITIES, REFERENCE
from .items import Item, Key, by_table
from .plan import Plan, Planner, chunks, failed
from .structure import UNDIVIDED, table_of

SHARED_WHOLE: tuple[tuple[str, str], ...] = (
    *UNDIVIDED,
    ("Channel", "logicalChannel"),
    ("Channel", "statsInfo"),
    ("Shape", "transform"),
)
"""(class, its reference): what is moved must not share these with what stays."""

GIVEN_WHOLE: tuple[tuple[str, str], ...] = (("Image", "fileset"), ("Shape", "transform"))
"""Those that must not be shared between owners either; the others only where one owner cannot see what is another's."""

WITHOUT_PERMISSION = frozenset(
    {
        *ENTITIES["BasicAnnotation"].descendants,
        "CommentAnnotation",
        "ChannelBinding",
        "CodomainMapContext",
        "OriginalFile",
        "ProjectionDef",
        "QuantumDef",
        "RenderingDef",
        "StatsInfo",
        "Thumbnail",
    }
)
"""What is deleted with its object whoever owns it."""


def named(item: Item) -> str:
    """An object as messages name it."""
    return f"{ENTITIES[item.cls].java_name}[{item.id}]"


def check_deletable(planner: Planner, plan: Plan) -> None:
    """Refuse to delete what the caller may not, be it asked for or part of what is."""
    for item in plan.items.values():
        free = item.key not in plan.targets and (item.cls in WITHOUT_PERMISSION or item.table == "Annotation")
        if not free and not planner.flags(item).delete:
            raise failed(planner.request, f"not permitted to delete {named(item)}")


def check_tags(planner: Planner, plan: Plan, verb: str) -> None:
    """Refuse to take a tag away from data that stays, and that the caller may not delete."""
    tagged: dict[str, set[int]] = {}
    for link in plan.links.values():
        tag = plan.items.get(link.child)
        if tag is not None and tag.cls == "TagAnnotation" and link.entity.is_annotation_link:
            table, oid = link.parent
            if link.parent not in plan.items:
                tagged.setdefault(table, set()).add(oid)
    for table, ids in tagged.items():
        for item in planner.load(table, ids).values():
            if not planner.flags(item).delete:
                raise failed(planner.request, f"may not {verb} a tag while {named(item)} remains")


def check_references(planner: Planner, deleted: dict[Key, str]) -> None:
    """Refuse to delete what something that stays must refer to, or refers to and may not be changed by the caller."""
    for table, ids in by_table(deleted).items():
        if ENTITIES[table].is_link:
            continue
        for owner, column, nullable in _references_to(table):
            for user in _users(planner, owner, column, ids):
                if user.key in deleted:
                    continue
                if not nullable or (owner, column) == ("FilesetEntry", "originalFile"):
                    raise failed(
                        planner.request,
                        f"may not delete the {table} of {named(user)} while that remains",
                    )
                if not ENTITIES[user.cls].is_global and not planner.flags(user).edit:
                    raise failed(planner.request, f"not permitted to update {named(user)}")


def check_undivided(planner: Planner, plan: Plan, verb: str) -> None:
    """Refuse to part objects that share something which can be on one side only, such as images of one fileset."""
    for name, column in (("Image", "fileset"),) if planner.deletes else SHARED_WHOLE:
        table = table_of(name)
        anywhere = planner.request != "Chown2" or (name, column) in GIVEN_WHOLE
        going = [i.id for i in plan.items.values() if i.table == table and (anywhere or not planner.shown(i))]
        for rest in planner.sharers(table, column, going):
            if (table, rest) not in plan.items:
                raise failed(
                    planner.request,
                    f"may not {verb} some while {ENTITIES[table].java_name}[{rest}] remains as they share {column}",
                )


def check_wells(planner: Planner, plan: Plan, verb: str) -> None:
    """Refuse to take the image of a well's field without the field."""
    images = [oid for table, oid in plan.items if table == "Image"]
    for sample in _users(planner, "WellSample", "image", images):
        if sample.key not in plan.items:
            raise failed(planner.request, f"may not {verb} an image while {named(sample)} remains")


def _references_to(table: str) -> Iterator[tuple[str, str, bool]]:
    """(class, column, whether it may be null) of all that may refer to this table, links aside."""
    for entity in ENTITIES.values():
        if entity.is_link:
            continue
        for prop in entity.properties.values():
            own = prop.kind == REFERENCE and prop.declared_by == entity.name
            if own and table_of(prop.type) == table:
                yield entity.name, prop.name, prop.nullable


def _users(planner: Planner, name: str, column: str, ids: list[int]) -> Iterator[Item]:
    table = table_of(name)
    for some in chunks(ids):
        yield from planner.load(table, planner.select(table, "id", column, some)).values()
