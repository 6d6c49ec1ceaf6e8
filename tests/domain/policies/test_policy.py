# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which versions of a form count under a policy."""

from __future__ import annotations

import pytest

from omero_forms.domain.policies.policy import CountingVersions, Rule


@pytest.mark.parametrize(
    ("counting", "published", "is_demanded"),
    [
        (CountingVersions(Rule.ANY), [1, 2], False),
        (CountingVersions(Rule.ANY), [], True),
        (CountingVersions(Rule.CURRENT), [1, 2], True),
        (CountingVersions(Rule.FROM, 2), [1, 2], False),
        (CountingVersions(Rule.FROM, 3), [1, 2], True),
        (CountingVersions(Rule.FROM, 4), [1, 2], False),
    ],
)
def test_a_version_is_demanded_where_what_was_given_before_stops_counting_or_never_did(
    counting: CountingVersions, published: list[int], is_demanded: bool
) -> None:
    assert counting.will_demand(max(published, default=0) + 1, published) is is_demanded
