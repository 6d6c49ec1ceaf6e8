# SPDX-License-Identifier: AGPL-3.0-or-later
"""What applying a file of policies does, or would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from omero_forms.domain.refs import Person


class What(StrEnum):
    """What applying a file does to a policy. Taken over: it was made in the browser, and stands in the file in the same
    terms; what it requires stays, and the file keeps it from then on.
    """

    CREATED = "created"
    CHANGED = "changed"
    ENDED = "ended"
    TAKEN_OVER = "taken_over"
    UNCHANGED = "unchanged"


class KeptIn(StrEnum):
    """Where a policy was changed last."""

    THIS_FILE = "this_file"
    ANOTHER_FILE = "another_file"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Last:
    """How a policy that is in force came to be as it is, and not as the file says it; `sha256` of the file then."""

    kept_in: KeptIn
    sha256: str | None
    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """What becomes of one policy: the words of the file that change, with what they said and say now, and how the one
    that changes or ends came to be what it is.
    """

    name: str
    group_name: str
    what: What
    differences: Mapping[str, list[Any]] = field(default_factory=dict)
    last: Last | None = None
    path: tuple[str | int, ...] = ()
    """Where in the file it stands, or should"""
    overwrites: str | None = None
    """What the browser made of it and the file does not know of, by its `changes.state_of`; None where there is nothing
    of the kind
    """

    def __str__(self) -> str:
        return f"{self.name} ({self.group_name})"


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file did, or would do: in the order of the file, then what it ends."""

    policies: Sequence[AppliedPolicy] = ()

    def of(self, what: What) -> list[str]:
        """The policies that this became of, as "name (group)"."""
        return [str(one) for one in self.policies if one.what is what]

    @property
    def created(self) -> list[str]:
        """Those that there were not before."""
        return self.of(What.CREATED)

    @property
    def changed(self) -> list[str]:
        """Those that say something else now, or are switched on again."""
        return self.of(What.CHANGED)

    @property
    def ended(self) -> list[str]:
        """Those that the file does not have."""
        return self.of(What.ENDED)

    @property
    def unchanged(self) -> list[str]:
        """Those that were so already."""
        return self.of(What.UNCHANGED)

    @property
    def taken_over(self) -> list[str]:
        """Those that the file keeps from now on."""
        return self.of(What.TAKEN_OVER)

    @property
    def overwriting(self) -> list[AppliedPolicy]:
        """Those of which something that was done in the browser is lost."""
        return [one for one in self.policies if one.overwrites is not None]

    @property
    def is_change(self) -> bool:
        """Whether anything else is required now than before."""
        return any(one.what in {What.CREATED, What.CHANGED, What.ENDED} for one in self.policies)
