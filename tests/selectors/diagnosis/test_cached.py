# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page says of the set-up is at most a minute old, and of the settings that hold now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omero_forms import settings as mapping
from omero_forms.selectors.diagnosis import cached
from omero_forms.templatetags import forms_assets
from tests.support.servers import OmeroServer

pytestmark = pytest.mark.django_db


class Clock:
    """The clock of the cache, which only these tests move."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(cached, "time", clock)
    # Nothing is remembered, neither here nor, by another clock, in the tests that follow in this process.
    monkeypatch.setattr(cached, "_kept", None)
    return clock


def told() -> set[str]:
    return {problem.code for problem in cached.current_problems()}


def test_what_was_found_is_told_for_a_minute_and_then_looked_for_again(
    forms_installed: OmeroServer, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(forms_assets, "BUILT", tmp_path)
    assert "frontend_missing" in told()
    (tmp_path / "manifest.json").write_text(json.dumps({"src/page.ts": {"file": "page.js", "isEntry": True}}))
    clock.now += cached.KEPT_SECONDS - 1
    assert "frontend_missing" in told()
    clock.now += 2
    assert "frontend_missing" not in told()


def test_a_setting_that_was_changed_is_looked_at_at_once(
    forms_installed: OmeroServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_BASE_URL", "https://omero.example.org")
    assert "base_url_missing" not in told()
    monkeypatch.setattr(mapping, "FORMS_BASE_URL", "")
    assert "base_url_missing" in told()
