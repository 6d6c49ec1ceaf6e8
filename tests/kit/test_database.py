# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database of a version before the first release is refused in a sentence, and nothing is changed in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from omero_forms.cli.main import main
from omero_forms.domain.errors import FormsError
from omero_forms.kit.identity import check_server
from omero_forms.models import DigestRun, KnownPerson, Server
from tests.support.unreleased import APPLIED, make_unreleased

pytestmark = pytest.mark.django_db

AS_FOUND = pytest.mark.parametrize("applied", [APPLIED, (*APPLIED, "0001_first_release"), ()])
"""Its own migrations, those and ours, and tables without any that is recorded."""


def everything() -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    recorded = MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", "name")
    people = KnownPerson.objects.values_list("name", "full_name")
    return sorted(connection.introspection.table_names()), list(recorded), list(people)


@AS_FOUND
def test_migrate_refuses_it(
    applied: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_unreleased(monkeypatch, applied)
    before = everything()
    assert main(["migrate"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "made by a version before the first release" in told.err
    assert "empty one in omero.web.databases" in told.err
    assert everything() == before


def within_savepoint(write: Callable[[], object]) -> None:
    with transaction.atomic():
        write()


@AS_FOUND
def test_nothing_writes_to_it(applied: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    KnownPerson.objects.create(person_id=1, name="anna", full_name="Anna")
    make_unreleased(monkeypatch, applied)
    before = everything()
    now = datetime.now(UTC)
    for write in (
        lambda: check_server("an uuid"),
        lambda: within_savepoint(lambda: KnownPerson.objects.update(full_name="Anne")),
        lambda: within_savepoint(lambda: KnownPerson.objects.all().delete()),
        lambda: within_savepoint(
            lambda: DigestRun.objects.bulk_create(
                [DigestRun(period="2026-W01", begins_at=now, started_at=now)], ignore_conflicts=True
            )
        ),
    ):
        with pytest.raises(FormsError) as refused:
            write()
        assert refused.value.code == "database_unavailable"
        assert "before the first release" in refused.value.message
    assert everything() == before
    assert not Server.objects.exists()
