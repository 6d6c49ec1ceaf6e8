# SPDX-License-Identifier: AGPL-3.0-or-later
"""How mails show each status: its word and its colours."""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.texts import noop

_PLAIN = "#4b5763"


@dataclass(frozen=True, slots=True)
class StatusLook:
    """`ink` is the colour of the text on white, `fill` of the bar beside a row; the word carries the meaning.

    Colours are the project's tokens; what no mail asks anybody to do is plain.
    """

    word: str
    ink: str = _PLAIN
    fill: str = _PLAIN


LOOKS = {
    Status.COMPLIANT: StatusLook(noop("Compliant")),
    Status.RECOMMENDED: StatusLook(noop("Recommended")),
    Status.EXEMPT: StatusLook(noop("Exempt")),
    Status.GRACE: StatusLook(noop("In grace"), "#1a5080", "#4189c7"),
    Status.OUTDATED: StatusLook(noop("Outdated"), "#5d3a8e", "#55338f"),
    Status.INCOMPLETE: StatusLook(noop("Incomplete"), "#6e5200", "#b18a0a"),
    Status.INVALID: StatusLook(noop("Invalid"), "#9c1a4f", "#7f1346"),
    Status.MISSING: StatusLook(noop("Missing"), "#96380a", "#b8430f"),
    Status.ERROR: StatusLook(noop("Error")),
}
