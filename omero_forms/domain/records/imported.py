# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the records of imported forms, assignments and submissions hold besides what others of their kind do.

Who, and when, is claimed by the source and proven by nothing: author and time of the record are of whoever imported it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from omero_forms.domain.records.format import Parts
from omero_forms.domain.refs import Person

CANNOT_BE_READ: Final = "fault"
"""In `source`: why what the record holds is not what stood there, or nobody can answer it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the source says: who it was, None where it does not say or the user is not known here; when, as the text
    that stood there; the time zone that it was read in; whether that text names two moments.
    """

    who: Person | None
    when: str | None
    zone: str | None = None
    is_ambiguous: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the payload holds it."""
        who = None if self.who is None else self.who.id
        return {"who": who, "when": self.when, "zone": self.zone, "ambiguous": self.is_ambiguous}

    @classmethod
    def from_json(cls, value: Mapping[str, Any], name: str) -> Claim:
        """From that form; `name` is the user name of who."""
        who = None if value["who"] is None else Person(value["who"], name)
        return cls(who, value["when"], value["zone"], value["ambiguous"])


def imported_parts(parts: Parts, claim: Claim, source: Mapping[str, Any], *, legacy_id: str | None = None) -> Parts:
    """The parts of something that was imported, from those of the same thing made here. `legacy_id` is for forms."""
    beside = {} if legacy_id is None else {"legacy_id": legacy_id}
    return Parts(
        {**parts.payload, "claimed": claim.as_json()},
        {**parts.content, **beside, "source": dict(source)},
        {**parts.names, "claimed": None if claim.who is None else claim.who.name},
    )
