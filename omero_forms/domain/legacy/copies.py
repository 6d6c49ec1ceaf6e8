# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its key-value copies, in the layout that `domain/answers/layouts.py` describes and makes of answers to our forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omero_forms.domain.answers.layouts import NAME_SEPARATOR, printed
from omero_forms.domain.legacy.annotations import Row
from omero_forms.domain.legacy.envelopes import json_of


def legacy_pairs(form_data: str) -> list[Row]:
    """The rows that it made of answers, given as their text: whole numbers and others are printed differently. Nothing
    of what is no object.
    """
    try:
        said = json_of(form_data)
    except ValueError:
        return []
    return list(_pairs((), said)) if isinstance(said, dict) else []


def pairs_of_row(text: str) -> list[Row]:
    """The same of the text of a whole row, with the answers in it as a text."""
    try:
        said = json_of(text)
    except ValueError:
        return []
    form_data = said.get("formData") if isinstance(said, dict) else None
    return legacy_pairs(form_data) if isinstance(form_data, str) else []


def _pairs(names: tuple[str, ...], value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _pairs((*names, name), inside)
    elif isinstance(value, list):
        for item in value:
            yield from _pairs(names, item)
    else:
        yield NAME_SEPARATOR.join(names), printed(value)
