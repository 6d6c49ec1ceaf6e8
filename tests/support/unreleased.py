# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database of a version before the first release."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from omero_forms.kit import database

APPLIED = ("0001_initial", "0002_compliance")
"""Names of migrations as that version recorded them; they are no more."""


def make_unreleased(monkeypatch: pytest.MonkeyPatch, applied: tuple[str, ...] = APPLIED) -> None:
    """Let the database of this test be one, with the migrations `applied` recorded; it ends with the test."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app="omero_forms").delete()
    for name in applied:
        recorder.record_applied("omero_forms", name)
    monkeypatch.setattr(database, "_current", set())
