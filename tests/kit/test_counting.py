# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting within a minute: alone, together in Redis, and alone again while Redis is gone."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from omero_forms.kit import counting
from omero_forms.kit.counting import MINUTE, Memory, count, memory
from tests.support.ports import free_port


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_asked_again_at", 0.0)
    memory.forget()


def test_a_minute_begins_with_the_first_count_and_the_next_one_after_it() -> None:
    now = 100.0
    counts = Memory(clock=lambda: now)
    assert [counts.count("a").number for _ in range(3)] == [1, 2, 3]
    now += 20
    assert (counts.count("a").number, counts.count("a").seconds_left) == (4, 40.0)
    assert counts.count("b").number == 1
    now += 40
    assert (counts.count("a").number, counts.count("a").seconds_left) == (1, MINUTE)


def test_what_is_over_is_forgotten_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MANY_KEYS", 10)
    now = 0.0
    counts = Memory(clock=lambda: now)
    for number in range(10):
        counts.count(f"old {number}")
    now += MINUTE
    counts.count("new")
    assert list(counts._minutes) == ["new"]


def test_a_flood_of_keys_pushes_out_the_oldest_and_takes_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MANY_KEYS", 10)
    counts = Memory(clock=lambda: 1.0)
    for number in range(30):
        counts.count(f"stranger {number}")
    assert list(counts._minutes) == [f"stranger {number}" for number in range(20, 30)]


def test_a_count_without_an_end_gets_one_instead_of_refusing_for_ever(redis_server: str) -> None:
    key = uuid.uuid4().hex
    with Redis.from_url(redis_server) as client:
        client.set(f"omero-forms:rate:{key}", 1000)
        assert 0 < count(key, redis_server).seconds_left <= MINUTE
        assert 0 < client.ttl(f"omero-forms:rate:{key}") <= MINUTE


def test_threads_count_each_request_once() -> None:
    counts = Memory()
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda _: counts.count("a").number, range(200)))
    assert sorted(numbers) == list(range(1, 201))


def test_in_redis_all_processes_count_together_and_a_count_ends_by_itself(redis_server: str) -> None:
    key = uuid.uuid4().hex
    counting._redis.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda _: count(key, redis_server).number, range(20)))
    counting._redis.cache_clear()  # as another process would ask
    counted = count(key, redis_server)
    assert (sorted(numbers), counted.number) == (list(range(1, 21)), 21)
    assert 0 < counted.seconds_left <= MINUTE
    with Redis.from_url(redis_server) as client:
        left = client.ttl(f"omero-forms:rate:{key}")
    assert 0 < left <= MINUTE
    assert memory.count(key).number == 1, "it was counted twice"


def test_without_redis_a_process_counts_its_own_and_does_not_ask_each_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone = f"redis://127.0.0.1:{free_port()}/0"
    key = uuid.uuid4().hex
    assert [count(key, gone).number for _ in range(3)] == [1, 2, 3]
    assert len([one for one in caplog.records if "Redis does not count" in one.getMessage()]) == 1
    assert [count(key, None).number] == [4]
