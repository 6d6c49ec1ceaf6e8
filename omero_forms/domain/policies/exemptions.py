# SPDX-License-Identifier: AGPL-3.0-or-later
"""What excuses an object from a policy. Nothing stores exemptions yet, so `selectors/facts.py` gives none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Exemption:
    """Excuses an object from a policy up to and with the day `until` (None: without end).

    It is about all forms of the policy, unless `form_ids` names some.
    """

    until: date | None
    reason: str
    approver: str
    form_ids: frozenset[str] = frozenset()

    def covers(self, form_id: str) -> bool:
        """Whether it is about this form."""
        return not self.form_ids or form_id in self.form_ids

    @property
    def lasts(self) -> date:
        """The last day on which it excuses."""
        return date.max if self.until is None else self.until


def which_counts(exemptions: Iterable[Exemption], form_id: str) -> Exemption | None:
    """Of those about the form the one that lasts longest, ended or not."""
    return max((one for one in exemptions if one.covers(form_id)), key=lambda one: one.lasts, default=None)
