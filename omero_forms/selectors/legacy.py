# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of importing OMERO.forms, or of looking at it, as people read it: alike findings together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from omero_forms.conf import conf
from omero_forms.domain.jobs import LEGACY
from omero_forms.domain.legacy.findings import SENTENCES, FindingKind, Outcome, outcome_of
from omero_forms.domain.texts import t
from omero_forms.selectors.jobs import JobView, newest_done, newest_undone
from omero_forms.selectors.people import PersonView

EXAMPLES: Final = 20
"""So many of a kind are shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Example:
    """An annotation of OMERO.forms, and the row of it, if it is about one."""

    annotation: int
    row: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """Findings of one kind."""

    kind: FindingKind
    outcome: Outcome
    message: str
    count: int
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class LegacyReport:
    """`check`: nothing was written, and `imported` is what would be. Each of the five sorts is counted."""

    at: datetime
    by: PersonView | None
    check: bool
    time_zone: str
    legacy_master: str
    forms: Mapping[str, int]
    versions: Mapping[str, int]
    assignments: Mapping[str, int]
    histories: Mapping[str, int]
    submissions: Mapping[str, int]
    copies: int
    oddities: list[Oddity]


@dataclass(frozen=True, slots=True)
class LegacyState:
    """The newest report, and the newest job, unless it is done. Time zone and form master are those of the settings."""

    report: LegacyReport | None
    job: JobView | None
    time_zone: str
    legacy_master: str


def legacy_state() -> LegacyState:
    """From the database and the settings alone."""
    newest = newest_done(LEGACY)
    report = None
    if newest is not None:
        told = dict(newest.result)
        counts, findings = told.pop("counts"), told.pop("findings")
        report = LegacyReport(at=newest.at, by=newest.by, **told, oddities=_oddities(counts, findings))
    return LegacyState(report, newest_undone(LEGACY), conf().time_zone, conf().priv_user)


def _oddities(counts: Mapping[str, int], findings: list[dict[str, Any]]) -> list[Oddity]:
    """What is left out first, then what is marked."""
    order = list(Outcome)
    kinds = sorted(map(FindingKind, counts), key=lambda kind: (order.index(outcome_of(kind)), -counts[kind]))
    return [
        Oddity(
            kind,
            outcome_of(kind),
            t(SENTENCES[kind]),
            counts[kind],
            [
                Example(one["annotation_id"], one["row"], one["detail"])
                for one in [one for one in findings if one["kind"] == kind][:EXAMPLES]
            ],
        )
        for kind in kinds
    ]
