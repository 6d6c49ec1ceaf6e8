# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long, how many and whose connections are kept."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.pool import KEPT_SECONDS, MOST_KEPT, Kept
from omero_forms.gateway.wire import Wire
from tests.support.servers import Lab
from tests.support.waiting import wait_for


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock: Clock) -> Iterator[Kept[str]]:
    one: Kept[str] = Kept(clock=clock)
    yield one
    one.close()


@pytest.fixture
def wire(lab: Lab) -> Callable[[], Wire]:
    """A wire that joined author's session."""
    key = lab.session_key("author")
    return lambda: Wire.join(lab.server.host, lab.server.port, key, timeout=3.0)


def test_a_wire_is_kept_for_a_minute_after_each_use(kept: Kept[str], clock: Clock, wire: Callable[[], Wire]) -> None:
    used = wire()
    kept.give_back("author", used)
    for _ in range(3):
        clock.now += KEPT_SECONDS - 1
        assert kept.take("author") is used
        kept.give_back("author", used)
    clock.now += KEPT_SECONDS + 1
    assert kept.take("author") is None
    assert not used.is_sound


def test_nobody_has_to_ask_for_it_to_be_closed(wire: Callable[[], Wire]) -> None:
    kept: Kept[str] = Kept(seconds=0.05)
    first, second = wire(), wire()
    kept.give_back("first", first)
    kept.give_back("second", second)
    wait_for(lambda: not first.is_sound and not second.is_sound, "what nobody used was closed")


def test_a_process_keeps_a_bounded_number_and_lets_the_longest_unused_go(
    kept: Kept[str], wire: Callable[[], Wire]
) -> None:
    wires = {str(number): wire() for number in range(MOST_KEPT + 1)}
    for name, one in wires.items():
        kept.give_back(name, one)
    assert kept.take("0") is None
    assert not wires["0"].is_sound
    assert kept.take("1") is wires["1"]
    wires["1"].close()


def test_what_omero_refused_is_not_kept(kept: Kept[str], lab: Lab, wire: Callable[[], Wire]) -> None:
    with lab.as_user("author") as client:
        ended = Wire.join(lab.server.host, lab.server.port, client.client.getSessionId(), timeout=3.0)
        client.client.killSession()
    with pytest.raises(FormsError, match="login_required"):
        ended.context()
    kept.give_back("author", ended)
    assert kept.take("author") is None


def _of_child(kept: Kept[str], wire: Wire, answers: Any) -> None:
    answers.put(kept.take("author") is None and not wire.is_sound)


def test_a_forked_process_has_none_of_its_parents(kept: Kept[str], wire: Callable[[], Wire]) -> None:
    used = wire()
    kept.give_back("author", used)
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_of_child, args=(kept, used, answers))
    child.start()
    assert answers.get(timeout=120)
    child.join(120)
    assert child.exitcode == 0
    assert kept.take("author") is used
    used.alive()
    used.close()
