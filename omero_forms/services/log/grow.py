# SPDX-License-Identifier: AGPL-3.0-or-later
"""Let the tree grow to what the checkpoints count: the frontier, and the roots of subtrees that are kept."""

from __future__ import annotations

from omero_forms.domain.log.tree import HASH_BYTES, Frontier
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import short_write
from omero_forms.models import LogNode, LogRow
from omero_forms.selectors.log import STEP, leaves, log_size

AT_ONCE = 8192
"""So many leaves are added between two writes."""


def log_row() -> LogRow:
    """The row of the log, made when it is new."""
    return LogRow.objects.get_or_create(pk=1)[0]


def frontier_of(log: LogRow) -> Frontier:
    """The frontier that is kept in it."""
    roots = bytes(log.roots)
    return Frontier(log.size, [roots[at : at + HASH_BYTES] for at in range(0, len(roots), HASH_BYTES)])


def grow(lease: Lease) -> Frontier:
    """The frontier over all that the checkpoints count, kept for the next time.

    `lease` is that of the row of the log: where it is lost, somebody else keeps it. Raises MissingLeafError.
    """
    frontier = frontier_of(LogRow.objects.get(pk=1))
    whole = log_size()
    while frontier.size < whole:
        nodes = _extend(frontier, min(whole, frontier.size + AT_ONCE))
        with short_write():
            if lease.renew():
                lease.held.update(size=frontier.size, roots=b"".join(frontier.roots))
                LogNode.objects.bulk_create(nodes, ignore_conflicts=True)
        crash_point("grown")
    return frontier


def _extend(frontier: Frontier, end: int) -> list[LogNode]:
    """Add the leaves up to `end`; the nodes to keep."""
    nodes = []
    for leaf in leaves(frontier.size, end):
        made = frontier.append(leaf)
        for level in range(STEP, len(made), STEP):
            nodes.append(LogNode(level=level, index=(frontier.size >> level) - 1, root=made[level]))
    return nodes
