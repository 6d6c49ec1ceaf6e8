# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which JSON Schemas can be forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FormSchema:
    """An accepted schema: the text verbatim, its value, and its draft ("draft-04" to "2020-12")."""

    text: str
    value: dict[str, Any]
    draft: str


def accept_schema(text: str) -> FormSchema:
    """Raises ``schema_invalid`` with ``{"problems": [{"pointer", "message"}]}``."""
    raise NotImplementedError


def stored_schema(text: str) -> FormSchema:
    """The schema of a published version: accepted before, so it is not checked again."""
    raise NotImplementedError


def accept_ui_schema(text: str) -> dict[str, Any]:
    """Raises ``ui_schema_invalid`` with the same details. Empty text is an empty UI schema."""
    raise NotImplementedError
