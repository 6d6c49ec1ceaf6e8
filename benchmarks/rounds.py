# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sides measured in turns, and their ratio: on a busy machine times say little, ratios of neighbours more."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Of pairs that were measured one after the other: the median, and the middle half of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, ours: list[float], theirs: list[float]) -> Ratio:
        """Raises ValueError for sides of unlike length, or of none."""
        pairs = sorted(one / max(other, 1e-9) for one, other in zip(ours, theirs, strict=True))
        low, _, high = statistics.quantiles(pairs, n=4) if len(pairs) > 1 else (pairs[0],) * 3
        return cls(statistics.median(pairs), low, high)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}-{self.high:.2f})"


def in_turns(sides: Mapping[str, Callable[[], object]], *, rounds: int, warm: int = 1) -> dict[str, list[float]]:
    """Milliseconds of each side in each of `rounds`; who begins changes from round to round.

    `warm` rounds come before and are not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for number in range(warm + rounds):
        for name in names if number % 2 else reversed(names):
            began = time.perf_counter()
            sides[name]()
            if number >= warm:
                taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed; the greatest of a few."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def heading(*, theirs: str) -> None:
    """The head of the table whose lines `row` prints; `theirs` names the other side: `peer`, `floor`."""
    print(f"{'work':<52} {'ours':>12} {theirs:>12} {'ratio':>20} {'Ice':>5} {'SQL':>5}  goal", flush=True)


def row(
    work: str,
    ours: str,
    theirs: str = "",
    *,
    ratio: Ratio | None = None,
    calls: int | None = None,
    statements: int | None = None,
    goal: str = "",
    met: bool | None = None,
) -> None:
    """One line: what was done, both sides, our calls to OMERO and SQL statements, the goal and whether it is met."""
    counts = [f"{'' if one is None else one:>5}" for one in (calls, statements)]
    verdict = "" if met is None else "  met" if met else "  MISSED"
    text = "" if ratio is None else str(ratio)
    print(f"{work:<52} {ours:>12} {theirs:>12} {text:>20} {' '.join(counts)}  {goal}{verdict}".rstrip(), flush=True)


def milliseconds(values: list[float]) -> str:
    """The median, for a cell of `row`."""
    return f"{statistics.median(values):.1f} ms"
