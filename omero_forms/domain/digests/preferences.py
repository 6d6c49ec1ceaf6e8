# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody wants to be mailed, and in which digest period they are because of it.

A preference is about mails alone. Nobody's duty ends with it, nor are owners told less of who chose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

MOST_PAUSE_DAYS = 30
"""So long a link in a mail may silence it; who is logged in may choose any day."""


class Cadence(StrEnum):
    """How often somebody is told of their own objects."""

    SITE = "site"
    """as the site is set"""
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Subject(StrEnum):
    """What a mail is about that its reader can stop."""

    DIGEST = "digest"
    """one's own objects"""
    NEW_POLICY = "new_policy"
    """new policies of groups that one owns"""


@dataclass(frozen=True, slots=True)
class Slot:
    """When digest periods begin: every day, or every week on one day (0 is Monday)."""

    kind: Literal["weekly", "daily"]
    weekday: int = 0

    @property
    def name(self) -> str:
        """As "daily", or "weekly-3" for Wednesdays: the number is that of ISO 8601."""
        return "daily" if self.kind == "daily" else f"weekly-{self.weekday + 1}"


@dataclass(frozen=True, slots=True)
class Preference:
    """What one person chose. `weekday` counts for weekly mails; on the day `paused_until` they come again."""

    cadence: Cadence = Cadence.SITE
    weekday: int = 0
    paused_until: date | None = None
    new_policy: bool = True

    def slot(self, site: Slot) -> Slot:
        """The one in which they are. Who turned mails of their own objects off is told of groups in the site's."""
        if self.cadence is Cadence.DAILY:
            return Slot("daily")
        return Slot("weekly", self.weekday) if self.cadence is Cadence.WEEKLY else site

    def is_paused(self, today: date) -> bool:
        """Whether no mail of one's own objects goes out today because of a pause."""
        return self.paused_until is not None and today < self.paused_until

    def paused(self, until: date) -> tuple[Cadence, date | None]:
        """Cadence and end of the pause after one more wish for silence, which never brings back what was stopped."""
        if self.cadence is Cadence.OFF:
            return self.cadence, self.paused_until
        return self.cadence, max(until, self.paused_until or until)


CHOSE_NOTHING = Preference()
