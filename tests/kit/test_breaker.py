# SPDX-License-Identifier: AGPL-3.0-or-later
"""The breaker that all processes of a host share."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import FormsError, error
from omero_forms.kit import breaker as module
from omero_forms.kit.breaker import COOL_DOWN_SECONDS, PROBE_SECONDS, Breaker, guard


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(tmp_path: Path, clock: Clock) -> Breaker:
    return Breaker(tmp_path / "state" / "breaker.json", clock)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch, breaker: Breaker) -> Breaker:
    monkeypatch.setattr(module, "breaker", lambda: breaker)
    return breaker


def everybody_passes(breaker: Breaker) -> bool:
    """While it is open, a second one within the time of the first does not."""
    return breaker.allow() and breaker.allow()


def unavailable() -> Exception:
    return error("omero_unavailable", details={"fault": "InvocationTimeoutException"})


def test_everybody_passes_while_omero_answers(breaker: Breaker) -> None:
    assert everybody_passes(breaker)
    breaker.answered()
    assert everybody_passes(breaker)


def test_after_a_failure_nobody_passes_for_a_while(breaker: Breaker, clock: Clock) -> None:
    breaker.failed()
    clock.now += COOL_DOWN_SECONDS - 0.1
    assert not breaker.allow()


def test_then_one_probe_at_a_time_passes(breaker: Breaker, clock: Clock) -> None:
    breaker.failed()
    clock.now += COOL_DOWN_SECONDS
    assert breaker.allow()
    assert not breaker.allow()


def test_probe_that_fails_keeps_it_open(breaker: Breaker, clock: Clock) -> None:
    breaker.failed()
    clock.now += COOL_DOWN_SECONDS
    assert breaker.allow()
    breaker.failed()
    assert not breaker.allow()


def test_probe_that_is_answered_closes_it_for_all(breaker: Breaker, clock: Clock) -> None:
    breaker.failed()
    clock.now += COOL_DOWN_SECONDS
    assert breaker.allow()
    breaker.answered()
    assert breaker.allow()
    assert breaker.allow()


def test_probe_that_died_does_not_keep_the_next_one_out(breaker: Breaker, clock: Clock) -> None:
    breaker.failed()
    clock.now += COOL_DOWN_SECONDS
    assert breaker.allow()
    clock.now += PROBE_SECONDS - 0.1
    assert not breaker.allow()
    clock.now += 0.2
    assert breaker.allow()


@pytest.mark.parametrize("probed", [False, True])
def test_clock_that_is_set_back_keeps_nobody_out(breaker: Breaker, clock: Clock, probed: bool) -> None:
    breaker.failed()
    if probed:
        clock.now += COOL_DOWN_SECONDS
        assert breaker.allow()
    clock.now -= 600
    assert breaker.allow()
    assert not breaker.allow()


def test_file_that_cannot_be_read_counts_as_closed(breaker: Breaker, tmp_path: Path) -> None:
    breaker.failed()
    (tmp_path / "state" / "breaker.json").write_text("{broken")
    assert breaker.allow()


def _ask(path: str, start: Any, answers: Any) -> None:
    start.wait(120)
    answers.put(Breaker(Path(path), lambda: 2000.0).allow())


def test_of_eight_processes_one_is_the_probe(breaker: Breaker, tmp_path: Path) -> None:
    breaker.failed()
    context = multiprocessing.get_context("spawn")
    start, answers = context.Event(), context.Queue()
    path = str(tmp_path / "state" / "breaker.json")
    asking = [context.Process(target=_ask, args=(path, start, answers)) for _ in range(8)]
    for process in asking:
        process.start()
    start.set()
    passed = [answers.get(timeout=120) for _ in asking]
    for process in asking:
        process.join(120)
    assert sorted(passed) == [False] * 7 + [True]


def test_guard_opens_it_and_then_refuses_at_once(shared: Breaker) -> None:
    with pytest.raises(Exception, match="omero_unavailable"), guard():
        raise unavailable()
    entered = False
    with pytest.raises(FormsError, match="omero_unavailable") as refused, guard():
        entered = True
    assert not entered
    assert refused.value.details == {"fault": "breaker_open"}


@pytest.mark.parametrize("code", ["not_found", "forbidden", "login_required"])
def test_refusal_by_omero_is_an_answer(shared: Breaker, clock: Clock, code: ErrorCode) -> None:
    shared.failed()
    clock.now += COOL_DOWN_SECONDS
    with pytest.raises(Exception, match=code), guard():
        raise error(code)
    assert everybody_passes(shared)


def test_failure_of_ours_says_nothing_of_omero_and_lets_the_next_probe_in(shared: Breaker, clock: Clock) -> None:
    shared.failed()
    clock.now += COOL_DOWN_SECONDS
    with pytest.raises(ZeroDivisionError), guard():
        _ = 1 / 0
    assert shared.allow()
    assert not shared.allow()


def test_guard_inside_the_probe_s_guard_passes(shared: Breaker, clock: Clock) -> None:
    shared.failed()
    clock.now += COOL_DOWN_SECONDS
    with guard(), guard():
        pass
    assert everybody_passes(shared)


def test_silence_that_was_handled_inside_opens_it_all_the_same(shared: Breaker) -> None:
    with guard(), pytest.raises(Exception, match="omero_unavailable"), guard():
        raise unavailable()
    assert not shared.allow()


@pytest.mark.parametrize("fault", ["busy", "conflict", "unfinished"])
def test_what_is_in_the_way_while_omero_answers_does_not_open_it(shared: Breaker, fault: str) -> None:
    with pytest.raises(Exception, match="omero_unavailable"), guard():
        raise error("omero_unavailable", details={"fault": fault})
    assert everybody_passes(shared)


def test_disk_that_cannot_be_written_does_not_keep_anybody_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    impossible = Breaker(tmp_path / "a file" / "breaker.json")
    monkeypatch.setattr(module, "breaker", lambda: impossible)
    with pytest.raises(Exception, match="omero_unavailable"), guard():
        raise unavailable()
    with guard():
        pass
