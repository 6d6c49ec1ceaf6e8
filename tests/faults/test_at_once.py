# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many submit for one object at once, through eight processes of which some are killed meanwhile."""

from __future__ import annotations

import pytest

from tests.faults.site import IN_FULL, FaultSite, Target
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

PEOPLE = 200 if IN_FULL else 40
WITH_BASE = 4
"""One in so many goes on from the number that it saw, and reads again where that is refused."""
KILLED_AT = ("accepted", "saved", "recorded") * (5 if IN_FULL else 1)


def submit(fault_site: FaultSite, target: Target, key: str, *, with_base: bool) -> None:
    """As a page does, until it is accepted."""
    if not with_base:
        fault_site.send_until_accepted(target, key)
        return
    base = 0

    def accepted() -> bool:
        nonlocal base
        answer = fault_site.submit(target, key, base)
        if answer is None or answer.status_code >= 500:
            return False
        if answer.status_code == 409:
            base = answer.json()["error"]["details"]["base"]
            return False
        assert answer.status_code in {201, 202}, answer.text
        return True

    wait_for(accepted, "a base that nobody was faster with", seconds=600)


def test_all_get_a_number_once_each_and_chain_and_tree_verify(fault_site: FaultSite) -> None:
    target = fault_site.target()
    for point in set(KILLED_AT):
        fault_site.halts.want("web", point)
    sending = [
        fault_site.senders.submit(submit, fault_site, target, target.sent(), with_base=number % WITH_BASE == 0)
        for number in range(PEOPLE)
    ]
    for number, point in enumerate(KILLED_AT):
        fault_site.kill_at("web", point)
        fault_site.later()
        if number + 3 < len(KILLED_AT):
            fault_site.halts.want("web", point)
    for one in sending:
        one.result()
    fault_site.settle(target)
    # For those who lived, too, it was later all at once.
    fault_site.all_is_right(target, may_double=True)
