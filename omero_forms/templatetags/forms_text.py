# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of the catalogue in templates, and the layout of the text part of mails."""

from __future__ import annotations

import textwrap

from django import template

from omero_forms.domain import texts, words

register = template.Library()


@register.simple_tag
def t(text: str, **values: object) -> str:
    """A text of the catalogue, with values in the places of their names: `{% t "Mail to {name}" name=person %}`."""
    return texts.t(text, **values)


@register.filter
def going_on(sentence: str) -> str:
    """A sentence behind the name of who is addressed."""
    return words.going_on(sentence)


@register.filter
def wrap(text: str, width: int) -> str:
    """Lines of at most `width` characters."""
    return words.wrapped(text, width)


@register.filter
def padded(text: str, width: int) -> str:
    """With blanks after it, as wide as a column of a table."""
    return text + " " * (width - words.columns(text))


@register.filter
def indent(text: str, by: int) -> str:
    """Each line moved in by so many blanks."""
    return textwrap.indent(text, " " * by)
