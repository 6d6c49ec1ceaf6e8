# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proofs as text, as C2SP's tlog-proof and tlog-policy say; what is refused is refused by transparency-dev/merkle, too
(proof/tlog_proof_test.go).
"""

from __future__ import annotations

import base64

import pytest

from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import COSIGNATURE, NotProven, Signer, VerifierKey
from omero_forms.domain.log.proofs import Proof, policy_text
from omero_forms.domain.log.tree import inclusion_proof, leaf_hash, nodes_of, root_of
from omero_forms.domain.records.seals import new_private_key

LOG = Signer("example.com/log", new_private_key())
DIGESTS = [number.to_bytes(32, "big") for number in range(11)]
NODES = nodes_of([leaf_hash(digest) for digest in DIGESTS])
CHECKPOINT = Checkpoint("example.com/log", 11, root_of(11, NODES))
NOTE = sign_checkpoint(CHECKPOINT, [LOG])
HASH = base64.b64encode(bytes(32)).decode()


def proof_of(index: int) -> Proof:
    return Proof(index, tuple(inclusion_proof(index, 11, NODES)), NOTE)


def test_a_proof_is_written_as_the_specification_says():
    lines = Proof(10, (bytes(32), bytes(32)), NOTE).text().split("\n")
    assert lines[:5] == ["c2sp.org/tlog-proof@v1", "index 10", HASH, HASH, ""]
    assert "\n".join(lines[5:]) == NOTE
    assert Proof(0, (), NOTE).text() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{NOTE}"


@pytest.mark.parametrize("extra", [None, b"", b"more"])
def test_a_proof_comes_back_from_its_text(extra):
    proof = Proof(7, (bytes(32),), NOTE, extra)
    assert Proof.from_text(proof.text()) == proof
    assert ("\nextra " in proof.text()) is (extra is not None)


@pytest.mark.parametrize("index", range(11))
def test_each_record_is_proven_by_the_text_and_the_key_alone(index):
    proof = Proof.from_text(proof_of(index).text())
    assert proof.proven_by(DIGESTS[index], [LOG.key]) == CHECKPOINT
    with pytest.raises(NotProven, match="not where the proof says"):
        proof.proven_by(DIGESTS[index - 1], [LOG.key])


def test_a_proof_needs_a_checkpoint_that_the_log_has_signed():
    other = Signer("example.com/log", new_private_key())
    with pytest.raises(NotProven, match="no known key"):
        proof_of(3).proven_by(DIGESTS[3], [other.key])
    larger = sign_checkpoint(Checkpoint("example.com/log", 12, CHECKPOINT.root), [LOG])
    with pytest.raises(NotProven, match="not where the proof says"):
        Proof(10, proof_of(10).hashes, larger).proven_by(DIGESTS[10], [LOG.key])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "wrong-header\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 007\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\n{HASH}\nindex 0\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH}\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{base64.b64encode(bytes(64)).decode()}\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + 64 * (HASH + "\n") + "\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\ncheckpoint\r\n",
    ],
)
def test_what_is_not_written_as_a_proof_is_none(text):
    with pytest.raises(NotProven):
        Proof.from_text(text)


def test_a_policy_names_the_keys_of_the_log_and_asks_for_the_witness_where_there_is_one():
    assert policy_text([LOG.key]) == f"log {LOG.key.text()}\nquorum none\n"
    witness = VerifierKey("w.example.org", COSIGNATURE, bytes(range(32)))
    lines = [f"log {LOG.key.text()}", f"witness w.example.org {witness.text()}", "quorum w.example.org", ""]
    assert policy_text([LOG.key], witness) == "\n".join(lines)
