# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ring of policies that ask for each other's tags is found whatever its length, and nothing else is called one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.rings import Link, link_of, ring_through
from omero_forms.domain.policies.selectors import EVERYTHING, Condition, How, Join, Part
from omero_forms.domain.refs import ObjectType

TAGS = "abcde"
links = st.builds(
    Link,
    st.sampled_from("PQRSTUVW"),
    st.sampled_from([ObjectType.DATASET, ObjectType.PROJECT]),
    st.frozensets(st.sampled_from(TAGS), min_size=1, max_size=2),
    st.sampled_from(TAGS),
)


@given(st.lists(links, min_size=1, max_size=8))
def test_a_policy_is_in_a_ring_exactly_if_asking_on_and_on_leads_back_to_it(every: list[Link]) -> None:
    start = every[0]
    same = [one for one in every if one.object_type is start.object_type]
    asked = set(start.asks)
    for _each in same:
        asked |= {tag for one in same if one.puts in asked for tag in one.asks}

    ring = ring_through(start, every)

    assert bool(ring) == (start.puts in asked)
    if ring:
        assert ring[0] == start
        assert set(ring) <= set(same)
        assert len(set(ring)) == len(ring)
        assert all(next_.puts in one.asks for one, next_ in pairwise([*ring, start]))


def test_only_a_policy_that_asks_for_a_tag_and_puts_one_can_be_in_a_ring() -> None:
    tag = Condition(Part.TAG, "raw")
    asking = Join(How.ANY, (Condition(Part.NAME, "done"), Join(How.NONE, (tag,))))
    found = link_of("P", ObjectType.DATASET, asking, Gate(tag="done"))
    assert found == Link("P", ObjectType.DATASET, frozenset({"raw"}), "done")
    composed = link_of("P", ObjectType.DATASET, Condition(Part.TAG, "e\u0301"), Gate(tag=" \u00e8"))
    assert composed == Link("P", ObjectType.DATASET, frozenset({"\u00e9"}), "\u00e8")
    for selector, gate in ((tag, None), (tag, Gate(key="raw", value="raw")), (EVERYTHING, Gate(tag="raw"))):
        assert link_of("P", ObjectType.DATASET, selector, gate) is None
