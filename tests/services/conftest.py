# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of these tests."""

from tests.services.world import dataset, world

__all__ = ["dataset", "world"]
