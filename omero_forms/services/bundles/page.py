# SPDX-License-Identifier: AGPL-3.0-or-later
"""The readable page of a bundle: one HTML file that needs nothing else, written entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template

from omero_forms.domain.bundles.entries import Entry


def top(words: Mapping[str, Any]) -> str:
    """Everything before the first history."""
    return _laid_out("top", words)


def history(words: Mapping[str, Any]) -> str:
    """The heading of one form's history."""
    return _laid_out("history", words)


def entry(one: Entry, *, is_newest: bool) -> str:
    """One submission of it."""
    return _laid_out("entry", {"one": one, "is_newest": is_newest})


def end(words: Mapping[str, Any]) -> str:
    """What is said of the proof, after the last history."""
    return _laid_out("end", words)


def _laid_out(name: str, words: Mapping[str, Any]) -> str:
    return str(_template(name).render(Context(dict(words))))


@cache
def _template(name: str) -> Template:
    return Template(get_template(f"omero_forms/bundle/{name}.html").template.source)  # type: ignore[attr-defined]
