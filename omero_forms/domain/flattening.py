# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers as key-value pairs, for the copy on the object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.schemas import FormSchema


def flatten(schema: FormSchema, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Rows of at most 2,000 bytes each for key and value."""
    raise NotImplementedError
