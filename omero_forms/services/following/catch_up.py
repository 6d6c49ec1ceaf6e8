# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed in OMERO until now, judged at once: for somebody who does not wait for the next look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from omero_forms.selectors.evaluations import current_runs
from omero_forms.selectors.policies import policies_by_group
from omero_forms.services.evaluations.changed import Looked, judge_changed_by_group
from omero_forms.services.following.follow import follow


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What was judged, by group, and the groups that are up to date by it. Others have no run to build on: they are to
    be evaluated as a whole.
    """

    looked: Mapping[int, Looked]
    groups: Mapping[int, str]

    def has(self, group_id: int) -> bool:
        """Whether all that happened in the group was judged by this, but for what waits."""
        return group_id in self.groups


def catch_up() -> CaughtUp:
    """Read the event log to its end, and judge what changed in all groups.

    Raises what keeps OMERO from being asked.
    """
    follow(at_once=True)
    looked = judge_changed_by_group()
    policies = policies_by_group()
    current = current_runs(policies)
    return CaughtUp(looked, {one: policies[one][0].group_name for one in current})
