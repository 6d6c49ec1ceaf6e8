# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock of the host is set back by days while people submit: times tell nothing of order, and nobody waits for a
moment that was written before.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.faults.site import FaultSite

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

BACK = timedelta(days=3)


def test_a_clock_that_is_set_back_renumbers_nothing_and_holds_up_nothing(fault_site: FaultSite) -> None:
    target, other = fault_site.target(), fault_site.target()
    fault_site.send_until_accepted(target, target.sent())
    fault_site.leave_at("saved", target)
    fault_site.leave_at("copied", other)
    before = fault_site.halts.clock
    fault_site.halts.set_clock(before - BACK)
    try:
        # The leases of the dead, and what they had put off, lie days ahead.
        fault_site.forms("sweep")
        assert fault_site.page(target) == [(2, "copied"), (1, "copied")]
        assert fault_site.page(other) == [(1, "copied")]
        fault_site.send_until_accepted(target, target.sent())
        fault_site.have_worker_do("checkpoint")
        for one in (target, other):
            for key in one.told:
                fault_site.send_until_accepted(one, key)
        fault_site.settle(target, other)
        fault_site.all_is_right(target, other)
    finally:
        fault_site.halts.set_clock(before)
    first, second, third = [one.payload["time"] for one in target.records]
    assert third < first < second
    fault_site.send_until_accepted(target, target.sent())
    fault_site.settle(target)
    assert [number for number, _state in fault_site.page(target)] == [4, 3, 2, 1]
    fault_site.all_is_right(target)
