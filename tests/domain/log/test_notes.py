# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes, by the examples of C2SP's signed-note and of golang.org/x/mod/sumdb/note (note_test.go)."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from omero_forms.domain.log.notes import (
    COSIGNATURE,
    NotProven,
    Signer,
    VerifierKey,
    open_note,
    read_note,
    sign_note,
    vkey,
)
from omero_forms.domain.records.seals import new_private_key, private_key_from_seed

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PETERS_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

peter, enoch = VerifierKey.from_text(PETER), VerifierKey.from_text(ENOCH)


def test_the_example_of_the_specification_is_signed_by_its_key():
    key = VerifierKey.from_text(EXAMPLE_KEY)
    assert key.text() == vkey(key.name, key.public_key) == EXAMPLE_KEY
    opened = open_note(EXAMPLE, [key])
    assert (opened.text, opened.signed_by) == ("This is an example message.\n", (key,))


def test_a_note_is_signed_byte_for_byte_as_published():
    signer = Signer("PeterNeumann", private_key_from_seed(base64.b64decode(PETERS_SECRET)[1:]))
    assert signer.key.text() == PETER
    assert sign_note(TEXT, [signer]) == TEXT + "\n" + BY_PETER


def test_signatures_of_unknown_keys_are_ignored():
    both = TEXT + "\n" + BY_PETER + BY_ENOCH
    assert open_note(both, [peter]).signed_by == (peter,)
    assert open_note(both, [enoch]).signed_by == (enoch,)
    assert open_note(both, [enoch, peter]).signed_by == (peter, enoch)
    assert open_note(both, [peter]).text == TEXT
    assert open_note(TEXT + "\n" + 2 * BY_PETER + BY_ENOCH, [peter]).signed_by == (peter,)


def test_a_key_of_the_same_name_or_the_same_id_is_another_key():
    renamed = VerifierKey("CarmenSandiego", peter.type, peter.public_key)
    namesake = VerifierKey("PeterNeumann", peter.type, enoch.public_key)
    for key in (renamed, namesake):
        with pytest.raises(NotProven, match="no known key"):
            open_note(TEXT + "\n" + BY_PETER, [key])
    with pytest.raises(NotProven, match="no known key"):
        open_note(TEXT + "\n" + BY_PETER.replace("PeterNeumann", "CarmenSandiego"), [peter])


def test_a_note_that_nobody_known_has_signed_is_refused():
    with pytest.raises(NotProven, match="no known key"):
        open_note(TEXT + "\n" + BY_PETER + BY_ENOCH, [])


def test_one_wrong_signature_of_a_known_key_refuses_the_whole_note():
    wrong = BY_PETER.replace("ZJku", "ZJkv")
    with pytest.raises(NotProven, match="not over this text"):
        open_note(TEXT + "\n" + BY_ENOCH + wrong, [peter, enoch])
    with pytest.raises(NotProven, match="not over this text"):
        open_note(TEXT + "\n" + BY_PETER + wrong, [peter])
    with pytest.raises(NotProven, match="not over this text"):
        open_note(TEXT.replace("problem is", "problem was") + "\n" + BY_PETER, [peter])


def test_a_text_may_hold_empty_lines_and_is_parted_at_the_last_one():
    signer = Signer("example.com/log", new_private_key())
    for text in ("a\n\nb\n", "a\n\n", "\n", "\n\n", "— not a signature\n\n— nor this\n"):
        opened = open_note(sign_note(text, [signer]), [signer.key])
        assert opened.text == text


def test_several_sign_one_note():
    signers = [Signer(name, new_private_key()) for name in ("example.com/log", "example.com/other")]
    note = sign_note("text\n", signers)
    assert open_note(note, [one.key for one in signers]).signed_by == tuple(one.key for one in signers)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + BY_PETER[:-1],
        "\x01" + TEXT + "\n" + BY_PETER,
        "\udcff" + TEXT + "\n" + BY_PETER,
        TEXT.replace("\n", "\r\n") + "\n" + BY_PETER,
        TEXT + "\n" + BY_PETER.replace("— PeterNeumann", "— Bad Name"),
        TEXT + "\n" + BY_PETER.replace("— PeterNeumann", "— Peter+Neumann"),
        TEXT + "\n" + BY_PETER.replace("— PeterNeumann", "— Peter\u2003Neumann"),
        TEXT + "\n" + BY_PETER.replace("— PeterNeumann", "— "),
        TEXT + "\n" + BY_PETER.replace("— ", "- "),
        TEXT + "\n" + BY_PETER.replace("— ", "—  "),
        TEXT + "\n" + BY_PETER.replace("=\n", "\n"),
        TEXT + "\n" + BY_PETER.replace("JnAM=", "JnAN="),
        TEXT + "\n" + BY_PETER.replace("=\n", "= \n"),
        TEXT + "\n" + BY_PETER + "Unexpected line.\n",
        TEXT + "\n" + "— PeterNeumann x08gow==\n",
        TEXT + "\n" + 101 * BY_PETER,
        "x" * 1_000_000 + TEXT + "\n" + BY_PETER,
    ],
)
def test_what_is_not_written_as_a_note_is_none(note):
    with pytest.raises(NotProven, match=r"note|line"):
        open_note(note, [peter])


def test_as_many_signatures_are_read_as_the_specification_asks_for():
    assert len(read_note(TEXT + "\n" + 15 * BY_ENOCH + BY_PETER).signatures) == 16
    assert open_note(TEXT + "\n" + 15 * BY_ENOCH + BY_PETER, [peter]).signed_by == (peter,)


@pytest.mark.parametrize("text", ["", "no end", "a\x00\n", "a\tb\n", "a\r\n", "\ud800\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text):
    with pytest.raises(ValueError, match="no note can hold"):
        sign_note(text, [Signer("example.com/log", new_private_key())])


def test_no_mangled_key_is_taken():
    pieces = {PETER[start:end] for start in range(len(PETER)) for end in range(start, len(PETER) + 1)} - {PETER}
    bumped = {PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :] for at in range(len(PETER))}
    longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="
    for text in (*pieces, *bumped, longer, PETER + "=", PETER.replace("c74f20a3", "C74F20A3")):
        with pytest.raises(NotProven):
            VerifierKey.from_text(text)


def test_a_key_of_a_type_that_is_not_known_is_kept_and_verifies_nothing():
    key = VerifierKey.from_text("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert key.type == 0x65
    assert not key.verifies(TEXT, b"x" * 64)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x00b"])
def test_no_key_has_such_a_name(name):
    with pytest.raises(ValueError, match="no such key"):
        Signer(name, new_private_key())


def test_only_an_ed25519_key_signs():
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(ValueError, match="not an Ed25519 private key"):
        Signer("example.com/log", pem)


def test_keys_of_witnesses_are_read_as_published():
    """From transparency-dev/formats (note/note_cosigv1_test.go)."""
    key = VerifierKey.from_text("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
    assert (key.name, key.type, len(key.public_key)) == ("remora.n621.de", COSIGNATURE, 32)


def test_a_cosignature_is_over_the_time_that_it_tells_and_the_whole_text():
    """As C2SP's tlog-cosignature v1.0.1 says."""
    private = Ed25519PrivateKey.generate()
    key = VerifierKey("witness.example.org/w1", COSIGNATURE, private.public_key().public_bytes_raw())
    signature = private.sign(b"cosignature/v1\ntime 1679315147\nlog\n7\nroot\n")
    told = (1679315147).to_bytes(8, "big")
    assert key.verifies("log\n7\nroot\n", told + signature)
    assert not key.verifies("log\n7\nroot\n", (1679315148).to_bytes(8, "big") + signature)
    assert not key.verifies("log\n7\nroot\nmore\n", told + signature)
    assert not key.verifies("log\n7\nroot\n", signature)
