# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bytes of a kept report are, once and for all."""

from __future__ import annotations

import pytest

from omero_forms.domain.policies.kept import Manifest, ranges, row_line, sha256


def test_a_manifest_is_text_whose_hash_proves_each_row_without_naming_it() -> None:
    line = row_line({"salt": "00", "object": {"name": "née"}})
    assert line == '{"object":{"name":"née"},"salt":"00"}'.encode()
    text = Manifest({"group": 3}, [sha256(line)]).text()
    assert text == b'omero-forms report 1\n{"group":3}\n' + sha256(line).encode() + b"\n"
    assert Manifest.read(text) == Manifest({"group": 3}, [sha256(line)])
    with pytest.raises(ValueError, match="report 2"):
        Manifest.read(text.replace(b"report 1", b"report 2"))


def test_ids_that_follow_one_another_are_told_as_ranges() -> None:
    assert ranges([7, 3, 1, 2]) == [[1, 3], [7, 7]]
    assert ranges([]) == []
