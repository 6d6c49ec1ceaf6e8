# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known to be wrong: the test, and why. Each is expected to fail, and told when it does not any more."""

from __future__ import annotations

KNOWN: dict[str, str] = {}
