# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import found, did, or would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from omero_forms.domain.legacy.findings import Finding, FindingKind, Outcome, outcome_of

KEPT_OF_A_KIND = 200
"""Findings are counted, and so many of each kind kept: a hundred thousand histories may all have the same."""


@dataclass(slots=True)
class Tally:
    """Of things of one sort: how many there are, are new here, were here already, and are left out."""

    found: int = 0
    imported: int = 0
    known: int = 0
    left: int = 0


@dataclass(slots=True)
class Report:
    """`sink` gets every finding as it comes. `is_check`: nothing was written, `imported` is what would be."""

    is_check: bool
    time_zone: str
    legacy_master: str
    forms: Tally = field(default_factory=Tally)
    versions: Tally = field(default_factory=Tally)
    assignments: Tally = field(default_factory=Tally)
    histories: Tally = field(default_factory=Tally)
    submissions: Tally = field(default_factory=Tally)
    copies: int = 0
    """taken over"""
    counts: Counter[FindingKind] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    sink: Callable[[Finding], object] | None = None

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings, and keep the first of each kind."""
        for one in findings:
            self.counts[one.kind] += 1
            if self.counts[one.kind] <= KEPT_OF_A_KIND:
                self.findings.append(one)
            if self.sink is not None:
                self.sink(one)

    def tell(self, kind: FindingKind, annotation_id: int, row: str | None = None, detail: str = "") -> None:
        """Add one finding."""
        self.add([Finding(kind, annotation_id, row, detail)])

    @property
    def has_left_something(self) -> bool:
        """Whether anything that is believed is not imported: somebody has to look."""
        return bool(self.counts[FindingKind.WENT_ON] or self.counts[FindingKind.CAME_LATER])

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        sorts = ("forms", "versions", "assignments", "histories", "submissions")
        return {
            "check": self.is_check,
            "time_zone": self.time_zone,
            "legacy_master": self.legacy_master,
            **{sort: asdict(getattr(self, sort)) for sort in sorts},
            "copies": self.copies,
            "counts": {str(kind): number for kind, number in sorted(self.counts.items())},
            "findings": [one.as_json() for one in self.findings],
        }

    def kinds(self, outcome: Outcome) -> list[tuple[FindingKind, int]]:
        """Kinds of an outcome that were met, and how often."""
        return [(kind, number) for kind, number in self.counts.items() if outcome_of(kind) is outcome]
