# SPDX-License-Identifier: AGPL-3.0-or-later
"""One problem of the set-up, in the shape that all questions of the diagnosis share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SETUP = "Run omero-forms setup as an OMERO admin, then make the settings that it prints."
"""How to mend whatever `omero-forms setup` makes."""


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """One thing that is not as it should be. An `error` keeps something from working, a `warning` does not yet."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    mend: str
    is_of_histories: bool = False
    """It is about the histories that it names, which say so themselves; everything else works."""

    def as_json(self) -> dict[str, str]:
        """As the API gives it to admins."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "mend": self.mend,
        }
