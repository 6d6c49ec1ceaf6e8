# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run costs, step by step: kept in its row, so that a slow one says where its time goes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from omero_forms.domain.policies.runs import Step


@dataclass(slots=True)
class Costs:
    """Seconds by step, over all workers; how many pages were looked at, of which how many were known; how many findings
    changed.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    pages: int = 0
    known: int = 0
    changed: int = 0

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        numbers = (value.get(one, 0) for one in ("pages", "known", "changed"))
        return cls(dict(value.get("seconds", {})), *numbers)

    def as_json(self) -> dict[str, Any]:
        """The shape of `Evaluation.costs`."""
        seconds = {one.value: round(self.seconds[one], 3) for one in Step if one in self.seconds}
        return {"seconds": seconds, "pages": self.pages, "known": self.known, "changed": self.changed}

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """What is done within it is a part of this step."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._add(step, time.monotonic() - begun)

    def add(self, other: Costs) -> None:
        """Add what another one cost."""
        for step, seconds in other.seconds.items():
            self._add(step, seconds)
        self.pages += other.pages
        self.known += other.known
        self.changed += other.changed

    def taken(self) -> Costs:
        """All of it, to be added elsewhere; nothing is left here."""
        taken = Costs(self.seconds, self.pages, self.known, self.changed)
        self.seconds, self.pages, self.known, self.changed = {}, 0, 0, 0
        return taken

    def _add(self, step: str, seconds: float) -> None:
        self.seconds[step] = self.seconds.get(step, 0.0) + seconds
