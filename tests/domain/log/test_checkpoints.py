# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkpoints, by the examples of C2SP's tlog-checkpoint and of golang.org/x/mod/sumdb/tlog (note_test.go)."""

from __future__ import annotations

import base64

import pytest

from omero_forms.domain.log.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import NotProven, Signer, read_note, sign_note
from omero_forms.domain.log.tree import leaf_hash
from omero_forms.domain.records.seals import new_private_key

EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
TEXT = f"example.com/log\n7\n{ROOT}\n"


def sized(size: str) -> str:
    return f"example.com/log\n{size}\n{ROOT}\n"


LOG = Signer("example.com/log", new_private_key())
WITNESS = Signer("example.com/witness", new_private_key())


def test_the_example_of_the_specification_is_read():
    note = read_note(EXAMPLE)
    assert [one.name for one in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    checkpoint = Checkpoint.from_text(note.text)
    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20852163, base64.b64decode(ROOT))
    assert checkpoint.text() == note.text


def test_a_checkpoint_is_written_byte_for_byte_as_published():
    text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    assert Checkpoint("go.sum database tree", 123456789012, leaf_hash(b"hello world")).text() == text


def test_a_signed_checkpoint_comes_back():
    checkpoint = Checkpoint("example.com/log", 7, bytes(32))
    assert open_checkpoint(sign_checkpoint(checkpoint, [LOG, WITNESS]), [LOG.key]) == checkpoint


def test_lines_that_others_added_are_kept_and_ours_has_none():
    checkpoint = Checkpoint.from_text(TEXT + "one more\nand another\n")
    assert checkpoint.extensions == ("one more", "and another")
    assert checkpoint.text() == TEXT + "one more\nand another\n"
    assert Checkpoint("example.com/log", 7, base64.b64decode(ROOT)).text() == TEXT


def test_what_only_a_witness_has_signed_is_no_checkpoint_of_the_log():
    note = sign_note(TEXT, [WITNESS])
    with pytest.raises(NotProven, match="another log"):
        open_checkpoint(note, [LOG.key, WITNESS.key])
    with pytest.raises(NotProven, match="no known key"):
        open_checkpoint(note, [LOG.key])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "example.com/log\n7\n",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "\nbelow an empty line\n",
        TEXT + "without an end",
        "\n" + TEXT,
        TEXT.replace("example.com/log", ""),
        sized("07"),
        sized("+7"),
        sized("-7"),
        sized("0x7"),
        sized(" 7"),
        sized("7.0"),
        sized("٧"),
        sized(""),
        sized(str(2**63)),
        sized("9" * 5000),
        TEXT.replace(ROOT, ROOT[:-1]),
        TEXT.replace(ROOT, "AAAA"),
        TEXT.replace(ROOT, ROOT.replace("2I=", "2J=")),
        TEXT.replace(ROOT, ROOT + "AAAA"),
        TEXT.replace(ROOT, "no hash"),
    ],
)
def test_what_is_not_written_as_a_checkpoint_is_none(text):
    with pytest.raises(NotProven, match=r"checkpoint|number"):
        Checkpoint.from_text(text)


def test_the_largest_size_is_read():
    assert Checkpoint.from_text(sized(str(2**63 - 1))).size == 2**63 - 1
    assert Checkpoint.from_text(sized("0")).size == 0
