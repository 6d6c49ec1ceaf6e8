# SPDX-License-Identifier: AGPL-3.0-or-later
"""The readable page of a bundle: one HTML file that needs nothing else, written entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template

from omero_forms.domain.bundles.entries import Entry
from omero_forms.services.bundles.texts import Texts
from omero_forms.services.records.open import Check


def top(texts: Texts) -> str:
    """Everything before the first history."""
    return _laid_out("top", {"title": texts.title, "when": texts.when, "facts": texts.facts})


def history(name: str, about: str, check: Check) -> str:
    """The heading of one form's history."""
    return _laid_out("history", {"name": name, "about": about, "check": check.value})


def entry(one: Entry, *, is_newest: bool) -> str:
    """One submission of it."""
    return _laid_out("entry", {"one": one, "is_newest": is_newest})


def end(proof: Sequence[str], facts: Mapping[str, str]) -> str:
    """What is said of the proof, after the last history."""
    return _laid_out("end", {"proof": proof, "facts": facts})


def _laid_out(name: str, words: Mapping[str, Any]) -> str:
    return str(_template(name).render(Context(dict(words))))


@cache
def _template(name: str) -> Template:
    return Template(get_template(f"omero_forms/bundle/{name}.html").template.source)  # type: ignore[attr-defined]
