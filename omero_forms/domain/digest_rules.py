# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what: findings in, digests out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from omero_forms.domain.digests import (
    Digest,
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    DigestRun,
    Period,
    Told,
)


def build_digests(
    *,
    findings: Iterable[DigestFinding],
    people: Mapping[int, DigestPerson],
    groups: Mapping[int, DigestGroup],
    policies: Mapping[int, DigestPolicy],
    period: Period,
    told: Told,
    repeat_days: int = 7,
) -> DigestRun:
    """The digests of one period."""
    raise NotImplementedError


def memory_of(digest: Digest) -> dict[str, Any]:
    """What to keep (as JSON) of a digest that was sent, for the next period's Told."""
    raise NotImplementedError


def told_from_memories(memories: Iterable[tuple[int, str, Mapping[str, Any]]]) -> Told:
    """Told, from (person id, "member" or "owner", memory) of the last message of each kind that each person got."""
    raise NotImplementedError
