# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mail says, in words but not yet in HTML: the templates lay it out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from omero_forms.domain.refs import ObjectType

TEXT_WIDTH = 76
"""Characters of a line of the text part."""


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Lines of at most 76 characters. Long names and addresses are never cut."""
    return textwrap.wrap(
        text,
        TEXT_WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What of the configuration a mail says.

    `forms_url` is the address of the forms pages with a slash at its end ("" when it is not set: then
    the mail has no links), `period_words` such as "on Mondays at 08:00".
    """

    forms_url: str
    contact: str
    period_words: str
    zone: ZoneInfo
    group_types: Mapping[int, set[ObjectType]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one policy says of an object: a word in its colour, and a sentence."""

    word: str
    ink: str
    sentence: str

    @property
    def lines(self) -> list[str]:
        """For the text part, indented below the object's name."""
        return wrapped(f"{self.word}. {self.sentence}", indent=2)


@dataclass(frozen=True, slots=True)
class Row:
    """One object."""

    name: str
    group: str
    fill: str
    statements: tuple[Statement, ...]
    when: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; `count` is "3", or "10 of 25" when not all are shown."""

    title: str
    count: str
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        """For the text part, which has no other way to set it apart."""
        return self.title.upper()


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What the reader is told of their own objects."""

    subject: str
    headline: str
    lede: str
    sections: tuple[Section, ...]
    fixed: tuple[str, ...]
    why: str
    whom: tuple[str, ...]
    # Only where there is one thing to do: then it is a button.
    button: str
    button_url: str

    @property
    def lede_after_name(self) -> str:
        """The lede as the rest of a sentence that begins with the reader's name."""
        return self.lede[:1].lower() + self.lede[1:]

    @property
    def lede_lines(self) -> list[str]:
        """For the text part."""
        return wrapped(f"{self.headline}. {self.lede}".strip())


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
    name_width: int
    others: str
    lacks: tuple[tuple[str, str], ...]
    several: str
    to_do: tuple[str, ...]
    why: str
    evaluated: str

    @property
    def lede_after_name(self) -> str:
        """The lede as the rest of a sentence that begins with the reader's name."""
        return self.lede[:1].lower() + self.lede[1:]

    @property
    def lede_lines(self) -> list[str]:
        """For the text part."""
        return wrapped(f"{self.headline}. {self.lede}")

    @property
    def above_heading(self) -> str:
        """For the text part."""
        return self.above_title.upper()

    @property
    def number_headings(self) -> tuple[str, str, str]:
        """Columns of the table that hold numbers."""
        return ("Past due", "Last time", "In grace")

    @property
    def table_lines(self) -> list[str]:
        """The table of members for the text part."""
        width = self.name_width
        lines = [f"  {'Member':<{width}}  Past due  Last time  In grace   Last told"]
        for line in self.above:
            lines.append(
                f"  {line.name:<{width}}  {line.past_due:>8}  {line.last_time:>9}  {line.in_grace:>8}   {line.told}"
            )
            if line.note:
                lines.append(f"    {line.note}")
        return lines

    @property
    def others_lines(self) -> list[str]:
        """For the text part."""
        return wrapped(self.others, indent=2)

    @property
    def lacks_lines(self) -> list[str]:
        """For the text part."""
        width = max((len(name) for name, _ in self.lacks), default=0)
        return [f"  {name:<{width}}  {count}" for name, count in self.lacks]

    @property
    def several_lines(self) -> list[str]:
        """For the text part."""
        return wrapped(self.several, indent=2)

    @property
    def to_do_lines(self) -> list[list[str]]:
        """For the text part."""
        return [wrapped(text, indent=2) for text in self.to_do]
