# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted of judged objects, and what could not be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from omero_forms.domain.policies.finding_status import Status, worst


@dataclass(slots=True)
class Counts:
    """Objects by status: over all policies (each object once, by its worst) and per policy id."""

    totals: Counter[str] = field(default_factory=Counter)
    policies: dict[int, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, policy_ids: Iterable[int]) -> Counts:
        """Nothing so far, under these policies."""
        return cls(policies={one: Counter({"objects": 0}) for one in policy_ids})

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Counts:
        """Read what `as_json` wrote."""
        return cls(
            Counter(value.get("totals", {})),
            {int(key): Counter(counts) for key, counts in value.get("policies", {}).items()},
        )

    def as_json(self) -> dict[str, Any]:
        """The shape of `Evaluation.counts`; JSON has no integer keys."""
        policies = {str(key): dict(counts) for key, counts in self.policies.items()}
        return {"totals": dict(self.totals), "policies": policies}

    def count(self, statuses: Mapping[int, Status], times: int = 1) -> None:
        """Count so many objects, by the status that each has under each policy that covers it."""
        for policy_id, status in statuses.items():
            self.policies.setdefault(policy_id, Counter()).update({status.value: times, "objects": times})
        if statuses:
            self.totals.update({worst(statuses.values()).value: times, "objects": times})

    def add(self, other: Counts) -> None:
        """Count what another one counted, too."""
        self.totals.update(other.totals)
        for policy_id, counts in other.policies.items():
            self.policies.setdefault(policy_id, Counter()).update(counts)

    def replace(self, before: Counts, after: Counts) -> None:
        """Count what some objects are `after` instead of what they were `before`."""
        _replace(self.totals, before.totals, after.totals)
        for policy_id in before.policies.keys() | after.policies.keys():
            counts = self.policies.setdefault(policy_id, Counter({"objects": 0}))
            _replace(counts, before.policies.get(policy_id, Counter()), after.policies.get(policy_id, Counter()))
            counts.setdefault("objects", 0)


def _replace(counts: Counter[str], before: Counter[str], after: Counter[str]) -> None:
    counts.subtract(before)
    counts.update(after)
    for key in [key for key, number in counts.items() if number <= 0]:
        del counts[key]


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """What could not be judged under a policy. The others are judged all the same."""

    policy_id: int
    message: str

    @classmethod
    def read(cls, stored: Iterable[Mapping[str, Any]]) -> list[Self]:
        """Those of a run or a shard, as they are stored."""
        return [cls(one["policy_id"], one["message"]) for one in stored]
