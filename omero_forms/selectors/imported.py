# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of something that was imported: who it was and when by its source, which nothing proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.legacy.findings import SENTENCES, FindingKind
from omero_forms.domain.records.imported import Claim
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t
from omero_forms.selectors.people import People, PersonView


@dataclass(frozen=True, slots=True)
class ImportedView:
    """`when` is the text of the source, `zone` the time zone it was read in, `ambiguous` whether it names two moments
    in that. `fault` says why what is shown is not all that stood there, or cannot be answered.
    """

    who: PersonView | None
    when: str | None
    zone: str | None
    ambiguous: bool
    fault: str | None


def imported_view(claim: Claim, fault: str, people: People) -> ImportedView:
    """A claim as the API shows it."""
    who = None if claim.who is None else people.view(claim.who.id, claim.who.name)
    return ImportedView(who, claim.when, claim.zone, claim.is_ambiguous, fault_sentence(fault))


def claim_of_row(value: Mapping[str, Any] | None) -> Claim | None:
    """A claim as rows of form versions hold it."""
    if value is None:
        return None
    who = None if value["who"] is None else Person.from_json(value["who"])
    return Claim(who, value["when"], value["zone"], value["ambiguous"])


def fault_sentence(fault: str) -> str | None:
    """Why what was imported is not as it should be; of a fault that only a later version knows, its name."""
    known = next((kind for kind in FindingKind if kind.value == fault), None)
    return t(SENTENCES[known]) if known else (fault or None)
