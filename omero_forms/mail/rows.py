# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of objects in a mail, which are most of it: laid out by hand, since a template takes three times as long.

What stands around them is in the templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from textwrap import indent

from django.utils.safestring import SafeString, mark_safe

from omero_forms.domain.words import wrapped
from omero_forms.mail.styles import STYLES


@dataclass(frozen=True, slots=True)
class Statement:
    """What one policy says of an object: a word in its colour, and a sentence."""

    word: str
    ink: str
    sentence: str


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


def rows_as_html(rows: Iterable[Row]) -> SafeString:
    """Rows of the table of a mail."""
    return mark_safe("\n".join(["", *map(_as_html, rows), ""]))  # noqa: S308  (escaped, value by value)


def rows_as_text(rows: Iterable[Row]) -> str:
    """Paragraphs of the text part of a mail."""
    return "\n".join(["", *map(_as_text, rows)])


def _as_html(row: Row) -> str:
    link = ""
    if row.url:
        link = f'<a href="{escape(row.url)}" style="{STYLES["link"]}">{escape(row.action)}</a>'
    when = " &nbsp;&middot;&nbsp; ".join(one for one in (escape(row.when), link) if one)
    return (
        '<tr><td style="padding:8px 28px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'border="0" style="border-left:4px solid {row.fill};"><tr><td style="padding:2px 0 2px 14px;">\n'
        f'<p style="margin:0px 0 0px 0;{STYLES["text"]}"><b style="{STYLES["name"]}">{escape(row.name)}</b></p>\n'
        f'<p style="margin:0px 0 0px 0;{STYLES["note"]}">{escape(row.group)}</p>\n'
        f"{_statements_as_html(row.statements)}"
        f'<p style="margin:2px 0 0px 0;{STYLES["note"]}">{when}</p>\n'
        "</td></tr></table></td></tr>"
    )


@lru_cache(maxsize=1024)
def _statements_as_html(statements: tuple[Statement, ...]) -> str:
    """Most objects of a group lack the same."""
    return "".join(
        f'<p style="margin:2px 0 0px 0;{STYLES["text"]}"><b style="color:{one.ink};">{escape(one.word)}.</b> '
        f"{escape(one.sentence)}</p>\n"
        for one in statements
    )


def _as_text(row: Row) -> str:
    when = f"  {row.when}.\n" if row.when else ""
    url = f"  {row.url}\n" if row.url else ""
    return f"  {row.name}\n  {row.group}\n{_statements_as_text(row.statements)}{when}{url}"


@lru_cache(maxsize=1024)
def _statements_as_text(statements: tuple[Statement, ...]) -> str:
    told = (wrapped(f"{one.word}. {one.sentence}", 74) for one in statements)
    return "".join(f"{indent(one, '  ')}\n" for one in told)
