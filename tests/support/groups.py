# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests of one xdist group go to one worker, so that what they share is started once; so do those of one file that have
no group. Groups begin first, then files with slow tests, then all others, the large ones before the small: no worker is
left alone with a long one at the end.

That is what `--dist loadgroup` is for. But pytest-xdist 3.8 hands the groups over in the ids of tests, which pytest 9.2
does not let it change any more: all tests are then spread as if they had no group, and nothing says so. Here the
workers write down the groups, and the scheduler reads them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests.support import environment

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

FILE = "file_of_groups"
"""The key by which a worker is told where to write them."""


def groups_of(item: pytest.Item) -> set[str]:
    """The names in its marks."""
    return {str(mark.args[0]) for mark in item.iter_markers("xdist_group")}


def tell_scheduler(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write the groups down, and put all in the order in which they shall begin; does nothing in a process that is no
    worker of xdist.
    """
    file = getattr(config, "workerinput", {}).get(FILE)
    if file is None:
        return
    told = {item.nodeid: "_".join(sorted(groups)) for item in items if (groups := groups_of(item))}
    groups_there = set(told.values())
    units: dict[str, list[pytest.Item]] = {}
    for item in items:
        units.setdefault(told.get(item.nodeid, _file_of(item.nodeid)), []).append(item)

    def turn(name: str) -> tuple[bool, bool, int]:
        quick = not any(item.get_closest_marker("slow") for item in units[name])
        return name not in groups_there, quick, -len(units[name])

    items[:] = [item for name in sorted(units, key=turn) for item in units[name]]
    # All workers write the same.
    made = environment.ROOT / "groups.json"
    made.write_text(json.dumps(told), encoding="utf-8")
    made.replace(file)


class GroupScheduling(LoadGroupScheduling):
    """Reads what the workers wrote, which all have done once it is to schedule anything."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        # The order in which they come is right.
        config.option.loadscopereorder = False
        self._groups: dict[str, str] | None = None

    def _split_scope(self, nodeid: str) -> str:
        if self._groups is None:
            self._groups = json.loads(_file().read_text(encoding="utf-8"))
        return self._groups.get(nodeid, _file_of(nodeid))


def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker where to write."""
    node.workerinput[FILE] = str(_file())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling | None:
    """Only where groups are asked for."""
    return GroupScheduling(config, log) if config.getoption("dist") == "loadgroup" else None


def _file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def _file() -> Path:
    return environment.ROOT / "all-groups.json"
