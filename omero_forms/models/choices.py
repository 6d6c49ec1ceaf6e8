# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns that hold one of a few words: the words are those of an enum, and written nowhere else."""

from __future__ import annotations

from enum import StrEnum


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of an enum of the domain as a column's choices."""
    return [(one.value, one.value) for one in words]
