# SPDX-License-Identifier: AGPL-3.0-or-later
"""Users, groups and passwords."""

from __future__ import annotations
