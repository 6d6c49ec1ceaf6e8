# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mail says, in words but not yet in HTML: the templates lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from omero_forms.domain.digests.preferences import Slot
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.domain.words import columns, going_on
from omero_forms.mail.rows import Row, rows_as_html, rows_as_text

SHOWN = 20
"""Rows of any list in a mail; the list says of how many, and where the rest is."""
SHOWN_GROUPS = 10
WIDEST = 40
"""Width of a column of names in the text part. A longer name sticks out of it, and moves no other line."""
SHOWN_TO_DO = 5


def column_width(names: Iterable[str]) -> int:
    """So wide that all names fit in, but for very long ones."""
    return min(max(map(columns, names), default=0), WIDEST)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What of the configuration a mail says.

    `forms_url` is the address of the forms pages with a slash at its end ("" when it is not set: then
    the mail has no links); it goes out in periods of the `slot`, at that time of day.
    """

    forms_url: str
    contact: str
    slot: Slot
    at: time
    zone: ZoneInfo
    group_types: Mapping[int, set[ObjectType]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; `count` is "3", or "10 of 25" when not all are shown; `more` says where the others are."""

    title: str
    count: str
    rows: tuple[Row, ...]
    more: str = ""

    @property
    def rows_as_html(self) -> SafeString:
        """The rows, laid out for the table of a mail."""
        return rows_as_html(self.rows)

    @property
    def rows_as_text(self) -> str:
        """The rows, laid out for the text part of a mail."""
        return rows_as_text(self.rows)


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What the reader is told of their own objects."""

    subject: str
    headline: str
    lede: str
    sections: tuple[Section, ...]
    fixed: tuple[str, ...]
    fixed_count: str
    recommended: str
    why: str
    whom: tuple[str, ...]
    # To the one thing to do; else to the page that leads through all, which `all_url` is then, too.
    button: str
    button_url: str
    all_url: str

    @property
    def lede_after_name(self) -> str:
        """The lede as the rest of a sentence that begins with the reader's name."""
        return going_on(self.lede)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One line of the table of members."""

    name: str
    note: str
    past_due: str
    last_time: str
    in_grace: str
    told: str


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What the reader is told of a group."""

    subject: str
    headline: str
    lede: str
    url: str
    above_title: str
    above: tuple[MemberLine, ...]
    above_count: str
    more_above: str
    name_width: int
    stuck_title: str
    stuck: tuple[str, ...]
    stuck_count: str
    others: str
    lacks: tuple[tuple[str, str], ...]
    more_lacks: str
    several: str
    to_do: tuple[str, ...]
    to_do_count: str
    why: str
    evaluated: str

    @property
    def lede_after_name(self) -> str:
        """The lede as the rest of a sentence that begins with the reader's name."""
        return going_on(self.lede)

    @property
    def number_headings(self) -> tuple[str, str, str]:
        """Columns of the table that hold numbers."""
        return (t("Past due"), t("Last time"), t("In grace"))

    @property
    def lacks_width(self) -> int:
        """Of the longest name in the list of what is missing, for the text part."""
        return column_width(name for name, _count in self.lacks)
