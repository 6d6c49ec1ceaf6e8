# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two sets of answers, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from omero_forms.domain.canonical import canonical, join_pointer
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.outline import outline_for

MOST_LEVELS = 20
MOST_CHARACTERS = 1_000
"""Of the names that lead to a change. Each change is told with all of them: where they are long, a megabyte of answers
would become gigabytes of places.
"""

_ABSENT = object()
Parts = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; `before` is None when added, `after` None when removed."""

    pointer: str
    path: str
    change: Literal["changed", "added", "removed"]
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """The form in which the API tells it."""
        return {
            "pointer": self.pointer,
            "path": self.path,
            "change": self.change,
            "before": self.before,
            "after": self.after,
        }


def diff(schema: FormSchema, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes from `before` to `after`, in the order of the form.

    Groups and lists are told by what is in them, list items by their place: an item put in front changes all after it.
    What lies behind more or longer names than :data:`MOST_LEVELS` and :data:`MOST_CHARACTERS` is told as a whole.
    """
    outline = outline_for(schema.text, schema.dialect)
    found = sorted(_changes(before, after, (), 0), key=lambda change: outline.place(change[0]))
    return [
        Change(
            join_pointer(parts),
            outline.path(parts),
            "added" if old is _ABSENT else "removed" if new is _ABSENT else "changed",
            None if old is _ABSENT else old,
            None if new is _ABSENT else new,
        )
        for parts, old, new in found
    ]


def _changes(before: Any, after: Any, parts: Parts, length: int) -> Iterator[tuple[Parts, Any, Any]]:
    old, new = _inside(before), _inside(after)
    if old is None and new is None:
        if not _same(before, after):
            yield parts, before, after
    elif (old is None and before is not _ABSENT) or (new is None and after is not _ABSENT):
        # A group where there was a single value, or the other way round.
        yield parts, before, after
    elif len(parts) >= MOST_LEVELS or length > MOST_CHARACTERS:
        if before is _ABSENT or after is _ABSENT or canonical(before) != canonical(after):
            yield parts, before, after
    else:
        old, new = old or {}, new or {}
        if not old and not new and before != after:
            yield parts, before, after
        for part in dict.fromkeys([*old, *new]):
            here = length + len(str(part))
            yield from _changes(old.get(part, _ABSENT), new.get(part, _ABSENT), (*parts, part), here)


def _inside(value: Any) -> dict[str | int, Any] | None:
    if isinstance(value, Mapping):
        return dict(value)
    return dict(enumerate(value)) if isinstance(value, list) else None


def _same(before: Any, after: Any) -> bool:
    # In Python true equals 1; in answers it does not. 1 and 1.0 are the same answer in both.
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)
