# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of publishing share."""

from __future__ import annotations

import pytest

from omero_forms.domain.publishing import acceptance, askable
from omero_forms.domain.schemas import accept


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for checking, however busy the machine is: what is refused here is refused for what it is."""
    for module in (accept, acceptance, askable):
        monkeypatch.setattr(module, "SECONDS", 120.0)
