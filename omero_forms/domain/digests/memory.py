# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a digest that was sent, so that the next one can say what is new, what was told, and what is
fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from omero_forms.domain.digests.shapes import (
    Digest,
    MemberDigest,
    ObjectKey,
    Told,
    ToldMember,
    ToldOwner,
)


def memory_of(digest: Digest) -> dict[str, Any]:
    """What to keep of a digest, as JSON: object ids and names, counts, no answers."""
    told_on = digest.period.today.isoformat()
    if isinstance(digest, MemberDigest):
        return {
            "told_on": told_on,
            "failing": _listed(digest.open_objects),
            "due_soon": _listed(digest.due_objects),
        }
    return {
        "told_on": told_on,
        "groups": [
            {
                "id": section.group.id,
                "past_due": section.past_due,
                "members": [
                    [row.person.id, row.past_due, row.stuck]
                    for row in (*section.above, *section.stuck, *section.others)
                ],
            }
            for section in digest.sections
        ],
    }


def _listed(objects: Mapping[ObjectKey, str]) -> list[list[str | int]]:
    return [[kind, object_id, name] for (kind, object_id), name in objects.items()]


def _objects(listed: Iterable[Any]) -> dict[ObjectKey, str]:
    return {(str(kind), int(object_id)): str(name) for kind, object_id, name in listed}


def told_member(memory: Mapping[str, Any]) -> ToldMember:
    """From the memory of what a member was told."""
    told_on = date.fromisoformat(memory["told_on"])
    return ToldMember(told_on, _objects(memory["failing"]), _objects(memory["due_soon"]))


def told_from_memories(memories: Iterable[tuple[int, str | None, Mapping[str, Any] | None]]) -> Told:
    """Told, from (person id, day on which the member was told, memory of what the owner was told) of the messages that
    were sent, oldest first; None for what a message did not say.

    The newest of a person's counts, for owners the newest that spoke of the group.
    """
    members: dict[int, date] = {}
    owners: dict[tuple[int, int], ToldOwner] = {}
    for person_id, told_on, memory in memories:
        if told_on is not None:
            members[person_id] = date.fromisoformat(told_on)
        if memory is not None:
            day = date.fromisoformat(memory["told_on"])
            for group in memory["groups"]:
                counts = {int(member): int(count) for member, count, _stuck in group["members"]}
                stuck = {int(member): int(count) for member, _count, count in group["members"]}
                owners[person_id, int(group["id"])] = ToldOwner(day, int(group["past_due"]), counts, stuck)
    return Told(members, owners)
