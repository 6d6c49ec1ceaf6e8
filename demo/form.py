# SPDX-License-Identifier: AGPL-3.0-or-later
"""A published form, as the steps of the main job hand it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Form:
    """A form as its file has it, and the id that it got."""

    id: str
    name: str
    text: str
    schema: dict[str, Any]
