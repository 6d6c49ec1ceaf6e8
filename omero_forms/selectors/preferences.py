# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people chose of our mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from omero_forms.domain.digests.preferences import CHOSE_NOTHING, Cadence, Preference, Slot
from omero_forms.models import MailPreference


def preference_of(person_id: int) -> Preference:
    """What one person chose."""
    row = MailPreference.objects.filter(person_id=person_id).first()
    return as_preference(row) if row else CHOSE_NOTHING


def preferences() -> dict[int, Preference]:
    """What everybody chose who chose something, by person id."""
    return {row.person_id: as_preference(row) for row in MailPreference.objects.all()}


def as_preference(row: MailPreference) -> Preference:
    """A row as the domain has it."""
    return Preference(Cadence(row.cadence), row.weekday, row.paused_until, row.new_policy)


def by_slot(chosen: Mapping[int, Preference], site: Slot) -> dict[Slot, frozenset[int]]:
    """Who is in another digest period than the site's, by that."""
    found: dict[Slot, set[int]] = defaultdict(set)
    for person_id, preference in chosen.items():
        slot = preference.slot(site)
        if slot != site:
            found[slot].add(person_id)
    return {slot: frozenset(people) for slot, people in found.items()}
