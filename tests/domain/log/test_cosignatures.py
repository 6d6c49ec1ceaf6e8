# SPDX-License-Identifier: AGPL-3.0-or-later
"""ML-DSA-44 cosignatures of checkpoints, by C2SP's tlog-cosignature v1.1.0-rc.1."""

from __future__ import annotations

import base64
import hashlib

import pytest

from omero_forms.domain.log import cosignatures
from omero_forms.domain.log.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from omero_forms.domain.log.cosignatures import new_ml_dsa_key, subtree_message, verify_ml_dsa
from omero_forms.domain.log.notes import ML_DSA, Cosigner, NotProven, Signer, VerifierKey, open_note, read_note
from omero_forms.domain.records.seals import new_private_key

ORIGIN = "example.com/behind-the-sofa"
ROOT = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
CHECKPOINT = Checkpoint(ORIGIN, 20852163, ROOT)
TIME = 1679315147
LOG = Signer(ORIGIN, new_private_key())
BESIDE = Cosigner(ORIGIN, new_ml_dsa_key(), TIME)
BOTH = sign_checkpoint(CHECKPOINT, [LOG, BESIDE])


def test_what_is_signed_is_the_structure_of_the_specification_byte_by_byte():
    said = subtree_message("witness.example.com/w1", TIME, CHECKPOINT.text().encode())
    assert said == (
        b"subtree/v1\n\x00"
        b"\x16witness.example.com/w1"
        b"\x00\x00\x00\x00\x64\x18\x50\xcb"
        b"\x1bexample.com/behind-the-sofa"
        b"\x00\x00\x00\x00\x00\x00\x00\x00"
        b"\x00\x00\x00\x00\x01\x3e\x2d\xc3" + ROOT
    )


def test_the_line_of_a_log_holds_the_id_of_its_key_the_time_and_the_signature():
    [_plain, line] = read_note(BOTH).signatures
    public_key = BESIDE.key.public_key
    assert len(public_key) == 1312
    assert line.key_id == hashlib.sha256(ORIGIN.encode() + b"\n\x06" + public_key).digest()[:4]
    assert (line.name, len(line.signature)) == (ORIGIN, 8 + 2420)
    assert int.from_bytes(line.signature[:8], "big") == TIME
    message = subtree_message(ORIGIN, TIME, CHECKPOINT.text().encode())
    assert verify_ml_dsa(public_key, message, line.signature[8:])
    key = VerifierKey.from_text(BESIDE.key.text())
    assert (key, key.type) == (BESIDE.key, ML_DSA)
    assert key.fingerprint == f"ml-dsa-44:{hashlib.sha256(public_key).hexdigest()}"


def test_whoever_knows_one_key_or_both_verifies_the_note_and_the_other_line_is_passed_over():
    assert open_checkpoint(BOTH, [LOG.key]) == CHECKPOINT
    assert open_checkpoint(BOTH, [LOG.key, BESIDE.key]) == CHECKPOINT
    assert open_note(BOTH, [BESIDE.key]).signed_by == (BESIDE.key,)
    # It signs beside the other key: no record says when it ended.
    with pytest.raises(NotProven, match="another log"):
        open_checkpoint(BOTH, [BESIDE.key])


@pytest.mark.parametrize(
    "other",
    [
        Checkpoint(ORIGIN, 20852164, ROOT),
        Checkpoint(ORIGIN, 20852163, bytes(32)),
        Checkpoint("example.com/another", 20852163, ROOT),
        Checkpoint(ORIGIN, 20852163, ROOT, ("more",)),
    ],
)
def test_over_anything_else_than_these_three_lines_it_does_not_verify(other: Checkpoint):
    [line] = read_note(sign_checkpoint(CHECKPOINT, [BESIDE])).signatures
    assert BESIDE.key.verifies(CHECKPOINT.text(), line.signature)
    assert not BESIDE.key.verifies(other.text(), line.signature)
    for changed in (line.signature[:-1], line.signature + b"x", b"\x01" + line.signature[1:], b"\xff" * 2428, b""):
        assert not BESIDE.key.verifies(CHECKPOINT.text(), changed)
    renamed = VerifierKey("example.com/w2", ML_DSA, BESIDE.key.public_key)
    assert not renamed.verifies(CHECKPOINT.text(), line.signature)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n-1\nAAAA\n", f"a\n1\n{'A' * 43}=\nmore\n", "a\n1\nAAAA\n", "a\n1\n!\n"]
)
def test_what_is_no_checkpoint_of_three_lines_is_not_signed(text: str):
    with pytest.raises(ValueError, match=r"three lines|hash"):
        BESIDE.sign(text)


@pytest.mark.parametrize("pem", [b"", b"no key", new_private_key()])
def test_no_other_key_makes_such_signatures(pem: bytes):
    with pytest.raises(ValueError, match=r".+"):
        Cosigner(ORIGIN, pem)


def test_a_host_whose_library_does_not_know_it_passes_over_such_lines(monkeypatch: pytest.MonkeyPatch):
    pem = BESIDE.pem
    monkeypatch.setattr(cosignatures, "_library", None)
    assert open_checkpoint(BOTH, [LOG.key, BESIDE.key]) == CHECKPOINT
    with pytest.raises(NotProven, match="no known key"):
        open_note(BOTH, [BESIDE.key])
    for make in (new_ml_dsa_key, lambda: Cosigner(ORIGIN, pem)):
        with pytest.raises(ValueError, match="does not know ML-DSA-44"):
            make()
