# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing, for those who write; what is shown is proven with the same keys (selectors/keys.py)."""

from __future__ import annotations

from omero_forms.selectors.keys import public_keys, sealer

__all__ = ["public_keys", "sealer"]
