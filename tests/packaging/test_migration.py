# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until the first release there is one migration, and it makes the tables of the models."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

import omero_forms.migrations

FOLDER = Path(omero_forms.migrations.__file__).parent


def test_there_is_one_migration() -> None:
    assert [file.name for file in FOLDER.glob("0*.py")] == ["0001_first_release.py"]


@pytest.mark.django_db
def test_the_migration_makes_the_tables_of_the_models() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", "omero_forms", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"run `make migration`:\n{said.getvalue()}")
