# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies whose selectors ask for each other's gates in a ring: each would decide for the next which objects it is
about, and what is found of them would never settle. Selectors ask for tags, so only gates that are tags make rings, and
only among policies about one type of object.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.selectors import Selector, plain, tags_asked
from omero_forms.domain.refs import ObjectType


@dataclass(frozen=True, slots=True)
class Link:
    """A policy that can be part of a ring: the tags that its selector asks for, and the one that it puts."""

    name: str
    object_type: ObjectType
    asks: frozenset[str]
    puts: str


def link_of(name: str, object_type: ObjectType, selector: Selector, gate: Gate | None) -> Link | None:
    """A policy as a part of rings; None of one that can be in none."""
    asks = tags_asked(selector)
    if not asks or gate is None or gate.tag is None:
        return None
    return Link(name, object_type, asks, plain(gate.tag))


def ring_through(start: Link, links: Sequence[Link]) -> list[Link]:
    """The shortest ring that a policy is part of, beginning with it, each asking for the tag of the next and the last
    for that of the first; empty where there is none.
    """
    before: dict[Link, Link | None] = {start: None}
    queue = deque([start])
    while queue:
        one = queue.popleft()
        if start.puts in one.asks:
            return _path(one, before)
        for other in links:
            if other not in before and other.puts in one.asks and other.object_type is start.object_type:
                before[other] = one
                queue.append(other)
    return []


def _path(last: Link, before: dict[Link, Link | None]) -> list[Link]:
    path, one = list[Link](), last
    while True:
        path.append(one)
        previous = before[one]
        if previous is None:
            return path[::-1]
        one = previous
