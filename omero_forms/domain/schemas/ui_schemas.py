# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a UI schema says of a place in a form, read as the page reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Ui = Mapping[str, Any]
NO_UI: Ui = {}

_HIDING = frozenset({"hidden", "HiddenWidget"})


def _as_ui(value: object) -> Ui:
    return value if isinstance(value, dict) else NO_UI


def inside(ui: Ui, name: str) -> Ui:
    """What holds for the question called `name` in a group."""
    return _as_ui(ui.get(name))


def is_hidden(ui: Ui) -> bool:
    """Whether it takes the question off the page."""
    named = (ui.get("ui:widget"), inside(ui, "ui:options").get("widget"))
    return any(isinstance(name, str) and name in _HIDING for name in named)


def of_kind(ui: Ui, keyword: str, index: int) -> Ui:
    """What holds in one alternative: its own UI schema where a list of them is given, else that of the question."""
    kinds = ui.get(keyword)
    if not isinstance(kinds, list):
        return ui
    return _as_ui(kinds[index]) if index < len(kinds) else NO_UI


def of_entry(ui: Ui, index: int) -> Ui:
    """What holds for an entry of a list: its own UI schema where a list of them is given, else that of all entries."""
    entries = ui.get("items")
    if not isinstance(entries, list):
        return _as_ui(entries)
    return _as_ui(entries[index]) if index < len(entries) else NO_UI
