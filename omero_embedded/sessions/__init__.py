# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is logged in, and on whose behalf a call runs."""

from __future__ import annotations
