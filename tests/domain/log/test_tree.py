# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree, by vectors that others published and against one that is built the plain way that RFC 6962 describes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.log.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
SMALL = VECTORS["small"]
ROOTS = [bytes.fromhex(root) for root in SMALL["roots"]]
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in SMALL["leaves"]]
SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")

MANY = [leaf_hash(number.to_bytes(32, "big")) for number in range(130)]


def hashes(texts):
    return [bytes.fromhex(text) for text in texts]


def plain_root(leaves):
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def grown(leaves):
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier


def test_leaves_and_nodes_hash_as_in_the_published_vectors():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@pytest.mark.parametrize("size", range(1, 9))
def test_a_tree_of_any_size_has_the_published_root(size):
    assert grown(LEAVES[:size]).root() == root_of(size, nodes_of(LEAVES)) == ROOTS[size - 1]


@pytest.mark.parametrize("row", SMALL["inclusion"], ids=lambda row: f"{row['index']} of {row['size']}")
def test_inclusion_is_proven_and_verified_as_published(row):
    proof = hashes(row["proof"])
    index, size = row["index"], row["size"]
    assert inclusion_proof(index, size, nodes_of(LEAVES)) == proof
    assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("row", SMALL["consistency"], ids=lambda row: f"{row['old']} to {row['new']}")
def test_consistency_is_proven_and_verified_as_published(row):
    proof = hashes(row["proof"])
    old, new = row["old"], row["new"]
    assert consistency_proof(old, new, nodes_of(LEAVES)) == proof
    assert verify_consistency(old, ROOTS[old - 1], new, ROOTS[new - 1], proof)


def test_proofs_of_a_certificate_log_verify():
    log = VECTORS["argon2020"]
    size, root = log["size"], bytes.fromhex(log["root"])
    leaf = bytes.fromhex(log["leaf"])
    inclusion, consistency = hashes(log["inclusion"]), hashes(log["consistency"])
    old, old_root = log["old_size"], bytes.fromhex(log["old_root"])
    assert verify_inclusion(leaf, log["index"], size, inclusion, root)
    assert not verify_inclusion(leaf, log["index"] + 1, size, inclusion, root)
    assert verify_consistency(old, old_root, size, root, consistency)
    assert not verify_consistency(old + 1, old_root, size, root, consistency)


@given(st.integers(0, 130))
def test_a_growing_frontier_is_the_tree_of_the_definition(size):
    frontier = grown(MANY[:size])
    assert frontier.root() == plain_root(MANY[:size])
    assert len(frontier.roots) == size.bit_count()


@given(st.integers(0, 100), st.integers(0, 30))
def test_a_frontier_that_was_kept_goes_on_as_if_it_had_not_stopped(size, more):
    kept = grown(MANY[:size])
    goes_on = Frontier(kept.size, kept.roots)
    for leaf in MANY[size : size + more]:
        goes_on.append(leaf)
    assert goes_on.roots == grown(MANY[: size + more]).roots


@given(st.integers(1, 130))
def test_the_full_subtrees_that_a_leaf_completes_are_told(size):
    frontier = grown(MANY[: size - 1])
    made = frontier.append(MANY[size - 1])
    assert made == [plain_root(MANY[size - 2**level : size]) for level in range(len(made))]
    assert size % 2 ** (len(made) - 1) == 0
    assert size % 2 ** len(made) != 0


@pytest.mark.parametrize(
    ("size", "roots"), [(-1, []), (0, [SOME]), (1, []), (3, [SOME]), (2, [SOME, SOME]), (1, [b"x"])]
)
def test_a_frontier_of_another_size_than_its_subtrees_is_refused(size, roots):
    with pytest.raises(ValueError, match="subtrees"):
        Frontier(size, roots)


@given(st.integers(1, 130).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_each_leaf_is_provably_in_a_tree_of_any_size(pair):
    index, size = pair
    proof = inclusion_proof(index, size, nodes_of(MANY))
    root = plain_root(MANY[:size])
    assert verify_inclusion(MANY[index], index, size, proof, root)
    wrong = [
        (MANY[index], index + 1, size, proof, root),
        (MANY[index], index - 1, size, proof, root),
        (MANY[index], index ^ 2, size, proof, root),
        (MANY[index], index, size * 2, proof, root),
        (MANY[index], index, size // 2, proof, root),
        (SOME, index, size, proof, root),
        (b"WrongLeaf", index, size, proof, root),
        (MANY[index], index, size, proof, EMPTY_ROOT),
        (MANY[index], index, size, [*proof, b""], root),
        (MANY[index], index, size, [*proof, root], root),
        (MANY[index], index, size, [root, *proof], root),
        *((MANY[index], index, size, proof[:at] + proof[at + 1 :], root) for at in range(len(proof))),
        *((MANY[index], index, size, [*proof[:at], SOME, *proof[at + 1 :]], root) for at in range(len(proof))),
    ]
    assert not [call for call in wrong if verify_inclusion(*call)]


@given(st.integers(0, 130).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new))))
def test_a_tree_provably_begins_with_each_earlier_one(pair):
    old, new = pair
    proof = consistency_proof(old, new, nodes_of(MANY))
    roots = plain_root(MANY[:old]), plain_root(MANY[:new])
    assert verify_consistency(old, roots[0], new, roots[1], proof)
    if not proof:
        return
    wrong = [
        (old - 1, roots[0], new, roots[1], proof),
        (old + 1, roots[0], new, roots[1], proof),
        (old, roots[0], new * 2, roots[1], proof),
        (old, roots[0], new // 2, roots[1], proof),
        (old, SOME, new, roots[1], proof),
        (old, roots[0], new, SOME, proof),
        (old, roots[1], new, roots[0], proof),
        (old, roots[0], new, roots[1], []),
        (old, roots[0], new, roots[1], [*proof, b""]),
        (old, roots[0], new, roots[1], [*proof, roots[1]]),
        (old, roots[0], new, roots[1], [roots[0], *proof]),
        *((old, roots[0], new, roots[1], proof[:at] + proof[at + 1 :]) for at in range(len(proof))),
        *((old, roots[0], new, roots[1], [*proof[:at], SOME, *proof[at + 1 :]]) for at in range(len(proof))),
    ]
    assert not [call for call in wrong if verify_consistency(*call)]


def test_a_tree_that_changed_an_early_leaf_is_not_consistent():
    changed = [SOME, *MANY[1:]]
    proof = consistency_proof(5, 13, nodes_of(changed))
    assert not verify_consistency(5, plain_root(MANY[:5]), 13, plain_root(changed[:13]), proof)


def test_nothing_is_proven_of_what_is_not_there():
    node = nodes_of(MANY)
    for index, size in [(0, 0), (3, 3), (-1, 3)]:
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion_proof(index, size, node)
        assert not verify_inclusion(SOME, index, size, [], SOME)
    with pytest.raises(ValueError, match="larger"):
        consistency_proof(4, 3, node)
    assert not verify_consistency(4, SOME, 3, SOME, [])


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "proof", "consistent"),
    [
        (0, EMPTY_ROOT, 0, EMPTY_ROOT, [], True),
        (0, EMPTY_ROOT, 1, SOME, [], True),
        (1, SOME, 1, SOME, [], True),
        (0, SOME, 0, SOME, [], False),
        (0, SOME, 1, SOME, [], False),
        (0, EMPTY_ROOT, 0, SOME, [], False),
        (0, EMPTY_ROOT, 1, SOME, [SOME], False),
        (1, SOME, 1, EMPTY_ROOT, [], False),
        (1, SOME, 1, SOME, [SOME], False),
        (1, SOME, 2, EMPTY_ROOT, [], False),
        (3, SOME, 4, EMPTY_ROOT, [], False),
    ],
)
def test_trees_of_no_leaves_and_of_the_same_size(old, old_root, new, new_root, proof, consistent):
    assert verify_consistency(old, old_root, new, new_root, proof) is consistent
