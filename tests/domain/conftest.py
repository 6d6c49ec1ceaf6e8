# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property tests here are many and small; the machine that runs them is shared, so none is judged by the clock on the
wall.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("domain", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("domain")
