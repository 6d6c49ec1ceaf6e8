# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that Ice 3.6 takes from `imp`, which Python 3.12 no longer has: `setup/install.py` adds it to the wheel there."""

from __future__ import annotations

from types import ModuleType as new_module  # noqa: N813

__all__ = ["new_module"]
