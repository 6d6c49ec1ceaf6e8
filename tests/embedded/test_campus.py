# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facility for measuring: as large as asked for, and as whole as if it had been saved through the API."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from omero_embedded.accounts.passwords import password_is
from omero_embedded.hql import run
from omero_embedded.model import schema
from omero_embedded.permissions import ALL_GROUPS, SYSTEM_CALLER
from omero_embedded.seed import campus
from omero_embedded.store import Store
from tests.embedded.laboratory import parameters

DATASETS = 200


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    made = Store(None)
    campus.sow(made, DATASETS)
    yield made
    made.close()


def count(store: Store, table: str) -> int:
    return int(store.read().execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def test_a_campus_has_20_groups_300_people_and_five_images_for_each_dataset(store: Store) -> None:
    assert count(store, "ExperimenterGroup") == 3 + 20
    assert count(store, "Experimenter") == 2 + 300
    assert count(store, "Dataset") == DATASETS
    assert count(store, "Image") == count(store, "DatasetImageLink") == 5 * DATASETS
    assert (campus.CAMPUS, campus.MILLION) == (20_000, 1_000_000)


def test_people_of_a_campus_log_in_with_their_names(store: Store) -> None:
    found = store.read().execute('SELECT id FROM "Experimenter" WHERE "omeName" = \'person042\'').fetchone()
    assert password_is(store, found[0], "person042")


def test_what_is_written_past_the_api_refers_to_nothing_that_is_not_there(store: Store) -> None:
    assert store.read().execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.read().execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_images_lie_with_their_datasets_in_group_owner_and_event(store: Store) -> None:
    apart = store.read().execute(
        'SELECT count(*) FROM "DatasetImageLink" l JOIN "Dataset" d ON d.id = l."parent" JOIN "Image" i ON i.id = '
        'l."child" WHERE (d.owner_id, d.group_id, d.creation_id) <> (i.owner_id, i.group_id, i.creation_id)'
    )
    assert apart.fetchone()[0] == 0


def test_every_index_is_there_after_seeding(store: Store) -> None:
    found = {name for (name,) in store.read().execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    bare = sqlite3.connect(":memory:")
    for statement in schema.ddl():
        bare.execute(statement)
    assert {name for (name,) in bare.execute("SELECT name FROM sqlite_master WHERE type = 'index'")} <= found


def test_hql_reads_a_campus_as_it_reads_all_else(store: Store) -> None:
    rows = run.projection(
        store,
        replace(SYSTEM_CALLER, group_id=ALL_GROUPS),
        "select p.name, count(l.child.id) from ProjectDatasetLink l join l.parent p group by p.name",
        parameters(),
    )
    assert sum(row[1].val for row in rows) == DATASETS


def test_seeding_again_adds_nothing(store: Store) -> None:
    campus.sow(store, DATASETS)
    assert count(store, "Dataset") == DATASETS


def test_a_seed_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken off")

    monkeypatch.setattr(campus, "_images", broken)
    made = Store(None)
    with pytest.raises(RuntimeError):
        campus.sow(made, 20)
    assert count(made, "ExperimenterGroup") == 3
    assert count(made, "Dataset") == 0
    made.close()
