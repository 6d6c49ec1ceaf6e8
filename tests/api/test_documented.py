# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/api.md names every route and every code, with its status."""

from __future__ import annotations

from pathlib import Path

import pytest

from omero_forms.api.errors import STATUS
from tests.api.test_matrix import routes

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


@pytest.mark.parametrize("route", routes())
def test_every_route_is_documented(route: str) -> None:
    assert route in DOCUMENT


@pytest.mark.parametrize(("code", "status"), STATUS.items())
def test_every_code_is_documented_with_its_status(code: str, status: int) -> None:
    lines = [line for line in DOCUMENT.splitlines() if f"`{code}`" in line]
    assert any(str(status) in line for line in lines), lines
