# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Merkle tree of RFC 6962, section 2.1, over the digests of records.

A proof is made from the roots of full subtrees, wherever those come from: `Node` gives the one over the leaves from
`index << level` up to, not including, `(index + 1) << level`. At level 0 that is the hash of a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, reduce
from typing import Final

Node = Callable[[int, int], bytes]
"""The root of a full subtree, by level and index."""

HASH_BYTES: Final = 32

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(digest: bytes) -> bytes:
    """The hash of a leaf: that of a record is over the 32 bytes of its digest."""
    return hashlib.sha256(b"\x00" + digest).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees that a tree is made of, largest first: all that it takes to let it grow."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        """Raises ValueError for roots that are not as many as a tree of that size has, or no hashes."""
        if size < 0 or len(roots) != size.bit_count() or any(len(root) != HASH_BYTES for root in roots):
            raise ValueError("these are not the subtrees of a tree of that size")
        self.size = size
        self._roots = list(roots)

    @property
    def roots(self) -> tuple[bytes, ...]:
        """Those of the full subtrees, one for each bit of the size."""
        return tuple(self._roots)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add the hash of a leaf. The roots of all full subtrees that end with it, by their level."""
        made = [leaf]
        size = self.size
        while size & 1:
            made.append(node_hash(self._roots.pop(), made[-1]))
            size >>= 1
        self._roots.append(made[-1])
        self.size += 1
        return made

    def root(self) -> bytes:
        """The root of the whole tree."""
        return _joined(self._roots) if self._roots else EMPTY_ROOT


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """The subtrees over hashes of leaves that are all at hand."""

    @cache
    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def root_of(size: int, node: Node) -> bytes:
    """The root of a tree of that size."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """What leads from a leaf to the root of a tree of `size` leaves: the hashes beside its path, the leaf's first.

    Raises ValueError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    proof = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            proof.append(_range_root(middle, end, node))
            end = middle
        else:
            proof.append(_range_root(first, middle, node))
            first = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """What shows that a tree of `new` leaves begins with all the `old` leaves of an earlier one, in their order.

    Nothing is needed for that where the earlier one was empty, or is the same. Raises ValueError where it is larger.
    """
    if not 0 <= old <= new:
        raise ValueError("the earlier tree is the larger one")
    if old in (0, new):
        return []
    proof = []
    first, end = 0, new
    while end != old:
        middle = first + _split(end - first)
        if old <= middle:
            proof.append(_range_root(middle, end, node))
            end = middle
        else:
            proof.append(_range_root(first, middle, node))
            first = middle
    # Whoever has the earlier tree's root knows this one, where nothing of it was left out.
    if first > 0:
        proof.append(_range_root(first, end, node))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the hash of a leaf is in the tree of that size and root, at that index (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    here, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(beside, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves and that root begins with the whole earlier one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or not _are_hashes([old_root, new_root, *proof]):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    # The root of the earlier tree is the first node of the way, where it is a full subtree of the later one.
    way = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not way:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    found_old = found_new = way[0]
    for beside in way[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            found_old, found_new = node_hash(beside, found_old), node_hash(beside, found_new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found_new = node_hash(found_new, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _split(count: int) -> int:
    """How many leaves go to the left: the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(first: int, end: int, node: Node) -> bytes:
    """The root over some leaves, which begin where RFC 6962 splits a tree: so it is made of full subtrees."""
    roots = []
    while first < end:
        level = (end - first).bit_length() - 1
        roots.append(node(level, first >> level))
        first += 1 << level
    return _joined(roots)


def _joined(roots: Sequence[bytes]) -> bytes:
    """The root over full subtrees, largest first."""
    return reduce(lambda right, left: node_hash(left, right), reversed(roots))


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
