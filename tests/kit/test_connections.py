# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection to SQLite outlives the request, and nothing else: not its file, not a failure, not the setting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from omero_forms.kit import connections

pytestmark = pytest.mark.django_db  # of a database of their own; without the mark, pytest-django lets nothing connect

Connect = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database that says where it is from."""
    return made(tmp_path / "forms.sqlite3", "here")


@pytest.fixture
def connect(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Open it as a web worker does, which has no other database."""
    handlers = []

    def connected(**settings: Any) -> Any:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), **settings}
        handler = ConnectionHandler({"default": database})
        monkeypatch.setattr(connections, "connections", handler)
        handlers.append(handler)
        said(handler["default"])
        return handler["default"]

    yield connected
    for handler in handlers:
        handler.close_all()


def made(file: Path, word: str) -> Path:
    with closing(sqlite3.connect(file, isolation_level=None)) as new:
        new.execute("PRAGMA journal_mode = WAL")
        new.execute("CREATE TABLE said (word)")
        new.execute("INSERT INTO said VALUES (?)", [word])
    return file


def said(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM said").fetchall()]


def next_request(connection: Any) -> None:
    """What Django and we do between two requests."""
    connection.close_if_unusable_or_obsolete()
    connections.leave_replaced_files(None)


def test_it_is_kept_for_the_next_request(connect: Connect) -> None:
    connection = connect()
    opened = connection.connection
    next_request(connection)
    assert connection.connection is opened


def test_it_is_not_kept_for_ever(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEPT_SECONDS", 0.0)
    connection = connect()
    next_request(connection)
    assert connection.connection is None


def test_the_next_request_finds_the_file_that_was_put_in_its_place(connect: Connect, file: Path) -> None:
    connection = connect()
    made(file.with_name("backup.sqlite3"), "backup").replace(file)
    next_request(connection)
    assert said(connection) == ["backup"]


def test_leaving_a_replaced_file_takes_nothing_from_the_one_in_its_place(connect: Connect, file: Path) -> None:
    connection = connect()
    made(file.with_name("backup.sqlite3"), "backup").replace(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as another_worker:
        another_worker.execute("INSERT INTO said VALUES ('since')")
        next_request(connection)
        another_worker.execute("INSERT INTO said VALUES ('later')")
        assert said(connection) == ["backup", "since", "later"]


def test_one_that_met_a_database_that_it_cannot_write_is_left(connect: Connect) -> None:
    connection = connect()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
        with pytest.raises(OperationalError, match="readonly"):
            cursor.execute("INSERT INTO said VALUES ('never')")
    next_request(connection)
    assert connection.connection is None


def test_how_long_is_up_to_the_setting_where_there_is_one(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEPT_SECONDS", 0.0)
    connection = connect(CONN_MAX_AGE=None)
    next_request(connection)
    assert connection.connection is not None
