# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two sets of answers, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from omero_forms.domain.schemas import FormSchema


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; ``before`` is None when added, ``after`` None when removed."""

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
    """The changes from ``before`` to ``after`` in the order of the form."""
    raise NotImplementedError
